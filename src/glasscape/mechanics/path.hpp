#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/neb.hpp"

namespace glasscape {

struct PathOptions : NebOptions {
  double end_force = 1e-4;      ///< eV/Å, to which both ends are relaxed first
  double same_distance = 0.01;  ///< Å: ends that relax to within this are the same minimum
};
const ParameterTable<PathOptions>& path_parameters();

struct MinimumEnergyPath {
  NebResult band;
  std::vector<Configuration> images;         ///< ends included; the atoms follow each other, unwrapped
  double first_moved = 0, last_moved = 0;    ///< Å, largest displacement while the ends were relaxed
  std::vector<double> largest_displacement;  ///< Å, of an atom from the first image
  std::int64_t evaluations = 0;              ///< the relaxation of the ends included
};

/// The minimum-energy path between two minima of the same atoms in the same box, by a climbing-image nudged elastic
/// band over all atoms.
///
/// Atoms are matched by id; each of the second end is taken in the periodic image nearest to its place in the first,
/// and a uniform drift between the ends is removed. Both ends are relaxed in the box first. `via` (may be empty):
/// configurations that the first line between the ends passes.
///
/// Errors   Error(input) where boxes, ids or species differ, or both ends relax to one minimum; Error(numerical) where
///          an end does not relax; Error(stopped) on request. A band that does not converge is a value
MinimumEnergyPath minimum_energy_path(const Configuration& first, const Configuration& last,
                                      const std::vector<Configuration>& via,
                                      const std::shared_ptr<const ForceField>& force_field, const PathOptions& options,
                                      const RunContext& context = {});

/// path.csv: image, distance along the path [Å], energy above the first end [eV], largest displacement [Å].
std::string path_csv(const MinimumEnergyPath& path);

}  // namespace glasscape
