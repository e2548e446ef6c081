#include "glasscape/vibration/time_functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"

namespace glasscape {
namespace {

constexpr std::size_t parts_per_edge = 3, parts = 27;
constexpr double largest_step = 0.45;  // of the cell, between frames
const double nan = std::numeric_limits<double>::quiet_NaN();

bool equal_spacing(const std::vector<double>& times) {
  const double step = (times.back() - times.front()) / static_cast<double>(times.size() - 1);
  for (std::size_t k = 0; k < times.size(); ++k) {
    if (std::abs(times[k] - times.front() - static_cast<double>(k) * step) > 1e-3 * step) return false;
  }
  return true;
}

std::vector<std::size_t> choose_lags(std::size_t longest, const TimeFunctionOptions& options) {
  std::vector<std::size_t> lags;
  const auto count = static_cast<std::size_t>(options.lags);
  for (std::size_t k = 0; k < count; ++k) {
    const double share = count == 1 ? 1.0 : static_cast<double>(k) / static_cast<double>(count - 1);
    const double lag = options.spacing == "log" ? std::pow(static_cast<double>(longest), share)
                                                : 1 + share * static_cast<double>(longest - 1);
    const auto whole = static_cast<std::size_t>(std::llround(lag));
    if (lags.empty() || whole > lags.back()) lags.push_back(whole);
  }
  return lags;
}

double step_to_nearest(double from, double to) {
  const double d = to - from;
  return d - std::round(d);
}

// Where a falling function passes 1/e, between times in proportion to their logarithms.
double crossing(std::span<const double> time, std::span<const double> value) {
  const double level = std::exp(-1.0);
  for (std::size_t k = 0; k < value.size(); ++k) {
    if (!(value[k] < level)) continue;
    if (k == 0) return nan;  // before the first time
    const double share = (value[k - 1] - level) / (value[k - 1] - value[k]);
    return std::exp(std::log(time[k - 1]) + share * (std::log(time[k]) - std::log(time[k - 1])));
  }
  return nan;
}

// Standard error of a number from its values with one part left out each.
double jackknife(std::span<const double> left_out) {
  const auto n = static_cast<double>(left_out.size());
  const double mean = std::accumulate(left_out.begin(), left_out.end(), 0.0) / n;
  double sum = 0;
  for (const double v : left_out) sum += (v - mean) * (v - mean);
  return std::sqrt((n - 1) / n * sum);
}

}  // namespace

TimeFunctionAccumulator::TimeFunctionAccumulator(std::vector<std::int32_t> types, std::size_t species,
                                                 std::vector<double> masses, std::vector<double> times,
                                                 const TimeFunctionOptions& options)
    : types_(std::move(types)),
      species_(species),
      masses_(std::move(masses)),
      times_(std::move(times)),
      options_(options) {
  const std::string where = "dynamics";
  if (types_.empty() || masses_.size() != types_.size()) {
    throw usage_error(where, fmt::format("{} masses for {} atoms", masses_.size(), types_.size()));
  }
  for (const double mass : masses_) {
    if (!(mass > 0)) throw usage_error(where, "a mass is not positive", "> 0");
  }
  if (times_.size() < 2) throw usage_error(where, fmt::format("{} frames", times_.size()), "at least 2");
  if (options.wave_number <= 0 || options.overlap_length <= 0 || options.origins < 1 || options.lags < 1) {
    throw usage_error(where, "wave number, overlap length, origins or lags out of range", "> 0");
  }
  for (std::size_t k = 1; k < times_.size(); ++k) {
    if (!(times_[k] > times_[k - 1])) {
      throw input_error(where, fmt::format("frame {} is at {:g} ps, after one at {:g} ps", k, times_[k], times_[k - 1]),
                        "times that increase", "give --timestep, or join the files in order");
    }
  }
  equally_spaced_ = equal_spacing(times_);
  const std::size_t longest = times_.size() - 1;
  if (equally_spaced_) {
    lags_ = choose_lags(longest, options);
    const auto wanted = static_cast<std::size_t>(options.origins);
    spacing_ = (times_.size() + wanted - 1) / wanted;
  } else {
    lags_.resize(longest);
    std::iota(lags_.begin(), lags_.end(), std::size_t{1});
    spacing_ = times_.size();
  }
  lag_at_.assign(times_.size(), 0);
  for (std::size_t k = 0; k < lags_.size(); ++k) lag_at_[lags_[k]] = k + 1;
  counts_.assign(lags_.size(), 0);
  sums_.assign(lags_.size() * parts * species_, {});
}

void TimeFunctionAccumulator::begin(const Box& box, std::span<const Vec3> positions) {
  std::vector<std::size_t> group(types_.size());
  const auto part_along = [](double f, bool periodic) {
    const double inside = periodic ? f - std::floor(f) : std::clamp(f, 0.0, 1.0);
    return std::min<std::size_t>(static_cast<std::size_t>(inside * parts_per_edge), parts_per_edge - 1);
  };
  now_.clear();
  for (std::size_t i = 0; i < types_.size(); ++i) {
    const Vec3 f = box.fractional(positions[i]);
    now_.push_back(f);
    const std::size_t part =
        (part_along(f.x, box.periodic()[0]) * parts_per_edge + part_along(f.y, box.periodic()[1])) * parts_per_edge +
        part_along(f.z, box.periodic()[2]);
    group[i] = part * species_ + static_cast<std::size_t>(types_[i]);
  }
  order_.resize(types_.size());
  std::iota(order_.begin(), order_.end(), 0U);
  std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) { return group[a] < group[b]; });
  first_.assign(parts * species_ + 1, 0);
  for (const std::size_t g : group) ++first_[g + 1];
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  const double total = std::accumulate(masses_.begin(), masses_.end(), 0.0);
  for (const std::uint32_t i : order_) mass_shares_.push_back(masses_[i] / total);
  std::vector<Vec3> sorted;
  for (const std::uint32_t i : order_) sorted.push_back(now_[i]);
  now_ = std::move(sorted);
}

