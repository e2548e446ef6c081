#include "glasscape/statistics/binned.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// Separates the random numbers of the shuffles from those of the bootstrap in the same stream.
constexpr std::uint64_t shuffle_stream = 1ULL << 63;

double mean(std::span<const double> v) {
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

std::size_t bin_begin(std::size_t bin, std::size_t bins, std::size_t n) { return bin * n / bins; }

}  // namespace

double BinnedPairs::mean_count() const {
  return bins() == 0 ? nan
                     : static_cast<double>(std::accumulate(count.begin(), count.end(), std::size_t{0})) /
                           static_cast<double>(bins());
}

BinnedPairs sort_and_bin(std::span<const double> x, std::span<const double> y, std::int64_t per_bin) {
  if (x.size() != y.size()) throw std::invalid_argument("columns of different length");
  if (per_bin < 1) throw usage_error("bin size", fmt::format("{} is out of range", per_bin), "at least 1 atom");
  BinnedPairs result;
  const std::size_t n = x.size(), bins = n / static_cast<std::size_t>(per_bin);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return x[a] < x[b]; });
  std::vector<double> bx, by;
  for (std::size_t b = 0; b < bins; ++b) {
    bx.clear();
    by.clear();
    for (std::size_t k = bin_begin(b, bins, n); k < bin_begin(b + 1, bins, n); ++k) {
      bx.push_back(x[order[k]]);
      by.push_back(y[order[k]]);
    }
    const Moments mx = moments(bx), my = moments(by);
    result.count.push_back(bx.size());
    result.x.push_back(mx.mean);
    result.y.push_back(my.mean);
    result.x_error.push_back(mx.standard_error());
    result.y_error.push_back(my.standard_error());
  }
  return result;
}

double expected_binned_pearson(double r, double n) {
  if (r == 0) return 0;
  return std::copysign(std::sqrt(r * r / (r * r + (1 - r * r) / n)), r);
}

BinnedCorrelation binned_correlation(std::span<const double> x, std::span<const double> y, const Estimate& atom_level,
                                     const BinnedOptions& options, std::uint64_t stream, const RunContext& context) {
  if (options.shuffles < 1 || options.shuffles > 100'000'000) {
    throw usage_error("shuffles", fmt::format("{} is out of range", options.shuffles), "1 to 100000000");
  }
  BinnedCorrelation result;
  result.pairs = sort_and_bin(x, y, options.per_bin);
  const BinnedPairs& bins = result.pairs;
  const std::size_t m = bins.bins(), n = x.size();
  result.null = {{}, nan, nan};
  if (m < 3) return result;
  const double per_bin = bins.mean_count();
  result.expected = expected_binned_pearson(atom_level.value, per_bin);
  result.expected_interval = {expected_binned_pearson(atom_level.interval.low, per_bin),
                              expected_binned_pearson(atom_level.interval.high, per_bin)};
  result.line = linear_regression(bins.x, bins.y);
  result.pearson = bootstrap_correlation(bins.x, bins.y, {}, options.bootstrap, stream, context).pearson;
  if (m < fewest_bins) result.pearson.interval = {};
  if (!std::isfinite(result.pearson.value)) return result;

  const auto shuffles = static_cast<std::size_t>(options.shuffles);
  std::vector<double> null(shuffles);
  const double centre = mean(y);
  parallel_blocks(context, shuffles, 4, [&](std::size_t from, std::size_t to) {
    std::vector<double> shuffled(n), means(m);
    for (std::size_t s = from; s != to; ++s) {
      if (context.stop_requested()) return;
      CounterRng rng(static_cast<std::uint64_t>(options.bootstrap.seed), stream ^ shuffle_stream,
                     static_cast<std::uint32_t>(s));
      for (std::size_t i = 0; i < n; ++i) shuffled[i] = y[i] - centre;
      for (std::size_t i = n - 1; i > 0; --i) {
        std::swap(shuffled[i], shuffled[static_cast<std::uint64_t>(rng.next_u32()) * (i + 1) >> 32]);
      }
      for (std::size_t b = 0; b < m; ++b) {
        const std::size_t first = bin_begin(b, m, n), last = bin_begin(b + 1, m, n);
        means[b] = mean(std::span<const double>(shuffled).subspan(first, last - first));
      }
      const double r = pearson(bins.x, means);
      null[s] = std::isfinite(r) ? r : 0;  // equal means show no correlation
    }
  });
  double absolute = 0;
  std::size_t beyond = 0;
  for (const double r : null) {
    absolute += std::abs(r);
    beyond += std::abs(r) >= std::abs(result.pearson.value) ? 1 : 0;
  }
  std::sort(null.begin(), null.end());
  const double tail = 0.5 - 0.5 * options.bootstrap.level;
  result.null.range = {quantile(null, tail), quantile(null, 1 - tail)};
  result.null.mean_absolute = absolute / static_cast<double>(shuffles);
  result.null.p_value = static_cast<double>(beyond + 1) / static_cast<double>(shuffles + 1);
  return result;
}

}  // namespace glasscape
