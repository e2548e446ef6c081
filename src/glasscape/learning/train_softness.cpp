#include "glasscape/learning/train_softness.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/learning/spatial_folds.hpp"
#include "glasscape/statistics/correlation.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {
namespace {

constexpr std::size_t least_examples = 10;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The examples of one species.
struct Examples {
  std::vector<std::size_t> atoms;
  std::vector<bool> soft;
  std::vector<double> rows;  // structure functions, as computed
  std::size_t features = 0;
};

// What is not learned from: the fold that is held out, with all that is near it, and the fold that C is tried on.
struct LeftOut {
  std::size_t held, tried;

  [[nodiscard]] bool contains(const SpatialFolds& folds, std::size_t atom) const {
    return (held < folds.count && (folds.near[atom] >> held & 1U) != 0) || folds.of[atom] == tried;
  }
};

SpeciesSoftness learn(const Examples& examples, const SpatialFolds& folds, LeftOut left_out, double cost) {
  std::vector<std::size_t> chosen;
  for (std::size_t k = 0; k < examples.atoms.size(); ++k) {
    if (!left_out.contains(folds, examples.atoms[k])) chosen.push_back(k);
  }
  SpeciesSoftness result;
  result.cost = cost;
  const std::size_t features = examples.features;
  const double n = static_cast<double>(chosen.size());
  result.means.assign(features, 0);
  result.deviations.assign(features, 0);
  for (const std::size_t k : chosen) {
    for (std::size_t f = 0; f < features; ++f) result.means[f] += examples.rows[k * features + f] / n;
  }
  for (const std::size_t k : chosen) {
    for (std::size_t f = 0; f < features; ++f) {
      const double d = examples.rows[k * features + f] - result.means[f];
      result.deviations[f] += d * d / n;
    }
  }
  for (std::size_t f = 0; f < features; ++f) {
    // Rounding alone gives a feature that never varies a deviation above 0.
    const double deviation = std::sqrt(result.deviations[f]);
    result.deviations[f] = deviation > 1e-10 * std::abs(result.means[f]) ? deviation : 0;
  }
  std::vector<double> rows;
  std::vector<bool> soft;
  rows.reserve(chosen.size() * features);
  for (const std::size_t k : chosen) {
    for (std::size_t f = 0; f < features; ++f) {
      const double d = examples.rows[k * features + f] - result.means[f];
      rows.push_back(result.deviations[f] > 0 ? d / result.deviations[f] : 0);
    }
    soft.push_back(examples.soft[k]);
    ++(examples.soft[k] ? result.soft : result.hard);
  }
  result.plane = train_support_vectors(rows, features, soft, cost);
  return result;
}

struct FoldScore {
  double accuracy = nan, balanced = nan, roc_area = nan;
};

// How a hyperplane does on the examples of one fold; NaN where a class has none there.
FoldScore judge(const SpeciesSoftness& plane, const Examples& examples, const SpatialFolds& folds, std::size_t fold) {
  std::vector<double> values;
  std::vector<bool> soft;
  for (std::size_t k = 0; k < examples.atoms.size(); ++k) {
    if (folds.of[examples.atoms[k]] != fold) continue;
    values.push_back(plane.softness(std::span(examples.rows).subspan(k * examples.features, examples.features)));
    soft.push_back(examples.soft[k]);
  }
  double right[2] = {0, 0}, members[2] = {0, 0}, ranks = 0;
  const std::vector<double> rank = average_ranks(values);
  for (std::size_t k = 0; k < values.size(); ++k) {
    members[soft[k]] += 1;
    right[soft[k]] += (values[k] > 0) == soft[k];
    if (soft[k]) ranks += rank[k];
  }
  FoldScore score;
  if (!values.empty()) score.accuracy = (right[0] + right[1]) / (members[0] + members[1]);
  if (members[0] > 0 && members[1] > 0) {
    score.balanced = 0.5 * (right[0] / members[0] + right[1] / members[1]);
    score.roc_area = (ranks - members[1] * (members[1] + 1) / 2) / (members[0] * members[1]);
  }
  return score;
}

Score over_folds(const std::vector<double>& values) {
  const Moments m = moments(values);
  return {m.mean, m.standard_error()};
}

// Every hyperplane that cross-validation needs: with fold f held out and g tried, for each C; f = g leaves out one
// fold.
class Hyperplanes {
 public:
  Hyperplanes(const Examples& examples, const SpatialFolds& folds, const std::vector<double>& costs,
              const RunContext& context)
      : examples_(examples), folds_(folds), costs_(costs) {
    planes_.resize(folds.count * folds.count * costs.size());
    parallel_blocks(context, planes_.size(), 1, [&](std::size_t first, std::size_t last) {
      for (std::size_t k = first; k < last; ++k) {
        const std::size_t set = k / costs_.size();
        planes_[k] = learn(examples_, folds_, {set / folds_.count, set % folds_.count}, costs_[k % costs_.size()]);
      }
    });
  }

  [[nodiscard]] const SpeciesSoftness& without(std::size_t f, std::size_t g, std::size_t cost) const {
    return planes_[(f * folds_.count + g) * costs_.size() + cost];
  }

