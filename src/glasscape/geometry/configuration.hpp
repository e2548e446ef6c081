#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "glasscape/core/field.hpp"
#include "glasscape/core/vec.hpp"
#include "glasscape/geometry/box.hpp"

namespace glasscape {

struct Topology;

/// A chemical species (or bead type) of a configuration.
struct Species {
  std::string name;  ///< "Cu"; empty while unknown (a file that has types only)
  double mass = 0;   ///< g/mol; 0 while unknown
};

/// What algorithms read of a configuration: spans into arrays that somebody else owns.
struct ConfigurationView {
  const Box& box;
  std::span<const Vec3> positions;      ///< Å, in or out of the cell
  std::span<const std::int32_t> types;  ///< index into the species, from 0
  std::size_t species = 1;              ///< number of species

  [[nodiscard]] std::size_t size() const noexcept { return positions.size(); }
};

/// Atoms in a box: owns one array per property. Arrays are either empty (not known) or one entry per atom.
struct Configuration {
  Box box;
  std::vector<Species> species;
  std::vector<std::int64_t> ids;                    ///< unique; any gaps and order
  std::vector<std::int32_t> types;                  ///< index into species, from 0 (LAMMPS type minus 1)
  std::vector<Vec3> positions;                      ///< Å
  std::vector<std::array<std::int32_t, 3>> images;  ///< image flags; empty if unknown
  std::vector<Vec3> velocities;                     ///< Å/ps; empty if unknown
  std::vector<double> charges;                      ///< e; empty if unknown
  std::vector<std::int64_t> molecules;              ///< molecule ids; empty if unknown
  std::vector<Field> fields;                        ///< further per-atom columns
  std::int64_t timestep = 0;
  std::shared_ptr<const Topology> topology;  ///< bonds and angles (topology.hpp), shared by all copies; null: none
  std::vector<std::string> notes;            ///< what the reader assumed or left out, for the log

  [[nodiscard]] std::size_t size() const noexcept { return positions.size(); }
  [[nodiscard]] ConfigurationView view() const noexcept { return {box, positions, types, species.size()}; }
  /// Number of atoms of each species.
  [[nodiscard]] std::vector<std::size_t> counts() const;
  /// "Cu50Zr50" from the counts, in percent, rounded to 0.1.
  [[nodiscard]] std::string formula() const;
  /// The field of that name, or nullptr.
  [[nodiscard]] const Field* find_field(std::string_view name) const;
};

/// Names the species of types 1, 2, ...: fails when the count differs from the types used or when the file's own
/// element names contradict. Masses that are unknown are set from the periodic table. Throws Error(usage).
void assign_elements(Configuration& configuration, std::span<const std::string> elements, std::string_view where);

/// Refuses what would give wrong numbers later: no atoms, array sizes that differ, types outside the species, repeated
/// ids, positions that are not finite, two atoms closer than `overlap` Å (also across the boundary).
/// Throws Error(input) naming `where` and the first atoms concerned.
void validate(const Configuration& configuration, std::string_view where, double overlap = 0.1);

/// Standard atomic weight in g/mol (IUPAC 2021, abridged), or 0 if `symbol` is no element.
double atomic_weight(std::string_view symbol);

/// Symbol of the element with this atomic number ("Cu" for 29), or "" if there is none (known up to 92).
std::string_view element_symbol(int atomic_number);

}  // namespace glasscape
