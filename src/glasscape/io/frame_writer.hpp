#pragma once

#include <string>
#include <vector>

#include "glasscape/geometry/configuration.hpp"
#include "glasscape/io/text_sink.hpp"

namespace glasscape::io {

void write_lammps_data(TextSink& sink, const Configuration& configuration);
void write_lammps_dump(TextSink& sink, const Configuration& configuration);
void write_extended_xyz(TextSink& sink, const Configuration& configuration);

/// The cell as LAMMPS wants it (lower triangular) and the rotation that takes vectors to it, v' = v·rotation.
struct LammpsCell {
  Mat3 cell;
  Vec3 origin;
  Mat3 rotation;
  bool rotated = false;
  bool tilted = false;
  /// The position, rotated about the origin of the cell.
  [[nodiscard]] Vec3 position(const Vec3& p, const Vec3& from) const {
    return rotated ? origin + (p - from) * rotation : p;
  }
  [[nodiscard]] Vec3 vector(const Vec3& v) const { return rotated ? v * rotation : v; }
};
LammpsCell lammps_cell(const Box& box);

/// The fields' names as column names: one word each, none twice, none that is a column with a meaning of its
/// own.
std::vector<std::string> column_names_of_fields(const Configuration& configuration,
                                                const std::vector<std::string>& reserved);

/// Every species has a name that can stand in a column.
bool all_named(const Configuration& configuration);

}  // namespace glasscape::io
