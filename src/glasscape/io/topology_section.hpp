#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "glasscape/geometry/configuration.hpp"
#include "glasscape/io/line_reader.hpp"
#include "glasscape/io/text_sink.hpp"

namespace glasscape::io {

/// The sections Bonds and Angles of a LAMMPS data file as they stand there: atoms by their ids.
class TopologySections {
 public:
  /// Reads `count` lines of the section: number, type and the ids of two or three atoms. `types` from the header.
  void read(const std::string& section, std::int64_t count, std::int64_t types, LineReader& lines);
  [[nodiscard]] bool empty() const noexcept { return bonds_.empty() && angles_.empty(); }
  /// With the places of the atoms in a configuration that is sorted by id. Throws Error(input) for an id that it has
  /// not.
  [[nodiscard]] std::shared_ptr<const Topology> resolve(const Configuration& configuration, std::int64_t bond_types,
                                                        std::int64_t angle_types, const std::string& where) const;

 private:
  struct Row {
    std::int32_t type;
    std::array<std::int64_t, 3> ids;
  };
  std::vector<Row> bonds_, angles_;
};

/// The lines of the header and the sections, for write_configuration; `ids` name the atoms.
void write_topology_counts(TextSink& sink, const Topology& topology);
void write_topology_sections(TextSink& sink, const Topology& topology, const std::vector<std::int64_t>& ids);

}  // namespace glasscape::io
