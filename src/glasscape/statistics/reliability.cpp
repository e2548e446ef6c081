#include "glasscape/statistics/reliability.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <stdexcept>

#include "glasscape/core/rng.hpp"
#include "glasscape/statistics/correlation.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// Separates the random numbers of the splits from those of the bootstrap in the same stream.
constexpr std::uint64_t split_stream = 1ULL << 62;

double mean(std::span<const double> v) {
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

// Averages of two random halves of each atom's events; the odd event goes to either half in turn at random.
void split(const RepeatedValues& values, const std::vector<std::size_t>& atoms, CounterRng& rng,
           std::vector<double>& first, std::vector<double>& second) {
  first.clear();
  second.clear();
  std::vector<double> events;
  for (const std::size_t atom : atoms) {
    events = values.of[atom];
    for (std::size_t i = events.size() - 1; i > 0; --i) std::swap(events[i], events[rng.below(i + 1)]);
    std::size_t half = events.size() / 2;
    if (events.size() % 2 == 1 && rng.below(2) == 1) ++half;
    const std::span<const double> all(events);
    first.push_back(averaged(all.first(half), values.average, values.thermal_energy));
    second.push_back(averaged(all.subspan(half), values.average, values.thermal_energy));
  }
}

}  // namespace

double averaged(std::span<const double> values, const std::string& average, double thermal_energy) {
  if (values.empty()) return nan;
  if (average == "mean") return mean(values);
  if (average == "min") return *std::min_element(values.begin(), values.end());
  if (average == "median") {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return quantile(sorted, 0.5);
  }
  if (average == "boltzmann") {
    const double least = *std::min_element(values.begin(), values.end());
    double top = 0, bottom = 0;
    for (const double v : values) {
      const double w = std::exp((least - v) / thermal_energy);
      top += w * v;
      bottom += w;
    }
    return top / bottom;
  }
  throw std::invalid_argument("unknown average " + average);
}

ReliabilityModel::ReliabilityModel(const RepeatedValues& values, std::span<const std::uint32_t> unit_of) {
  if (unit_of.size() != values.of.size()) throw std::invalid_argument("a unit for each atom is needed");
  for (const std::uint32_t u : unit_of) units_ = std::max<std::size_t>(units_, u + 1);
  unit_.resize(units_);
  // Sums of squares about the mean of all events: less is lost to rounding.
  double total = 0, count = 0;
  for (const auto& events : values.of) {
    total += std::accumulate(events.begin(), events.end(), 0.0);
    count += static_cast<double>(events.size());
  }
  const double centre = count > 0 ? total / count : 0;
  for (std::size_t i = 0; i < values.of.size(); ++i) {
    const auto& events = values.of[i];
    if (events.empty()) continue;
    Unit& u = unit_[unit_of[i]];
    const auto n = static_cast<double>(events.size());
    const double m = mean(events);
    u.atoms += 1;
    u.repeated += n > 1 ? 1 : 0;
    u.events += n;
    u.events_squared += n * n;
    u.inverse += 1 / n;
    for (const double x : events) u.within += (x - m) * (x - m);
    u.sum += n * (m - centre);
    u.square += n * (m - centre) * (m - centre);
  }
}

std::pair<double, double> ReliabilityModel::both(std::span<const std::uint32_t> weights) const {
  Unit t;
  for (std::size_t k = 0; k < units_; ++k) {
    const double w = weights[k];
    const Unit& u = unit_[k];
    t.atoms += w * u.atoms;
    t.repeated += w * u.repeated;
    t.events += w * u.events;
    t.events_squared += w * u.events_squared;
    t.inverse += w * u.inverse;
    t.within += w * u.within;
    t.sum += w * u.sum;
    t.square += w * u.square;
  }
  if (t.repeated < 3 || t.events - t.atoms < 1) return {nan, nan};
  const double between = (t.square - t.sum * t.sum / t.events) / (t.atoms - 1);
  const double within = t.within / (t.events - t.atoms);
  const double n0 = (t.events - t.events_squared / t.events) / (t.atoms - 1);
  const double signal = (between - within) / n0;
  if (!(signal + within > 0)) return {nan, nan};
  return {signal / (signal + within), signal / (signal + within * t.inverse / t.atoms)};
}

Reliability reliability(const RepeatedValues& values, std::span<const std::uint32_t> unit_of,
                        const BootstrapOptions& options, std::uint64_t stream, const RunContext& context,
                        std::int64_t splits) {
  Reliability result;
  const ReliabilityModel model(values, unit_of);
  std::vector<std::size_t> repeated;
  double events = 0;
  for (std::size_t i = 0; i < values.of.size(); ++i) {
    if (!values.of[i].empty()) ++result.atoms;
    if (values.of[i].size() > 1) repeated.push_back(i);
    events += static_cast<double>(values.of[i].size());
  }
  result.repeated = repeated.size();
  if (result.atoms > 0) result.events = events / static_cast<double>(result.atoms);
  if (repeated.size() < 3) {
    result.reason = fmt::format("{} atoms have two events or more; 3 are needed", repeated.size());
    return result;
  }
  const auto anova = bootstrap(
      model.units(), 2,
      [&](std::span<const std::uint32_t> weights, std::span<double> out) {
        std::tie(out[0], out[1]) = model.both(weights);
      },
      options, stream, context);
  result.intraclass = anova[0];
  if (values.average == "mean") result.value = anova[1];

  // The halves of one split are the statistic that is bootstrapped; averaging over splits removes the luck of one deal.
  double sum = 0;
  std::int64_t defined = 0;
  std::vector<double> first, second;
  std::vector<std::uint32_t> unit;
  for (const std::size_t i : repeated) unit.push_back(unit_of[i]);
  Estimate interval;
  for (std::int64_t s = 0; s < splits; ++s) {
    CounterRng rng(static_cast<std::uint64_t>(options.seed), stream ^ split_stream, static_cast<std::uint32_t>(s));
    split(values, repeated, rng, first, second);
    const double r = pearson(first, second);
    if (s == 0) interval = bootstrap_correlation(first, second, unit, options, stream ^ split_stream, context).pearson;
    if (!std::isfinite(r)) continue;
    sum += r;
    ++defined;
  }
  if (defined > 0) {
    const auto stepped = [](double r) { return 2 * r / (1 + r); };
    const double r = sum / static_cast<double>(defined);
    const double low = interval.interval.low - interval.value, high = interval.interval.high - interval.value;
    result.split_halves.value = stepped(r);
    result.split_halves.interval = {stepped(std::max(-0.999, r + low)), stepped(std::min(1.0, r + high))};
    result.split_halves.standard_error = interval.standard_error * 2 / ((1 + r) * (1 + r));
  }
  if (values.average != "mean") {
    result.value = result.split_halves;
    if (repeated.size() < result.atoms) {
      result.reason =
          fmt::format("from the {} atoms with two events or more; the others are less reliable", repeated.size());
    }
  }
  return result;
}

double corrected_for_attenuation(double r, double reliability) {
  return reliability > 0 ? r / std::sqrt(reliability) : nan;
}

}  // namespace glasscape