void TimeFunctionAccumulator::add(const Box& box, std::span<const Vec3> positions, const RunContext& context) {
  if (positions.size() != types_.size()) {
    throw usage_error("dynamics", fmt::format("{} atoms in a frame", positions.size()),
                      fmt::format("{}", types_.size()));
  }
  if (frames_ == times_.size()) throw usage_error("dynamics", "more frames than times");
  if (frames_ == 0) {
    begin(box, positions);
  } else {
    previous_.swap(now_);
    now_.resize(previous_.size());
    std::vector<double> farthest(types_.size() / 4096 + 1, 0);
    const auto periodic = box.periodic();
    parallel_blocks(context, farthest.size(), 1, [&](std::size_t from, std::size_t to) {
      for (std::size_t block = from; block < to; ++block) {
        for (std::size_t k = block * 4096; k < std::min(types_.size(), (block + 1) * 4096); ++k) {
          const Vec3 f = box.fractional(positions[order_[k]]), p = previous_[k];
          const Vec3 d{periodic[0] ? step_to_nearest(p.x, f.x) : f.x - p.x,
                       periodic[1] ? step_to_nearest(p.y, f.y) : f.y - p.y,
                       periodic[2] ? step_to_nearest(p.z, f.z) : f.z - p.z};
          now_[k] = p + d;
          for (const auto& [step, wraps] :
               {std::pair{d.x, periodic[0]}, std::pair{d.y, periodic[1]}, std::pair{d.z, periodic[2]}}) {
            if (wraps) farthest[block] = std::max(farthest[block], std::abs(step));
          }
        }
      }
    });
    const double most = *std::max_element(farthest.begin(), farthest.end());
    if (most > largest_step) {
      throw input_error("dynamics",
                        fmt::format("an atom moves by {:.2f} of the cell between frames {} and {}: which way cannot be "
                                    "told",
                                    most, frames_ - 1, frames_),
                        fmt::format("at most {:g}", largest_step),
                        "write frames more often, and cells without flips (LAMMPS: fix deform ... flip no)");
    }
  }
  box_ = box;
  for (const Origin& origin : origins_) {
    const std::size_t lag = lag_at_[frames_ - origin.frame];
    if (lag > 0) measure(origin, lag - 1, context);
  }
  if (frames_ % spacing_ == 0) origins_.push_back({frames_, box.cell(), now_});
  ++frames_;
}

void TimeFunctionAccumulator::measure(const Origin& origin, std::size_t lag, const RunContext& context) {
  Vec3 drift;
  for (std::size_t k = 0; k < now_.size(); ++k) drift += mass_shares_[k] * (now_[k] - origin.places[k]);
  const double q = options_.wave_number, a2 = options_.overlap_length * options_.overlap_length;
  Sums* row = sums_.data() + lag * parts * species_;
  // A part and species is summed by one thread, in order.
  parallel_blocks(context, parts * species_, 1, [&](std::size_t from, std::size_t to) {
    for (std::size_t group = from; group < to; ++group) {
      Sums sums;
      for (std::size_t k = first_[group]; k < first_[group + 1]; ++k) {
        const double u2 = norm2((now_[k] - origin.places[k] - drift) * origin.cell);
        const double x = q * std::sqrt(u2);
        sums.square += u2;
        sums.fourth += u2 * u2;
        sums.scattering += x < 1e-4 ? 1 - x * x / 6 : std::sin(x) / x;
        sums.overlap += u2 < a2 ? 1 : 0;
      }
      row[group].square += sums.square;
      row[group].fourth += sums.fourth;
      row[group].scattering += sums.scattering;
      row[group].overlap += sums.overlap;
    }
  });
  ++counts_[lag];
}

