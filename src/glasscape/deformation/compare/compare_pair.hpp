#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/deformation/displacement/affine_map.hpp"
#include "glasscape/deformation/matching/follower.hpp"
#include "glasscape/deformation/registry.hpp"

namespace glasscape {

struct PairOptions : FollowOptions {
  std::string affine = "auto";  ///< the macroscopic strain that is reported, see macroscopic_map()
};
const ParameterTable<PairOptions>& pair_parameters();

/// The row of `affine` for the parameter table of a verb whose options have PairOptions as a base.
template <class O>
typename ParameterTable<O>::Row affine_row() {
  return {.name = "affine",
          .member = &O::affine,
          .unit = Unit("1"),
          .help =
              "macroscopic strain that is reported: of the cell, fitted to all atoms; auto: cell where all "
              "directions are periodic, else fit",
          .choices = {"auto", "cell", "fit"}};
}

/// Two states of the same atoms and what was found between them.
struct Comparison {
  Configuration current;  ///< order of atoms of the reference, unwrapped; holds the fields
  std::vector<std::pair<std::string, double>> numbers;  ///< see PairResult
  AffineMap map;                                        ///< macroscopic
  std::vector<std::string> notes;
};

/// Matches the current configuration with the reference (Follower) and computes the fields.
///
/// Throws Error(usage) where two requests make fields of the same name; see Follower for Error(input).
Comparison compare_pair(const Configuration& reference, const Configuration& current,
                        const std::vector<FieldRequest>& requests, const PairOptions& options,
                        const RunContext& context);

/// The same for a state that has been followed; `reference` is the follower's, in full. Its neighbour lists are kept
/// for the next state unless atoms are missing from this one.
Comparison compare_followed(const Reference& reference, Followed followed, const std::vector<FieldRequest>& requests,
                            const PairOptions& options, const RunContext& context);

/// What a report needs of a comparison:
///
///   atoms, timestep, macroscopic {F (rows), shear_strain, volume_change}, numbers {"bonds.Cu-Cu.broken": ...},
///   fields [{name, unit, statistics {mean, median, psi, skewness, extreme, undefined}}] of fields with one component,
///   broken_bonds {bins, intercept, ...} where fields d2min and bonds_broken_fraction were both made
nlohmann::json comparison_summary(const Comparison& comparison);

}  // namespace glasscape
