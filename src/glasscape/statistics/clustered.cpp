#include "glasscape/statistics/clustered.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace glasscape {

Share clustered_share(std::span<const std::size_t> cases, std::span<const std::size_t> trials) {
  Share share;
  share.count = std::accumulate(cases.begin(), cases.end(), std::size_t{0});
  share.of = std::accumulate(trials.begin(), trials.end(), std::size_t{0});
  if (share.of == 0) return share;
  const auto total = static_cast<double>(share.of);
  const double p = static_cast<double>(share.count) / total;
  share.value = p;
  double effective = total;
  double squares = 0, clusters = 0;
  for (std::size_t a = 0; a < cases.size(); ++a) {
    const double excess = static_cast<double>(cases[a]) - p * static_cast<double>(trials[a]);
    squares += excess * excess;
    clusters += trials[a] > 0 ? 1 : 0;
  }
  if (clusters > 1 && squares > 0) {
    const double variance = clusters / (clusters - 1) * squares / (total * total);
    effective = std::min(total, p * (1 - p) / variance);
  }
  const double z = normal_quantile(0.975), z2 = z * z / effective;
  const double centre = (p + z2 / 2) / (1 + z2);
  const double half = z / (1 + z2) * std::sqrt(p * (1 - p) / effective + z2 / (4 * effective));
  share.interval = {std::max(0.0, centre - half), std::min(1.0, centre + half)};
  return share;
}

ClusteredMean clustered_mean(std::span<const double> values, std::span<const std::int64_t> cluster) {
  ClusteredMean result;
  double sum = 0;
  for (const double x : values) {
    if (!std::isfinite(x)) continue;
    sum += x;
    ++result.count;
  }
  if (result.count == 0) return result;
  const auto total = static_cast<double>(result.count);
  result.value = sum / total;
  std::map<std::int64_t, double> excess;  // ordered: the sum below is the same on every machine
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) excess[cluster[i]] += values[i] - result.value;
  }
  if (excess.size() < 2) return result;
  double squares = 0;
  for (const auto& [id, e] : excess) squares += e * e;
  const auto clusters = static_cast<double>(excess.size());
  result.standard_error = std::sqrt(clusters / (clusters - 1) * squares) / total;
  const double t = student_quantile(0.975, excess.size() - 1);
  result.interval = {result.value - t * result.standard_error, result.value + t * result.standard_error};
  return result;
}

}  // namespace glasscape
