#include "glasscape/structure/s2/s2.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <numeric>
#include <tbb/enumerable_thread_specific.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/structure/s2/entropy_integral.hpp"
#include "glasscape/structure/s2/smeared_histogram.hpp"

namespace glasscape {
namespace {

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
  // Which histogram a species goes to, and the density of what is in it.
  std::vector<std::size_t> channel(view.species, 0);
  if (options.by_species) std::iota(channel.begin(), channel.end(), 0U);
  std::vector<double> densities(options.by_species ? view.species : 1, 0);
  const auto counts = configuration.counts();
  for (std::size_t s = 0; s < counts.size(); ++s) {
    densities[channel[s]] += static_cast<double>(counts[s]) / configuration.box.volume();
  }
  const CellGrid grid(view, options.cutoff + SmearedHistogram::reach_in_sigma * options.smearing, 3);
  const EntropyIntegral integral(width, bins);
  const std::vector<SmearedHistogram> empty(densities.size(), SmearedHistogram(width, bins, options.smearing));
  tbb::enumerable_thread_specific<std::vector<SmearedHistogram>> scratch(empty);
  std::vector<double> values(view.size());
  parallel_blocks(context, view.size(), 16, [&](std::size_t first, std::size_t last) {
    auto& histograms = scratch.local();
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      for (SmearedHistogram& histogram : histograms) histogram.clear();
      grid.around(slot, [&](std::uint32_t other, const Image&, double d2) {
        histograms[channel[static_cast<std::size_t>(view.types[grid.atom(other)])]].add(std::sqrt(d2));
      });
      double sum = 0;
      for (std::size_t s = 0; s < densities.size(); ++s) {
        if (densities[s] > 0) sum += densities[s] * integral(histograms[s].values(), densities[s]);
      }
      values[grid.atom(slot)] = -2 * std::numbers::pi * sum;
    }
  });
  std::vector<Field> fields;
  fields.emplace_back("s2", Unit("kB"), std::move(values));
  return fields;
}

}  // namespace glasscape
