#include "glasscape/statistics/diversity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "glasscape/core/parallel.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/statistics/correlation.hpp"
#include "glasscape/statistics/information.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t fewest = 20, quantiles = 10;

// Marks of the extremes and quantile classes of a property: what a shuffle moves together.
struct Labels {
  std::vector<std::uint8_t> mark;  // 1 top, 2 bottom
  std::vector<std::uint8_t> quantile;
  std::vector<double> value;
};

struct Numbers {
  double top = nan, bottom = nan, information = nan, explained = nan;
};

double entropy(std::span<const double> counts) {
  double n = 0, sum = 0;
  for (const double c : counts) {
    n += c;
    if (c > 0) sum += c * std::log(c);
  }
  return n > 0 ? std::log(n) - sum / n : nan;
}

// Weighted by 0 or 1: a jackknife leaves atoms out.
class Tables {
 public:
  explicit Tables(std::size_t classes) : classes_(classes), sum_(classes), count_(classes), marked_(2 * classes) {}

  Numbers of(std::span<const std::uint32_t> class_of, const Labels& labels, std::span<const std::uint32_t> place,
             std::span<const std::uint8_t> left_out) {
    std::fill(sum_.begin(), sum_.end(), 0.0);
    std::fill(count_.begin(), count_.end(), 0.0);
    std::fill(marked_.begin(), marked_.end(), 0.0);
    joint_.assign(classes_ * quantiles, 0.0);
    double n = 0, total = 0, squares = 0;
    for (std::size_t i = 0; i < class_of.size(); ++i) {
      if (!left_out.empty() && left_out[i] != 0) continue;
      const std::uint32_t p = place.empty() ? static_cast<std::uint32_t>(i) : place[i];
      const std::uint32_t c = class_of[i];
      const double v = labels.value[p];
      sum_[c] += v;
      count_[c] += 1;
      n += 1;
      total += v;
      squares += v * v;
      if (labels.mark[p] != 0) marked_[(labels.mark[p] - 1) * classes_ + c] += 1;
      joint_[c * quantiles + labels.quantile[p]] += 1;
    }
    Numbers result;
    const std::span<const double> marked(marked_);
    result.top = std::exp(entropy(marked.first(classes_)));
    result.bottom = std::exp(entropy(marked.subspan(classes_)));
    std::vector<double> of_quantile(quantiles, 0.0);
    for (std::size_t k = 0; k < joint_.size(); ++k) of_quantile[k % quantiles] += joint_[k];
    const double h = entropy(of_quantile);
    result.information = h > 0 ? (entropy(count_) + h - entropy(joint_)) / h : nan;

    // v − mean of the others = n/(n−1) (v − mean), hence the factor rest² of the spread.
    double residual = 0;
    const double rest = n / (n - 1), spread = squares - total * total / n;
    for (std::size_t i = 0; i < class_of.size(); ++i) {
      if (!left_out.empty() && left_out[i] != 0) continue;
      const double v = labels.value[place.empty() ? i : place[i]];
      const std::uint32_t c = class_of[i];
      const double m = count_[c] > 1 ? (sum_[c] - v) / (count_[c] - 1) : (total - v) / (n - 1);
      residual += (v - m) * (v - m);
    }
    result.explained = spread > 0 ? 1 - residual / (rest * rest * spread) : nan;
    return result;
  }

 private:
  std::size_t classes_;
  std::vector<double> sum_, count_, marked_, joint_;
};

// `sign`: +1 larger plain is further, 0 two-sided about the baseline.
void compare(ShuffledEstimate& e, std::span<const double> null, int sign) {
  const Moments m = moments(null);
  e.baseline = m.mean;
  if (!std::isfinite(e.plain) || m.count == 0) return;
  std::size_t beyond = 0;
  for (const double v : null) {
    const bool far = sign > 0 ? v >= e.plain - 1e-12 : std::abs(v - m.mean) >= std::abs(e.plain - m.mean) - 1e-12;
    beyond += far ? 1 : 0;
  }
  e.p_value = static_cast<double>(beyond + 1) / static_cast<double>(null.size() + 1);
}

void jackknife(ShuffledEstimate& e, const std::vector<double>& without, double level) {
  if (without.size() < 3 || !std::isfinite(e.value)) return;
  const Moments m = moments(without);
  if (m.undefined > 0) return;
  const auto units = static_cast<double>(without.size());
  const double error = (units - 1) / std::sqrt(units) * m.standard_deviation();
  const double half = student_quantile(0.5 + 0.5 * level, without.size() - 1) * error;
  e.interval = {e.value - half, e.value + half};
}

