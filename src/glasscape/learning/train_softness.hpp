#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/learning/softness_classes.hpp"
#include "glasscape/learning/softness_model.hpp"

namespace glasscape {

struct SoftnessTrainingOptions : StructureFunctionOptions {
  std::string classes = "extremes";                            ///< extremes of a quantity, or classes named 0 and 1
  std::string soft = "high";                                   ///< which end (or class) is soft
  double share = 0.1;                                          ///< of the atoms of a species, at each end
  std::vector<double> costs = {1e-5, 1e-4, 1e-3, 1e-2, 1e-1};  ///< values of C to choose from
  std::int64_t folds = 5;
  double block = 15;  ///< Å, least edge of the blocks of space that are held out together
  double margin = 3;  ///< Å, examples this close to what is held out are not learned from
  std::int64_t seed = 1;
};

const ParameterTable<SoftnessTrainingOptions>& softness_training_parameters();

struct TrainedSoftness {
  SoftnessModel model;
  Field classes;   ///< "softness_class": 1 soft, 0 hard, NaN no example
  Field held_out;  ///< "softness_held_out": from the hyperplane that learned nothing near the atom
  Field softness;  ///< "softness": from the hyperplane of all examples
};

/// Learns softness from the atoms of a glass: a hyperplane per species between the structure functions of soft and hard
/// examples, and how well it does where it learned nothing.
///
/// The examples are the highest and the lowest `share` of a field per species, or two classes that a field names.
/// Features are standardised with the means and deviations of the examples learned from.
///
/// Cross-validation is nested and respects space. Blocks of space are dealt to folds (deal_blocks); for each fold, C is
/// chosen among the others (each of them tried in turn), a hyperplane is learned from the examples further than
/// `margin` from the fold, and the atoms of the fold are judged by it. So nothing that is reported of an atom was
/// learned from it or from atoms near it, not even C. C is the smallest value whose balanced accuracy is within one
/// standard error of the best. The model is learned from all examples with the C that wins over all folds.
///
/// Scores: accuracy, balanced accuracy (mean of the two classes' shares), area under the ROC curve; the mean over folds
/// and its standard error, of held-out examples.
///
/// "softness_held_out" exists for every atom, example or not, and is the one to relate with other fields: "softness" of
/// the examples has been fitted to them. Hyperplanes differ a little between folds, which adds noise to it.
///
/// Input    a configuration whose field has one component; species with names. A species without examples gets no
///          hyperplane
/// NaN      held-out and final softness of atoms of such a species
/// Errors   Error(usage): options; Error(input): a species without a name, fewer than 10 examples of a class of a
///          species in any set that is learned from, what extreme_classes and named_classes refuse
/// Exact    the same numbers on any number of threads
/// Cost     twice the structure functions, and folds²·costs trainings per species
/// Source   Cubuk et al., PRL 114, 108001 (2015), doi:10.1103/PhysRevLett.114.108001; Schoenholz et al., Nat. Phys. 12,
///          469 (2016), doi:10.1038/nphys3644; blocked cross-validation: Roberts et al., Ecography 40, 913 (2017),
///          doi:10.1111/ecog.02881
TrainedSoftness train_softness(const Configuration& configuration, const Field& field,
                               const SoftnessTrainingOptions& options, const RunContext& context);

}  // namespace glasscape
