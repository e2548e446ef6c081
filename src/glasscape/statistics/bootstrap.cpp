#include "glasscape/statistics/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

constexpr std::size_t jackknife_groups = 200;

void check(const BootstrapOptions& options) {
  if (options.resamples < 2 || options.resamples > 100'000'000) {
    throw usage_error("resamples", fmt::format("{} is out of range", options.resamples), "2 to 100000000");
  }
  if (!(options.level > 0 && options.level < 1)) {
    throw usage_error("level", fmt::format("{:g} is out of range", options.level), "above 0 and below 1");
  }
  if (options.method != "bca" && options.method != "percentile") {
    throw usage_error("interval", fmt::format("'{}' is not known", options.method), "bca | percentile");
  }
}

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

// `row` holds one statistic in all resamples; `deleted` the same with each jackknife group left out.
Estimate summarise(double value, std::span<const double> row, std::span<const double> deleted,
                   const BootstrapOptions& options) {
  Estimate result;
  result.value = value;
  const std::vector<double> sorted = sorted_finite(row);
  result.undefined_resamples = row.size() - sorted.size();
  if (!std::isfinite(value) || 2 * sorted.size() < row.size() || sorted.size() < 2) return result;
  const Moments m = moments(sorted);
  result.standard_error = m.standard_deviation();
  result.bias = m.mean - value;
  double low = 0.5 - 0.5 * options.level, high = 0.5 + 0.5 * options.level;
  if (options.method == "bca" && sorted.front() < sorted.back()) {
    const auto count = static_cast<double>(sorted.size());
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), value);
    const double below = static_cast<double>(first - sorted.begin()) + 0.5 * static_cast<double>(last - first);
    const double z0 = normal_quantile(std::clamp(below, 0.5, count - 0.5) / count);
    const Moments d = moments(deleted);
    double cubes = 0, squares = 0;
    for (const double v : deleted) {
      if (!std::isfinite(v)) continue;
      const double u = d.mean - v;
      cubes += u * u * u;
      squares += u * u;
    }
    const double acceleration = squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
    const auto corrected = [&](double p) {
      const double z = z0 + normal_quantile(p), denominator = 1 - acceleration * z;
      // Beyond the pole the transformation is void; the limit is the end of the distribution.
      return denominator > 0 ? normal_cdf(z0 + z / denominator) : (z > 0 ? 1.0 : 0.0);
    };
    low = corrected(low);
    high = corrected(high);
  }
  result.interval = {quantile(sorted, low), quantile(sorted, high)};
  return result;
}

}  // namespace

BootstrapDraws bootstrap_draws(std::size_t units, std::size_t statistics, const WeightedStatistics& evaluate,
                               const BootstrapOptions& options, std::uint64_t stream, const RunContext& context) {
  check(options);
  BootstrapDraws draws{.statistics = statistics,
                       .value = std::vector<double>(statistics, std::numeric_limits<double>::quiet_NaN()),
                       .rows = {},
                       .deleted = {}};
  if (units == 0) return draws;
  if (units > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorKind::engine,
                {"bootstrap", "too many units", "fewer than 2^32", "resample blocks instead of atoms"});
  }
  evaluate(std::vector<std::uint32_t>(units, 1), draws.value);
  if (units < 2) return draws;
  const std::size_t resamples = draws.resamples = static_cast<std::size_t>(options.resamples);
  const std::size_t groups = draws.groups = options.method == "bca" ? std::min(units, jackknife_groups) : 0;
  draws.rows.resize(statistics * resamples);
  draws.deleted.resize(statistics * groups);
  parallel_blocks(context, resamples + groups, 4, [&](std::size_t first, std::size_t last) {
    std::vector<std::uint32_t> weights(units);
    std::vector<double> values(statistics);
    for (std::size_t task = first; task != last; ++task) {
      if (context.stop_requested()) return;
      const bool draw = task < resamples;
      if (draw) {
        std::fill(weights.begin(), weights.end(), 0U);
        CounterRng rng(static_cast<std::uint64_t>(options.seed), stream, static_cast<std::uint32_t>(task));
        // The multiplication maps 2^32 numbers to `units`; unequal shares differ by less than units/2^32.
        for (std::size_t k = 0; k < units; ++k) ++weights[static_cast<std::uint64_t>(rng.next_u32()) * units >> 32];
      } else {
        const std::size_t g = task - resamples;
        std::fill(weights.begin(), weights.end(), 1U);
        std::fill(weights.begin() + static_cast<std::ptrdiff_t>(g * units / groups),
                  weights.begin() + static_cast<std::ptrdiff_t>((g + 1) * units / groups), 0U);
      }
      evaluate(weights, values);
      for (std::size_t s = 0; s < statistics; ++s) {
        (draw ? draws.rows[s * resamples + task] : draws.deleted[s * groups + task - resamples]) = values[s];
      }
    }
  });
  return draws;
}

Estimate estimate(const BootstrapDraws& draws, std::size_t statistic, const BootstrapOptions& options) {
  if (draws.rows.empty()) {
    Estimate result;
    result.value = draws.value.at(statistic);
    return result;
  }
  return summarise(draws.value.at(statistic), draws.row(statistic),
                   std::span(draws.deleted).subspan(statistic * draws.groups, draws.groups), options);
}

std::vector<Estimate> bootstrap(std::size_t units, std::size_t statistics, const WeightedStatistics& evaluate,
                                const BootstrapOptions& options, std::uint64_t stream, const RunContext& context) {
  const BootstrapDraws draws = bootstrap_draws(units, statistics, evaluate, options, stream, context);
  std::vector<Estimate> result;
  for (std::size_t s = 0; s < statistics; ++s) result.push_back(estimate(draws, s, options));
  return result;
}

}  // namespace glasscape
