#include "glasscape/relations/field_percolation.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/relations/table_text.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t points = 100;

struct Curve {
  std::array<double, points> ratio{};
  std::array<std::size_t, 5> onset{};  // along x, y, z, any, all: atoms; 0 never
};

std::size_t chosen_at(std::size_t point, std::size_t atoms) {
  return std::max<std::size_t>(1, (point + 1) * atoms / points);
}

Curve curve_of(const PercolationSweep& sweep) {
  Curve curve;
  const std::size_t n = sweep.largest.size();
  for (std::size_t p = 0; p < points; ++p) {
    const std::size_t k = chosen_at(p, n);
    curve.ratio[p] = static_cast<double>(sweep.largest[k - 1]) / static_cast<double>(k);
  }
  curve.onset = {sweep.spans_at[0], sweep.spans_at[1], sweep.spans_at[2], sweep.any(), sweep.all()};
  return curve;
}

nlohmann::json onset_json(const PercolationScan::Onset& o) {
  using detail::value;
  return {{"fraction", value(o.fraction)},
          {"threshold", value(o.threshold)},
          {"random_fraction", value(o.random_mean)},
          {"random_sd", value(o.random_sd)},
          {"z", value(o.z)}};
}

}  // namespace

const ParameterTable<FieldPercolationOptions>& field_percolation_parameters() {
  using O = FieldPercolationOptions;
  static const ParameterTable<O> table{
      {"above", &O::above, Unit("1"), "atoms whose value is larger, in the field's unit; several: a choice each"},
      {"below", &O::below, Unit("1"), "atoms whose value is smaller; several: a choice each"},
      {"top",
       &O::top,
       Unit("1"),
       "fraction of the atoms with the largest values",
       {.low = 0, .high = 1, .low_open = true}},
      {"bottom",
       &O::bottom,
       Unit("1"),
       "fraction of the atoms with the smallest values",
       {.low = 0, .high = 1, .low_open = true}},
      {"cutoff", &O::cutoff, Unit("1"),
       "longest bond [Å]: auto (first trough of g(r)), a number, or Cu-Cu=3.4,Cu-Zr=3.7,Zr-Zr=4.2"},
      {"samples", &O::samples, Unit("1"), "random choices that a scan is compared with", between(2, 1e4)},
      {"seed", &O::seed, Unit("1"), "of the random choices", at_least(0)},
  };
  return table;
}

std::string AtomChoice::name() const {
  constexpr const char* names[] = {"above", "below", "top", "bottom"};
  return fmt::format("{} {:g}", names[static_cast<int>(kind)], number);
}

std::vector<AtomChoice> atom_choices(const FieldPercolationOptions& options) {
  std::vector<AtomChoice> choices;
  for (const double v : options.above) choices.push_back({AtomChoice::Kind::above, v});
  for (const double v : options.below) choices.push_back({AtomChoice::Kind::below, v});
  for (const double v : options.top) choices.push_back({AtomChoice::Kind::top, v});
  for (const double v : options.bottom) choices.push_back({AtomChoice::Kind::bottom, v});
  if (choices.empty()) {
    throw usage_error("percolation", "nothing says which atoms are chosen", "above, below, top or bottom",
                      "for example --above 0.25, or --top 0.1");
  }
  for (const AtomChoice& c : choices) {
    const bool fraction = c.kind == AtomChoice::Kind::top || c.kind == AtomChoice::Kind::bottom;
    if (std::isnan(c.number) || (fraction && !(c.number > 0 && c.number <= 1))) {
      throw usage_error("percolation", fmt::format("'{}' is out of range", c.name()),
                        fraction ? "a fraction in (0, 1]" : "a number");
    }
  }
  return choices;
}

std::vector<std::uint32_t> order_of_atoms(std::span<const double> values, bool largest_first, std::int64_t seed) {
  std::vector<std::uint32_t> order;
  std::vector<std::uint32_t> lot(values.size());
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    lot[i] = CounterRng(static_cast<std::uint64_t>(seed), i).next_u32();
    if (std::isfinite(values[i])) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (values[a] != values[b]) return largest_first == (values[a] > values[b]);
    return lot[a] != lot[b] ? lot[a] < lot[b] : a < b;
  });
  return order;
}

std::vector<std::uint8_t> choose_atoms(std::span<const double> values, const AtomChoice& choice, std::int64_t seed) {
  std::vector<std::uint8_t> chosen(values.size(), 0);
  const bool largest = choice.kind == AtomChoice::Kind::top;
  if (largest || choice.kind == AtomChoice::Kind::bottom) {
    const auto order = order_of_atoms(values, largest, seed);
    const auto count = static_cast<std::size_t>(std::llround(choice.number * static_cast<double>(order.size())));
    for (std::size_t k = 0; k < count; ++k) chosen[order[k]] = 1;
    return chosen;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    // Comparisons with NaN are false.
    const bool taken = choice.kind == AtomChoice::Kind::above ? values[i] > choice.number : values[i] < choice.number;
    chosen[i] = taken ? 1 : 0;
  }
  return chosen;
}

