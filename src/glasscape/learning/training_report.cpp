#include "glasscape/learning/training_report.hpp"

#include <cmath>

#include "glasscape/statistics/correlation.hpp"

namespace glasscape {
namespace {

nlohmann::json score_json(const Score& score) {
  const auto number = [](double v) { return std::isfinite(v) ? nlohmann::json(v) : nlohmann::json(); };
  return {{"value", number(score.value)}, {"error", number(score.error)}};
}

// How held-out softness goes with the field it was learned from, over all atoms of a species.
double rank_correlation(const Configuration& c, std::size_t species, const Field& x, const Field& y) {
  std::vector<std::size_t> atoms;
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (static_cast<std::size_t>(c.types[i]) == species) atoms.push_back(i);
  }
  const PairedSample pairs = complete_pairs(x.values(), y.values(), atoms);
  return spearman(pairs.x, pairs.y);
}

}  // namespace

nlohmann::json training_json(const Configuration& c, const Field& field, const TrainedSoftness& trained) {
  nlohmann::json planes = nlohmann::json::array();
  for (const SpeciesSoftness& p : trained.model.planes) {
    std::size_t s = 0;
    while (c.species[s].name != p.species) ++s;
    const double rank = rank_correlation(c, s, trained.held_out, field);
    planes.push_back({{"species", p.species},
                      {"soft_atoms", p.soft},
                      {"hard_atoms", p.hard},
                      {"C", p.cost},
                      {"accuracy", score_json(p.accuracy)},
                      {"balanced_accuracy", score_json(p.balanced_accuracy)},
                      {"roc_area", score_json(p.roc_area)},
                      {"held_out_spearman", std::isfinite(rank) ? nlohmann::json(rank) : nlohmann::json()}});
  }
  return {{"field", field.name()},
          {"features", trained.model.planes.empty() ? 0 : trained.model.planes[0].means.size()},
          {"planes", planes}};
}

}  // namespace glasscape
