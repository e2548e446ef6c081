#include "glasscape/statistics/predictors.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/statistics/predictor_sample.hpp"

namespace glasscape {
namespace {

using detail::PredictorSample;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// Separate the random numbers of shuffles and bins from those of the bootstrap in the same stream.
constexpr std::uint64_t bins_stream = 1ULL << 60, binned_null_stream = 2ULL << 60, information_stream = 3ULL << 60;

// Descriptors that are defined on the same atoms, in the order of the first of them.
std::vector<PredictorSample> samples(std::span<const double> property,
                                     const std::vector<std::vector<double>>& descriptors,
                                     std::span<const std::uint32_t> unit_of, std::size_t units, double tail) {
  std::map<std::vector<std::size_t>, std::vector<std::size_t>> columns_of;
  std::vector<std::vector<std::size_t>> order;
  for (std::size_t c = 0; c < descriptors.size(); ++c) {
    if (descriptors[c].size() != property.size()) throw std::invalid_argument("columns of different length");
    std::vector<std::size_t> atoms;
    for (std::size_t i = 0; i < property.size(); ++i) {
      if (std::isfinite(descriptors[c][i])) atoms.push_back(i);
    }
    auto& columns = columns_of[atoms];
    if (columns.empty()) order.push_back(std::move(atoms));
    columns.push_back(c);
  }
  std::vector<PredictorSample> result;
  for (const auto& atoms : order) {
    result.emplace_back(atoms, columns_of[atoms], property, descriptors, unit_of, units, tail);
  }
  return result;
}

std::size_t bin_begin(std::size_t bin, std::size_t bins, std::size_t n) { return bin * n / bins; }

// Bin means of the shuffled property: what every descriptor's bins would hold if it had nothing to do with it.
struct ShuffledMeans {
  std::size_t bins = 0;
  std::vector<double> means;  // shuffle after shuffle
};

std::vector<ShuffledMeans> shuffled_means(const std::vector<double>& y, const PredictorOptions& options,
                                          std::uint64_t stream, const RunContext& context) {
  const std::size_t n = y.size(), shuffles = static_cast<std::size_t>(options.shuffles);
  std::vector<ShuffledMeans> result;
  bool any = false;
  for (const std::int64_t size : options.bin_sizes) {
    const std::size_t bins = n / static_cast<std::size_t>(size);
    result.push_back({bins, std::vector<double>(bins * shuffles)});
    any |= bins >= 3;
  }
  if (!any) return result;
  const double centre = std::accumulate(y.begin(), y.end(), 0.0) / static_cast<double>(n);
  parallel_blocks(context, shuffles, 4, [&](std::size_t from, std::size_t to) {
    std::vector<double> shuffled(n);
    for (std::size_t s = from; s < to; ++s) {
      CounterRng rng(static_cast<std::uint64_t>(options.bootstrap.seed), stream ^ binned_null_stream,
                     static_cast<std::uint32_t>(s));
      for (std::size_t i = 0; i < n; ++i) shuffled[i] = y[i] - centre;
      for (std::size_t i = n - 1; i > 0; --i) {
        std::swap(shuffled[i], shuffled[static_cast<std::uint64_t>(rng.next_u32()) * (i + 1) >> 32]);
      }
      for (ShuffledMeans& m : result) {
        for (std::size_t b = 0; b < m.bins; ++b) {
          const auto first = shuffled.begin() + static_cast<std::ptrdiff_t>(bin_begin(b, m.bins, n));
          const auto last = shuffled.begin() + static_cast<std::ptrdiff_t>(bin_begin(b + 1, m.bins, n));
          m.means[s * m.bins + b] = std::accumulate(first, last, 0.0) / static_cast<double>(last - first);
        }
      }
    }
  });
  return result;
}

BinnedSummary binned(std::span<const double> x, std::span<const double> y, std::int64_t per_bin,
                     const ShuffledMeans& shuffled, const Estimate& atom_level, const PredictorOptions& options,
                     std::uint64_t stream) {
  BinnedSummary result{.per_bin = per_bin};
  const BinnedPairs bins = sort_and_bin(x, y, per_bin);
  result.bins = bins.bins();
  result.null = {{}, nan, nan};
  if (result.bins < 3) return result;
  const double size = bins.mean_count();
  result.expected = expected_binned_pearson(atom_level.value, size);
  result.expected_interval = {expected_binned_pearson(atom_level.interval.low, size),
                              expected_binned_pearson(atom_level.interval.high, size)};
  RunContext serial;
  serial.threads = 1;
  result.pearson = bootstrap_correlation(bins.x, bins.y, {}, options.bootstrap, stream ^ bins_stream, serial).pearson;
  if (result.bins < fewest_bins) result.pearson.interval = {};
  if (!std::isfinite(result.pearson.value)) return result;
  std::vector<double> null;
  double absolute = 0;
  std::size_t beyond = 0;
  for (std::size_t s = 0; s < static_cast<std::size_t>(options.shuffles); ++s) {
    const double r = pearson(bins.x, std::span(shuffled.means).subspan(s * shuffled.bins, shuffled.bins));
    null.push_back(std::isfinite(r) ? r : 0);  // equal means show no correlation
    absolute += std::abs(null.back());
    beyond += std::abs(null.back()) >= std::abs(result.pearson.value) ? 1 : 0;
  }
  std::sort(null.begin(), null.end());
  const double tail = 0.5 - 0.5 * options.bootstrap.level;
  result.null.range = {quantile(null, tail), quantile(null, 1 - tail)};
  result.null.mean_absolute = absolute / static_cast<double>(null.size());
  result.null.p_value = static_cast<double>(beyond + 1) / static_cast<double>(null.size() + 1);
  return result;
}

// Ranks by |score|, and how sure they are: in each resample the descriptors are ranked again.
void rank(PredictorTable& table, const BootstrapDraws& draws, std::size_t stride, std::size_t offset, double level) {
  std::vector<std::size_t> scored;
  for (std::size_t c = 0; c < table.of.size(); ++c) {
    table.of[c].score = std::abs(draws.value[stride * c + offset]);
    if (std::isfinite(table.of[c].score)) scored.push_back(c);
  }
  if (scored.empty()) return;
  std::stable_sort(scored.begin(), scored.end(),
                   [&](std::size_t a, std::size_t b) { return table.of[a].score > table.of[b].score; });
  for (std::size_t k = 0; k < scored.size(); ++k) table.of[scored[k]].rank = k + 1;
  if (draws.rows.empty()) return;
  std::vector<std::vector<double>> ranks(scored.size());
  std::vector<double> best(scored.size(), 0.0), above(scored.size(), 0.0), scores(scored.size());
  for (std::size_t s = 0; s < draws.resamples; ++s) {
    for (std::size_t k = 0; k < scored.size(); ++k) {
      const double v = std::abs(draws.row(stride * scored[k] + offset)[s]);
      scores[k] = std::isfinite(v) ? v : 0;
    }
    const auto order = average_ranks(scores);
    for (std::size_t k = 0; k < scored.size(); ++k) {
      ranks[k].push_back(static_cast<double>(scored.size()) + 1 - order[k]);
      best[k] += ranks[k].back() < 1.5 ? 1 : 0;
      above[k] += scores[0] > scores[k] ? 1 : 0;
    }
  }
  const auto n = static_cast<double>(draws.resamples);
  for (std::size_t k = 0; k < scored.size(); ++k) {
    Predictor& p = table.of[scored[k]];
    std::sort(ranks[k].begin(), ranks[k].end());
    p.rank_range = {quantile(ranks[k], 0.5 - 0.5 * level), quantile(ranks[k], 0.5 + 0.5 * level)};
    p.best_share = best[k] / n;
    p.ties_with_best = above[k] / n <= 0.5 + 0.5 * level;
  }
}

}  // namespace

PredictorTable predict(std::span<const double> property, const std::vector<std::vector<double>>& descriptors,
                       std::span<const std::uint32_t> unit_of, const ReliabilityModel* events,
                       const PredictorOptions& options, std::uint64_t stream, const RunContext& context) {
  if (unit_of.size() != property.size()) throw std::invalid_argument("a unit for each atom is needed");
  if (options.shuffles < 1 || options.shuffles > 100'000'000) throw usage_error("shuffles", "out of range", "1 to 1e8");
  if (!(options.tail > 0 && options.tail <= 0.5)) throw usage_error("tail", "out of range", "above 0, at most 0.5");
  PredictorTable table;
  table.atoms = property.size();
  for (const std::uint32_t u : unit_of) table.units = std::max<std::size_t>(table.units, u + 1);
  table.of.resize(descriptors.size());
  const auto groups = samples(property, descriptors, unit_of, table.units, options.tail);

  // Per descriptor: Pearson, Spearman, two areas, corrected r; at the end the reliability.
  constexpr std::size_t stride = PredictorSample::statistics + 1;
  const std::size_t last = stride * descriptors.size();
  const auto evaluate = [&](std::span<const std::uint32_t> weights, std::span<double> out) {
    std::vector<double> values;
    const double reliability = events == nullptr ? nan : events->of_means(weights);
    for (const PredictorSample& g : groups) {
      values.assign(PredictorSample::statistics * g.columns().size(), nan);
      if (g.size() >= 2) g.evaluate(weights, values);
      for (std::size_t k = 0; k < g.columns().size(); ++k) {
        double* target = &out[stride * g.columns()[k]];
        std::copy_n(&values[PredictorSample::statistics * k], PredictorSample::statistics, target);
        target[stride - 1] = corrected_for_attenuation(target[0], reliability);
      }
    }
    out[last] = reliability;
  };
  const BootstrapDraws draws = bootstrap_draws(table.units, last + 1, evaluate, options.bootstrap, stream, context);
  table.reliability = estimate(draws, last, options.bootstrap);

  for (const PredictorSample& g : groups) {
    if (g.size() < 2) continue;
    const auto shuffled = shuffled_means(g.y(), options, stream, context);
    const InformationOn information(g.y(), g.unit(),
                                    {.shuffles = std::min<std::int64_t>(options.shuffles, 200),
                                     .level = options.bootstrap.level,
                                     .seed = options.bootstrap.seed},
                                    stream ^ information_stream);
    parallel_blocks(context, g.columns().size(), 1, [&](std::size_t from, std::size_t to) {
      for (std::size_t k = from; k < to; ++k) {
        const std::size_t c = g.columns()[k];
        Predictor& p = table.of[c];
        p.pairs = g.size();
        p.pearson = estimate(draws, stride * c, options.bootstrap);
        p.spearman = estimate(draws, stride * c + 1, options.bootstrap);
        p.area_top = estimate(draws, stride * c + 2, options.bootstrap);
        p.area_bottom = estimate(draws, stride * c + 3, options.bootstrap);
        p.corrected = estimate(draws, stride * c + 4, options.bootstrap);
        p.information = information.of(g.x(k));
        for (std::size_t b = 0; b < options.bin_sizes.size(); ++b) {
          p.binned.push_back(binned(g.x(k), g.y(), options.bin_sizes[b], shuffled[b], p.pearson, options, stream + b));
        }
      }
    });
  }
  for (Predictor& p : table.of) {
    if (p.binned.empty()) {
      for (const std::int64_t size : options.bin_sizes) {
        p.binned.push_back({.per_bin = size, .null = {{}, nan, nan}});
      }
    }
  }
  rank(table, draws, stride, options.score == "pearson" ? 0 : 1, options.bootstrap.level);
  return table;
}

}  // namespace glasscape
