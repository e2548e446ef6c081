#include "glasscape/structure/s2/s2.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <tbb/enumerable_thread_specific.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/structure/s2/smeared_histogram.hpp"

namespace glasscape {
namespace {

// At 4σ the ends of the Gaussians would make values jump by 1e-6 as an atom crosses the edge of a bin.
constexpr double reach_in_sigma = 6;

// ∫ [g ln g − g + 1] r² dr of one species around one atom; `density` is ρ_ν.
double entropy_integral(std::span<const double> smeared, double width, double density) {
  double sum = 0;
  const double scale = 1 / (4 * std::numbers::pi * density);
  for (std::size_t k = 0; k < smeared.size(); ++k) {
    const double r = (static_cast<double>(k) + 0.5) * width;
    const double g_r2 = smeared[k] * scale;  // r² g
    sum += g_r2 > 0 ? g_r2 * (std::log(g_r2 / (r * r)) - 1) + r * r : r * r;
  }
  return sum * width;
}

void check(const Configuration& configuration, const S2Options& options) {
  for (const bool periodic : configuration.box.periodic()) {
    if (periodic) continue;
    throw input_error("s2", "the box has a direction that is not periodic, so densities are not defined",
                      "a periodic box", "cut a periodic configuration, or leave this descriptor out");
  }
  if (options.dr > options.smearing) {
    throw usage_error("s2: dr",
                      fmt::format("{:g} Å does not resolve Gaussians of {:g} Å", options.dr, options.smearing),
                      "at most the smearing");
  }
}

}  // namespace

std::vector<Field> s2(const Configuration& configuration, const S2Options& options, const RunContext& context) {
  check(configuration, options);
  const ConfigurationView view = configuration.view();
  const auto bins = static_cast<std::size_t>(std::ceil(options.cutoff / options.dr * (1 - 1e-12)));
  const double width = options.cutoff / static_cast<double>(bins);
  std::vector<double> densities;
  for (const std::size_t count : configuration.counts()) {
    densities.push_back(static_cast<double>(count) / configuration.box.volume());
  }
  const CellGrid grid(view, options.cutoff + reach_in_sigma * options.smearing, 3);
  const std::vector<SmearedHistogram> empty(view.species,
                                            SmearedHistogram(width, bins, options.smearing, reach_in_sigma));
  tbb::enumerable_thread_specific<std::vector<SmearedHistogram>> scratch(empty);
  std::vector<double> values(view.size());
  parallel_blocks(context, view.size(), 16, [&](std::size_t first, std::size_t last) {
    auto& histograms = scratch.local();
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      for (SmearedHistogram& histogram : histograms) histogram.clear();
      grid.around(slot, [&](std::uint32_t other, const Image&, double d2) {
        histograms[static_cast<std::size_t>(view.types[grid.atom(other)])].add(std::sqrt(d2));
      });
      double sum = 0;
      for (std::size_t s = 0; s < densities.size(); ++s) {
        if (densities[s] > 0) sum += densities[s] * entropy_integral(histograms[s].values(), width, densities[s]);
      }
      values[grid.atom(slot)] = -2 * std::numbers::pi * sum;
    }
  });
  std::vector<Field> fields;
  fields.emplace_back("s2", Unit("kB"), std::move(values));
  return fields;
}

Descriptor s2_descriptor() {
  static const ParameterTable<S2Options> table{
      {"cutoff",
       &S2Options::cutoff,
       Unit("Å"),
       "end of the integral, best a trough of g(r)",
       positive(),
       {},
       "fourth trough of g(r) of Cu50Zr50, doi:10.1103/PhysRevB.99.014115"},
      {"smearing", &S2Options::smearing, Unit("Å"), "standard deviation of the Gaussians that smear each distance",
       positive()},
      {"dr", &S2Options::dr, Unit("Å"), "largest width of a bin of the integral", positive()},
  };
  return make_descriptor(
      "s2", "Two-body excess entropy, resolved by species",
      "Piaggi & Parrinello, JCP 147, 114112 (2017), doi:10.1063/1.4998408; Wei et al., PRB 99, 014115 "
      "(2019), doi:10.1103/PhysRevB.99.014115",
      {{"s2", "kB", 1, "two-body excess entropy; compare at equal cutoff and smearing only"}}, table, s2);
}

}  // namespace glasscape
