#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/relations/options.hpp"
#include "glasscape/statistics/binned.hpp"
#include "glasscape/statistics/bootstrap.hpp"
#include "glasscape/statistics/correlation.hpp"

namespace glasscape {

/// How two fields go together among the atoms of one species (or all atoms).
struct SpeciesRelation {
  std::string species;  ///< "Cu"; "all" for all atoms of a configuration with several species
  std::size_t atoms = 0;
  std::size_t blocks = 0;      ///< blocks of space that hold pairs
  PairedSample sample;         ///< the pairs used; sample.index are atoms
  Moments x, y;                ///< of the pairs used
  Estimate pearson, spearman;  ///< atom by atom
  Interval fisher;             ///< of Pearson's r if atoms were independent and normal, for comparison
  LinearFit line;              ///< y against x, atom by atom
  BinnedCorrelation binned;
  std::vector<std::string> notes;  ///< why values are undefined or to be read with care
};

struct FieldRelation {
  std::string x, y;  ///< names of the fields
  std::string x_unit, y_unit;
  std::vector<SpeciesRelation> species;  ///< "all" first where there are several
};

/// Relates two fields: per species and, with several species, for all atoms.
///
/// Atom by atom: Pearson and Spearman with bootstrap intervals over blocks of space (or atoms). In bins sorted by x:
/// means, errors, Pearson with interval, the value expected from the atom-level r alone, and the null distribution.
/// Atoms with an undefined value in either field are left out and counted.
///
/// Input    columns of one component, one value per atom
/// NaN      no spread, too few atoms or bins: see the notes of the species
/// Errors   std::invalid_argument: shapes; Error(usage): options; Error(stopped)
/// Cost     O((resamples + shuffles) · N)
/// Source   paper 003, section IV C; inflation by binning: sort_and_bin and expected_binned_pearson
FieldRelation relate_fields(const Configuration& configuration, const Field& x, const Field& y,
                            const RelateOptions& options, const RunContext& context);

}  // namespace glasscape