// Units that hold atoms; leaving out an empty one would be no replicate.
std::vector<std::uint32_t> distinct(std::span<const std::uint32_t> unit_of) {
  std::vector<std::uint32_t> units(unit_of.begin(), unit_of.end());
  std::sort(units.begin(), units.end());
  units.erase(std::unique(units.begin(), units.end()), units.end());
  return units;
}

template <class Labels>
void shuffle(Labels& order, CounterRng& rng) {
  for (std::size_t i = order.size() - 1; i > 0; --i) {
    std::swap(order[i], order[static_cast<std::uint64_t>(rng.next_u32()) * (i + 1) >> 32]);
  }
}

}  // namespace

double shannon_diversity(std::span<const std::size_t> counts) {
  std::vector<double> numbers(counts.begin(), counts.end());
  return std::exp(entropy(numbers));
}

ClassUtility class_utility(std::span<const std::uint32_t> class_of, std::span<const double> property,
                           std::span<const std::uint32_t> unit_of, const ClassOptions& options, std::uint64_t stream,
                           const RunContext& context) {
  const std::size_t n = property.size();
  if (class_of.size() != n || unit_of.size() != n) throw std::invalid_argument("columns of different length");
  ClassUtility result;
  result.atoms = n;
  std::size_t classes = 0;
  for (const std::uint32_t c : class_of) classes = std::max<std::size_t>(classes, c + 1);
  const auto present = distinct(unit_of);
  const std::size_t units = present.size();
  std::vector<std::size_t> counts(classes, 0);
  for (const std::uint32_t c : class_of) ++counts[c];
  result.classes = static_cast<std::size_t>(std::count_if(counts.begin(), counts.end(), [](auto c) { return c > 0; }));
  result.diversity = shannon_diversity(counts);
  if (n < fewest) return result;

  Labels labels;
  const Moments m = moments(property);
  const auto ranks = average_ranks(property);
  labels.quantile = quantile_classes(property, quantiles);
  for (std::size_t i = 0; i < n; ++i) {
    labels.value.push_back(property[i] - m.mean);
    const double place = (ranks[i] - 0.5) / static_cast<double>(n);
    labels.mark.push_back(place > 1 - options.tail ? 1 : place < options.tail ? 2 : 0);
  }
  Tables tables(classes);
  const Numbers plain = tables.of(class_of, labels, {}, {});
  result.top.plain = plain.top;
  result.bottom.plain = plain.bottom;
  result.information.plain = plain.information;
  result.explained.plain = plain.explained;

  const auto shuffles = static_cast<std::size_t>(options.shuffles);
  std::vector<Numbers> null(shuffles), without(units);
  parallel_blocks(context, shuffles, 8, [&](std::size_t first, std::size_t last) {
    Tables own(classes);
    std::vector<std::uint32_t> place(n);
    for (std::size_t s = first; s < last; ++s) {
      CounterRng rng(static_cast<std::uint64_t>(options.seed), stream, static_cast<std::uint32_t>(s));
      std::iota(place.begin(), place.end(), 0U);
      shuffle(place, rng);
      null[s] = own.of(class_of, labels, place, {});
    }
  });
  parallel_blocks(context, units, 8, [&](std::size_t first, std::size_t last) {
    Tables own(classes);
    std::vector<std::uint8_t> left_out(n);
    for (std::size_t u = first; u < last; ++u) {
      for (std::size_t i = 0; i < n; ++i) left_out[i] = unit_of[i] == present[u] ? 1 : 0;
      without[u] = own.of(class_of, labels, {}, left_out);
    }
  });
  const auto finish = [&](ShuffledEstimate& e, double Numbers::*member, int sign, const auto& value) {
    std::vector<double> shuffled, rest;
    for (const Numbers& x : null) shuffled.push_back(x.*member);
    compare(e, shuffled, sign);
    e.value = value(e.plain, e.baseline);
    for (const Numbers& x : without) rest.push_back(value(x.*member, e.baseline));
    jackknife(e, rest, options.level);
  };
  const auto utility = [](double d, double shuffled) { return 1 - d / shuffled; };
  finish(result.top, &Numbers::top, 0, utility);
  finish(result.bottom, &Numbers::bottom, 0, utility);
  finish(result.information, &Numbers::information, 1, [](double i, double shuffled) { return i - shuffled; });
  finish(result.explained, &Numbers::explained, 1, [](double r, double) { return r; });
  return result;
}