  // Which C to take when fold `held` is not to be known; held = folds.count: all are known.
  [[nodiscard]] std::size_t choose(std::size_t held) const {
    std::vector<Score> scores;
    for (std::size_t c = 0; c < costs_.size(); ++c) {
      std::vector<double> balanced;
      for (std::size_t g = 0; g < folds_.count; ++g) {
        if (g == held) continue;
        const std::size_t f = held < folds_.count ? held : g;
        balanced.push_back(judge(without(f, g, c), examples_, folds_, g).balanced);
      }
      scores.push_back(over_folds(balanced));
    }
    std::size_t best = 0;
    for (std::size_t c = 1; c < scores.size(); ++c) {
      if (scores[c].value > scores[best].value) best = c;
    }
    for (std::size_t c = 0; c < best; ++c) {
      if (scores[c].value >= scores[best].value - scores[best].error) return c;
    }
    return best;
  }

 private:
  const Examples& examples_;
  const SpatialFolds& folds_;
  const std::vector<double>& costs_;
  std::vector<SpeciesSoftness> planes_;
};

void require_examples(const Examples& examples, const SpatialFolds& folds, const std::string& species) {
  for (std::size_t f = 0; f < folds.count; ++f) {
    for (std::size_t g = 0; g < folds.count; ++g) {
      std::size_t members[2] = {0, 0};
      for (std::size_t k = 0; k < examples.atoms.size(); ++k) {
        if (!LeftOut{f, g}.contains(folds, examples.atoms[k])) ++members[examples.soft[k]];
      }
      if (members[0] >= least_examples && members[1] >= least_examples) continue;
      const auto soft = std::count(examples.soft.begin(), examples.soft.end(), true);
      throw input_error(
          "train",
          fmt::format("{} has {} soft and {} hard atoms, of which {} and {} are left when two folds, and what is near "
                      "one of them, are held out",
                      species, soft, static_cast<std::ptrdiff_t>(examples.soft.size()) - soft, members[1], members[0]),
          fmt::format("at least {} of each", least_examples),
          "take a larger share, a smaller margin, other blocks or folds, or a larger glass");
    }
  }
}

std::vector<Examples> collect(const Configuration& configuration, const StructureFunctions& functions,
                              const std::vector<SoftnessClass>& classes, const RunContext& context) {
  const ConfigurationView view = configuration.view();
  std::vector<Examples> all(configuration.species.size());
  std::vector<std::size_t> place(view.size()), species_of;
  std::vector<bool> wanted(view.size());
  for (std::size_t i = 0; i < view.size(); ++i) {
    wanted[i] = classes[i] != SoftnessClass::none;
    if (!wanted[i]) continue;
    Examples& examples = all[static_cast<std::size_t>(view.types[i])];
    place[i] = examples.atoms.size();
    examples.atoms.push_back(i);
    examples.soft.push_back(classes[i] == SoftnessClass::soft);
  }
  for (std::size_t s = 0; s < all.size(); ++s) {
    species_of.push_back(s);
    all[s].features = functions.count();
    all[s].rows.resize(all[s].atoms.size() * functions.count());
  }
  functions.for_each(
      view, species_of, context,
      [&](std::size_t atom, std::span<const double> values) {
        Examples& examples = all[static_cast<std::size_t>(view.types[atom])];
        std::copy(values.begin(), values.end(),
                  examples.rows.begin() + static_cast<std::ptrdiff_t>(place[atom] * functions.count()));
      },
      wanted);
  return all;
}

void check(const Configuration& configuration, const SoftnessTrainingOptions& options) {
  for (const Species& species : configuration.species) {
    if (!species.name.empty()) continue;
    throw input_error("train", "the atom types have no names", "species with names", "name them with --elements");
  }
  for (const double cost : options.costs) {
    if (!(cost > 0) || !std::isfinite(cost)) {
      throw usage_error("--costs", fmt::format("{:g} is no value for C", cost), "> 0", "");
    }
  }
  if (options.costs.empty()) throw usage_error("--costs", "there is none", "at least one", "");
}

}  // namespace

