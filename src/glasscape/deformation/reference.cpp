#include "glasscape/deformation/reference.hpp"

#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/scattering/radial_distribution.hpp"
#include "glasscape/scattering/troughs.hpp"

namespace glasscape {

const NeighborList& Reference::neighbors(double cutoff, const RunContext& context) const {
  for (const auto& list : lists_) {
    if (list->cutoff() == cutoff) return *list;
  }
  if (lists_.size() == 2) lists_.erase(lists_.begin());
  lists_.push_back(std::make_unique<NeighborList>(view(), cutoff, context));
  return *lists_.back();
}

double Reference::cutoff(double given, std::int64_t trough, const std::string& where, const RunContext& context) const {
  if (trough < 1) return given;
  const auto known = troughs_.find(trough);
  if (known != troughs_.end()) return known->second;
  return troughs_[trough] = trough_of_g(view(), static_cast<std::size_t>(trough), where, context);
}

const std::vector<double>& Reference::partial_troughs(const std::string& where, const RunContext& context) const {
  if (!partial_troughs_.empty()) return partial_troughs_;
  cutoff(0, 1, where, context);  // refuses what has no g(r)
  const RadialOptions options{.rmax = 8};
  const std::size_t species = view().species;
  const std::vector<std::size_t> counts = configuration_.counts();
  RadialDistribution rdf(options, species);
  rdf.add(view(), context);
  std::vector<double> found(species * species);
  for (std::size_t a = 0; a < species; ++a) {
    for (std::size_t b = a; b < species; ++b) {
      if (counts[a] == 0 || counts[b] == 0) continue;
      std::vector<double> expected(rdf.bins());
      // Ordered pairs count both ways, except that a-b and b-a are the two ways of unlike species.
      for (std::size_t k = 0; k < rdf.bins(); ++k) expected[k] = rdf.expected_pairs(a, b, k) / (a == b ? 2 : 1);
      const auto troughs = find_extrema(rdf.partial(a, b), rdf.width(), options.smoothing, expected).troughs;
      if (troughs.empty()) {
        throw input_error(where,
                          fmt::format("g(r) of {}-{} has no trough that stands out of its noise",
                                      configuration_.species[a].name, configuration_.species[b].name),
                          {}, "give cutoffs, or use one for all pairs");
      }
      found[a * species + b] = found[b * species + a] = troughs.front().r;
    }
  }
  return partial_troughs_ = std::move(found);
}

}  // namespace glasscape