PercolationScan scan_percolation(const ConfigurationView& view, std::span<const double> values, bool largest_first,
                                 const BondCutoffs& cutoffs, std::int64_t samples, std::int64_t seed,
                                 const RunContext& context) {
  const std::vector<std::uint32_t> order = order_of_atoms(values, largest_first, seed);
  const std::size_t n = order.size();
  if (n < 2) throw input_error("percolation", fmt::format("{} atoms have a value", n), "2 or more");
  const Curve own = curve_of(percolation_sweep(view, order, cutoffs, context));
  std::vector<Curve> random(static_cast<std::size_t>(samples));
  parallel_blocks(context, random.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t s = first; s < last; ++s) {
      CounterRng rng(static_cast<std::uint64_t>(seed), s, 1);
      auto shuffled = order;
      for (std::size_t k = n; k > 1; --k) std::swap(shuffled[k - 1], shuffled[rng.below(k)]);
      random[s] = curve_of(percolation_sweep(view, shuffled, cutoffs, context));
    }
  });
  PercolationScan scan{.atoms = n};
  for (std::size_t p = 0; p < points; ++p) {
    const std::size_t k = chosen_at(p, n);
    std::vector<double> ratios;
    for (const Curve& curve : random) ratios.push_back(curve.ratio[p]);
    const Moments m = moments(ratios);
    scan.points.push_back({.fraction = static_cast<double>(k) / static_cast<double>(n),
                           .threshold = values[order[k - 1]],
                           .ratio = own.ratio[p],
                           .random_mean = m.mean,
                           .random_sd = m.standard_deviation()});
  }
  const auto fraction = [&](std::size_t k) { return k == 0 ? nan : static_cast<double>(k) / static_cast<double>(n); };
  for (std::size_t o = 0; o < 5; ++o) {
    std::vector<double> fractions;
    for (const Curve& curve : random) fractions.push_back(fraction(curve.onset[o]));
    const Moments m = moments(fractions);
    PercolationScan::Onset& onset = o < 3 ? scan.along[o] : o == 3 ? scan.any : scan.all;
    onset = {.fraction = fraction(own.onset[o]),
             .threshold = own.onset[o] == 0 ? nan : values[order[own.onset[o] - 1]],
             .random_mean = m.mean,
             .random_sd = m.standard_deviation()};
    onset.z = (onset.fraction - onset.random_mean) / onset.random_sd;
  }
  return scan;
}

std::string scan_csv(const PercolationScan& scan) {
  std::string text = "fraction,threshold,ratio,random_ratio,random_ratio_sd\n";
  for (const auto& p : scan.points) {
    text += fmt::format("{:.6g},{:.10g},{:.6g},{:.6g},{:.6g}\n", p.fraction, p.threshold, p.ratio, p.random_mean,
                        p.random_sd);
  }
  return text;
}

std::string percolation_header() {
  return "frame,timestep,choice,s_all,s_max,ratio,spans_x,spans_y,spans_z,clusters,mean_finite_size,"
         "largest_radius_of_gyration [Å],fractal_dimension,fractal_dimension_error\n";
}

std::string percolation_row(std::size_t frame, std::int64_t timestep, const AtomChoice& choice, const Percolation& p) {
  using detail::number;
  const auto spans = p.spans();
  return fmt::format("{},{},{},{},{},{},{:d},{:d},{:d},{},{},{},{},{}\n", frame, timestep, choice.name(), p.all(),
                     p.largest(), number(p.ratio()), spans[0], spans[1], spans[2], p.clusters.sizes.size(),
                     number(p.mean_finite_size()), number(p.radii.empty() ? nan : p.radii.front()),
                     number(p.dimension.value), number(p.dimension.error));
}

nlohmann::json to_json(const PercolationScan& scan) {
  nlohmann::json curve = nlohmann::json::array();
  for (const auto& p : scan.points) {
    curve.push_back({{"fraction", p.fraction},
                     {"threshold", p.threshold},
                     {"ratio", p.ratio},
                     {"random_ratio", detail::value(p.random_mean)},
                     {"random_ratio_sd", detail::value(p.random_sd)}});
  }
  return {{"atoms", scan.atoms},
          {"points", curve},
          {"onset",
           {{"x", onset_json(scan.along[0])},
            {"y", onset_json(scan.along[1])},
            {"z", onset_json(scan.along[2])},
            {"any", onset_json(scan.any)},
            {"all", onset_json(scan.all)}}}};
}

nlohmann::json to_json(const Percolation& p) {
  using detail::value;
  nlohmann::json sizes = nlohmann::json::array();
  for (const auto& [size, clusters] : p.size_distribution()) sizes.push_back({size, clusters});
  return {
      {"s_all", p.all()},
      {"s_max", p.largest()},
      {"ratio", value(p.ratio())},
      {"spanning", p.spans()},
      {"clusters", p.clusters.sizes.size()},
      {"mean_finite_size", value(p.mean_finite_size())},
      {"largest_radius_of_gyration_A", value(p.radii.empty() ? nan : p.radii.front())},
      {"fractal_dimension",
       {{"value", value(p.dimension.value)}, {"error", value(p.dimension.error)}, {"clusters", p.dimension.clusters}}},
      {"sizes", sizes}};
}

}  // namespace glasscape