SpeciesDynamics TimeFunctionAccumulator::functions(std::span<const std::size_t> species) const {
  std::array<std::size_t, parts> atoms{};
  std::size_t all = 0;
  for (std::size_t p = 0; p < parts; ++p) {
    for (const std::size_t s : species) atoms[p] += first_[p * species_ + s + 1] - first_[p * species_ + s];
    all += atoms[p];
  }
  const bool errors = *std::min_element(atoms.begin(), atoms.end()) >= 10;
  // Curve 0 is of all parts, curve p + 1 of all but part p.
  struct Curves {
    std::vector<double> msd, non_gaussian, scattering, overlap;
  };
  std::vector<Curves> curves(errors ? parts + 1 : 1);
  std::vector<double> time;
  for (std::size_t lag = 0; lag < lags_.size(); ++lag) {
    if (counts_[lag] == 0) continue;
    time.push_back(times_[lags_[lag]] - times_[0]);
    std::array<Sums, parts> part{};
    Sums whole;
    for (std::size_t p = 0; p < parts; ++p) {
      for (const std::size_t s : species) {
        const Sums& sums = sums_[(lag * parts + p) * species_ + s];
        part[p].square += sums.square;
        part[p].fourth += sums.fourth;
        part[p].scattering += sums.scattering;
        part[p].overlap += sums.overlap;
      }
      whole.square += part[p].square;
      whole.fourth += part[p].fourth;
      whole.scattering += part[p].scattering;
      whole.overlap += part[p].overlap;
    }
    for (std::size_t c = 0; c < curves.size(); ++c) {
      const Sums less = c == 0 ? Sums{} : part[c - 1];
      const double n = static_cast<double>((all - (c == 0 ? 0 : atoms[c - 1])) * counts_[lag]);
      const double square = (whole.square - less.square) / n, fourth = (whole.fourth - less.fourth) / n;
      curves[c].msd.push_back(square);
      curves[c].non_gaussian.push_back(square > 0 ? 0.6 * fourth / (square * square) - 1 : nan);
      curves[c].scattering.push_back((whole.scattering - less.scattering) / n);
      curves[c].overlap.push_back((whole.overlap - less.overlap) / n);
    }
  }
  const auto spread = [&](const auto& value) {
    if (!errors) return nan;
    std::vector<double> values;
    for (std::size_t c = 1; c < curves.size(); ++c) values.push_back(value(curves[c]));
    return jackknife(values);
  };
  const auto function = [&](std::vector<double> Curves::*member) {
    TimeFunction f{.value = curves[0].*member, .error = {}};
    for (std::size_t k = 0; k < time.size(); ++k) {
      f.error.push_back(spread([&](const Curves& c) { return (c.*member)[k]; }));
    }
    return f;
  };
  const auto decay = [&](std::vector<double> Curves::*member) {
    const auto value = [&](const Curves& c) { return crossing(time, c.*member); };
    return TimeValue{value(curves[0]), spread(value)};
  };
  SpeciesDynamics d{.msd = function(&Curves::msd),
                    .non_gaussian = function(&Curves::non_gaussian),
                    .scattering = function(&Curves::scattering),
                    .overlap = function(&Curves::overlap),
                    .peak = {nan, nan},
                    .peak_time = nan,
                    .scattering_time = decay(&Curves::scattering),
                    .overlap_time = decay(&Curves::overlap)};
  for (std::size_t k = 0; k < time.size(); ++k) {
    const double value = d.non_gaussian.value[k];
    if (!std::isfinite(value) || value <= d.peak.value) continue;
    d.peak = {value, d.non_gaussian.error[k]};
    d.peak_time = time[k];
    d.peak_at_end = k + 1 == time.size();
  }
  return d;
}

TimeFunctions TimeFunctionAccumulator::result() const {
  if (frames_ < 2) throw usage_error("dynamics", fmt::format("{} frames", frames_), "at least 2");
  TimeFunctions result;
  for (std::size_t lag = 0; lag < lags_.size(); ++lag) {
    if (counts_[lag] == 0) continue;
    result.time.push_back(times_[lags_[lag]] - times_[0]);
    result.origins.push_back(counts_[lag]);
  }
  std::vector<std::size_t> all(species_);
  std::iota(all.begin(), all.end(), std::size_t{0});
  result.species.push_back(functions(all));
  for (const std::size_t s : all) result.species.push_back(functions(std::span(&s, 1)));
  return result;
}

}  // namespace glasscape
