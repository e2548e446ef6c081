#include "glasscape/deformation/bonds/broken_bonds_relation.hpp"

#include <algorithm>
#include <cmath>

namespace glasscape {

BrokenBondsRelation broken_bonds_relation(std::span<const double> d2min, std::span<const double> broken_fraction,
                                          const BrokenBondsOptions& options) {
  constexpr std::size_t fewest = 10;
  const PairedSample pairs = complete_pairs(d2min, broken_fraction);
  const auto most = static_cast<std::int64_t>(std::max<std::size_t>(1, pairs.size() / fewest));
  BrokenBondsRelation result;
  result.bins = sort_and_bin(pairs.x, pairs.y, std::min(options.per_bin, most));
  result.fitted = static_cast<std::size_t>(std::lround(options.fit_share * static_cast<double>(result.bins.bins())));
  result.line =
      linear_regression(std::span(result.bins.x).first(result.fitted), std::span(result.bins.y).first(result.fitted));
  return result;
}

}  // namespace glasscape