double ks_distance(std::span<const double> a, std::span<const double> b) {
  if (a.empty() || b.empty()) return nan;
  double distance = 0;
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    const double x = std::min(a[i], b[j]);
    while (i < a.size() && a[i] == x) ++i;
    while (j < b.size() && b[j] == x) ++j;
    distance = std::max(distance, std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                           static_cast<double>(j) / static_cast<double>(b.size())));
  }
  return distance;
}

double wasserstein_distance(std::span<const double> a, std::span<const double> b) {
  if (a.empty() || b.empty()) return nan;
  double distance = 0, last = std::min(a.front(), b.front());
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    const double x = j == b.size() || (i < a.size() && a[i] <= b[j]) ? a[i] : b[j];
    distance += (x - last) * std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                      static_cast<double>(j) / static_cast<double>(b.size()));
    last = x;
    while (i < a.size() && a[i] == x) ++i;
    while (j < b.size() && b[j] == x) ++j;
  }
  return distance;
}

SpectrumDistance spectrum_distance(const std::vector<std::vector<double>>& events,
                                   std::span<const std::uint32_t> group_of, std::span<const std::uint32_t> unit_of,
                                   const ClassOptions& options, std::uint64_t stream, const RunContext& context) {
  if (group_of.size() != events.size() || unit_of.size() != events.size()) {
    throw std::invalid_argument("columns of different length");
  }
  // All events in ascending order with their atom: a shuffle then needs no sorting.
  std::vector<std::pair<double, std::uint32_t>> sorted;
  std::vector<std::uint8_t> group;
  std::vector<std::uint32_t> unit;
  SpectrumDistance result;
  double sum[2] = {0, 0};
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (group_of[i] > 1 || events[i].empty()) continue;
    const auto g = static_cast<std::uint8_t>(group_of[i]);
    for (const double e : events[i]) {
      sorted.emplace_back(e, static_cast<std::uint32_t>(group.size()));
      sum[g] += e;
    }
    (g == 0 ? result.atoms_a : result.atoms_b) += 1;
    (g == 0 ? result.events_a : result.events_b) += events[i].size();
    group.push_back(g);
    unit.push_back(unit_of[i]);
  }
  if (result.atoms_a < 2 || result.atoms_b < 2) return result;
  result.shift = sum[0] / static_cast<double>(result.events_a) - sum[1] / static_cast<double>(result.events_b);
  std::sort(sorted.begin(), sorted.end());
  const auto distances = [&](std::span<const std::uint8_t> of, std::uint32_t without, double& ks, double& area) {
    std::vector<double> split[2];
    for (const auto& [e, atom] : sorted) {
      if (unit[atom] != without) split[of[atom]].push_back(e);
    }
    ks = ks_distance(split[0], split[1]);
    area = wasserstein_distance(split[0], split[1]);
  };
  constexpr std::uint32_t nothing = std::numeric_limits<std::uint32_t>::max();
  distances(group, nothing, result.ks.plain, result.wasserstein.plain);
  const auto shuffles = static_cast<std::size_t>(options.shuffles);
  std::vector<double> null_ks(shuffles), null_area(shuffles);
  parallel_blocks(context, shuffles, 8, [&](std::size_t first, std::size_t last) {
    std::vector<std::uint8_t> shuffled;
    for (std::size_t s = first; s < last; ++s) {
      CounterRng rng(static_cast<std::uint64_t>(options.seed), stream, static_cast<std::uint32_t>(s));
      shuffled = group;
      shuffle(shuffled, rng);
      distances(shuffled, nothing, null_ks[s], null_area[s]);
    }
  });
  const auto present = distinct(unit);
  std::vector<double> rest_ks(present.size()), rest_area(present.size());
  for (std::size_t k = 0; k < present.size(); ++k) distances(group, present[k], rest_ks[k], rest_area[k]);
  compare(result.ks, null_ks, 1);
  compare(result.wasserstein, null_area, 1);
  result.ks.value = result.ks.plain - result.ks.baseline;
  result.wasserstein.value = result.wasserstein.plain - result.wasserstein.baseline;
  jackknife(result.ks, rest_ks, options.level);
  jackknife(result.wasserstein, rest_area, options.level);
  return result;
}

}  // namespace glasscape