const ParameterTable<SoftnessTrainingOptions>& softness_training_parameters() {
  using O = SoftnessTrainingOptions;
  static const ParameterTable<O> table{
      {"classes",
       &O::classes,
       Unit("1"),
       "examples: the extremes of a quantity, or classes that are named 0 and 1",
       {},
       {"extremes", "named"}},
      {"soft",
       &O::soft,
       Unit("1"),
       "which end of the quantity (or which class) is soft: low for activation energies",
       {},
       {"high", "low"}},
      {"share",
       &O::share,
       Unit("1"),
       "share of the atoms of each species that are examples, at each end",
       {.low = 0, .high = 0.5, .low_open = true}},
      {"costs", &O::costs, Unit("1"), "values of C, the weight of misplaced examples, to choose from"},
      {"folds", &O::folds, Unit("1"), "parts of the glass that are held out in turn", between(3, 20)},
      {"block", &O::block, Unit("Å"),
       "least edge of the blocks of space that are held out together (2 to 8 blocks along each direction)", positive()},
      {"margin",
       &O::margin,
       Unit("Å"),
       "examples as close as this to what is held out are not learned from",
       at_least(0),
       {},
       "nearest neighbours; a correlation length of paper 003"},
      {"seed", &O::seed, Unit("1"), "seed of the deal of blocks", at_least(0)},
      {"radial_first", &O::radial_first, Unit("Å"), "centre of the first radial function", positive()},
      {"radial_last", &O::radial_last, Unit("Å"), "no centre lies beyond", positive()},
      {"radial_step", &O::radial_step, Unit("Å"), "distance of the centres", positive()},
      {"radial_width", &O::radial_width, Unit("Å"), "standard deviation of the radial functions", positive()},
      {"angular_cutoff", &O::angular_cutoff, Unit("Å"), "neighbours of the angular functions", positive()},
      {"angular_lengths", &O::angular_lengths, Unit("Å"), "decay lengths of the angular functions", positive()},
      {"angular_powers", &O::angular_powers, Unit("1"), "powers of 1 ± cos θ"},
      {"angular_form",
       &O::angular_form,
       Unit("1"),
       "bare sums, or with smooth cutoff functions",
       {},
       {"sharp", "smooth"}},
  };
  return table;
}

TrainedSoftness train_softness(const Configuration& configuration, const Field& field,
                               const SoftnessTrainingOptions& options, const RunContext& context) {
  check(configuration, options);
  const bool high = options.soft == "high";
  const std::vector<SoftnessClass> classes = options.classes == "named"
                                                 ? named_classes(configuration, field, high)
                                                 : extreme_classes(configuration, field, options.share, high);
  if (std::count(classes.begin(), classes.end(), SoftnessClass::none) == std::ssize(classes)) {
    throw input_error(field.name(), "gives no example: it is undefined for all atoms, or the share is too small",
                      "a field that is defined for many atoms", "choose another field or a larger share");
  }
  const StructureFunctions functions(options, configuration.species.size(), "train");
  const SpatialFolds folds =
      spatial_folds(configuration, classes, static_cast<std::size_t>(options.folds), options.block, options.margin,
                    static_cast<std::uint64_t>(options.seed), context);
  SoftnessModel model;
  model.functions = options;
  std::vector<Examples> examples = collect(configuration, functions, classes, context);
  std::vector<std::vector<SpeciesSoftness>> held(configuration.species.size());
  for (std::size_t s = 0; s < configuration.species.size(); ++s) {
    const std::string& name = configuration.species[s].name;
    model.species.push_back(name);
    // Examples may be of one species only; the others then have no hyperplane.
    if (examples[s].atoms.empty()) continue;
    require_examples(examples[s], folds, name);
    const Hyperplanes planes(examples[s], folds, options.costs, context);
    std::vector<double> accuracy, balanced, roc_area;
    for (std::size_t f = 0; f < folds.count; ++f) {
      held[s].push_back(planes.without(f, f, planes.choose(f)));
      const FoldScore score = judge(held[s].back(), examples[s], folds, f);
      accuracy.push_back(score.accuracy);
      balanced.push_back(score.balanced);
      roc_area.push_back(score.roc_area);
    }
    SpeciesSoftness plane =
        learn(examples[s], folds, {folds.count, folds.count}, options.costs[planes.choose(folds.count)]);
    plane.species = name;
    plane.accuracy = over_folds(accuracy);
    plane.balanced_accuracy = over_folds(balanced);
    plane.roc_area = over_folds(roc_area);
    model.planes.push_back(std::move(plane));
    examples[s] = {};
    context.report("train", static_cast<double>(s + 1) / static_cast<double>(configuration.species.size()), name);
  }

  const ConfigurationView view = configuration.view();
  std::vector<double> label(view.size(), nan), held_out(view.size(), nan), final_value(view.size(), nan);
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (classes[i] != SoftnessClass::none) label[i] = classes[i] == SoftnessClass::soft ? 1 : 0;
  }
  std::vector<std::size_t> species_of;
  std::vector<const SpeciesSoftness*> plane_of;
  for (std::size_t s = 0; s < model.species.size(); ++s) {
    species_of.push_back(s);
    plane_of.push_back(model.plane_of(model.species[s]));
  }
  functions.for_each(view, species_of, context, [&](std::size_t atom, std::span<const double> values) {
    const auto s = static_cast<std::size_t>(view.types[atom]);
    if (plane_of[s] == nullptr) return;
    held_out[atom] = held[s][folds.of[atom]].softness(values);
    final_value[atom] = plane_of[s]->softness(values);
  });
  model.provenance = softness_training_parameters().resolved(options);
  model.provenance.emplace(model.provenance.begin(), "field", field.name());
  model.provenance.emplace_back("field_origin", field.origin());
  model.provenance.emplace_back("glass", fmt::format("{}, {} atoms", configuration.formula(), configuration.size()));
  return {.model = std::move(model),
          .classes = Field("softness_class", Unit("1"), std::move(label)),
          .held_out = Field("softness_held_out", Unit("1"), std::move(held_out)),
          .softness = Field("softness", Unit("1"), std::move(final_value))};
}

}  // namespace glasscape
