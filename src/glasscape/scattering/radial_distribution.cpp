#include "glasscape/scattering/radial_distribution.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>
#include <tbb/enumerable_thread_specific.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"

namespace glasscape {

const ParameterTable<RadialOptions>& radial_parameters() {
  static const ParameterTable<RadialOptions> table{
      {"rmax", &RadialOptions::rmax, Unit("Å"), "largest distance, also beyond half the box", positive()},
      {"dr", &RadialOptions::dr, Unit("Å"), "largest width of a bin", positive()},
      {"smoothing", &RadialOptions::smoothing, Unit("Å"),
       "standard deviation of the Gaussian that smooths g(r) before peaks and troughs are looked for", positive()},
  };
  return table;
}

RadialDistribution::RadialDistribution(const RadialOptions& options, std::size_t species)
    : width_(0), bins_(0), species_(species) {
  const double bins = std::ceil(options.rmax / options.dr * (1 - 1e-12));
  if (!(options.rmax > 0) || !(options.dr > 0) || !(bins <= 1e7)) {
    throw usage_error("pdf", fmt::format("rmax {:g} Å and dr {:g} Å make {:g} bins", options.rmax, options.dr, bins),
                      "1 to 10,000,000 bins");
  }
  bins_ = static_cast<std::size_t>(bins);
  width_ = options.rmax / bins;
  counts_.assign(species * species * bins_, 0);
  ideal_.assign(species * species, 0);
}

void RadialDistribution::add(const ConfigurationView& view, const RunContext& context) {
  for (const bool periodic : view.box.periodic()) {
    if (periodic) continue;
    throw input_error("pdf", "the box has a direction that is not periodic, so the density is not defined",
                      "a periodic box");
  }
  if (view.species != species_) {
    throw input_error("pdf", fmt::format("a frame has {} species, the first had {}", view.species, species_));
  }
  const double rmax = width_ * static_cast<double>(bins_);
  const CellGrid grid(view, rmax, 3);
  std::vector<std::uint32_t> row(view.size());  // where the histograms of the atom's species begin
  for (std::uint32_t slot = 0; slot < view.size(); ++slot) {
    row[slot] = static_cast<std::uint32_t>(view.types[grid.atom(slot)]);
  }
  tbb::enumerable_thread_specific<std::vector<std::uint64_t>> partial_counts(counts_.size());
  const double inverse = 1 / width_;
  parallel_blocks(context, view.size(), 64, [&](std::size_t first, std::size_t last) {
    auto& counts = partial_counts.local();
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      std::uint64_t* const own = counts.data() + row[slot] * species_ * bins_;
      grid.pairs(slot, [&](std::uint32_t other, const Image&, double d2) {
        const auto bin = std::min(static_cast<std::size_t>(std::sqrt(d2) * inverse), bins_ - 1);
        ++own[row[other] * bins_ + bin];
      });
    }
  });
  // Whole numbers: the order of the sum does not matter.
  for (const auto& counts : partial_counts) {
    for (std::size_t k = 0; k < counts_.size(); ++k) counts_[k] += counts[k];
  }
  std::vector<double> atoms(species_, 0);
  for (const auto type : view.types) ++atoms[static_cast<std::size_t>(type)];
  for (std::size_t a = 0; a < species_; ++a) {
    for (std::size_t b = 0; b < species_; ++b) ideal_[a * species_ + b] += atoms[a] * atoms[b] / view.box.volume();
  }
  ++frames_;
}

std::uint64_t RadialDistribution::pairs(std::size_t a, std::size_t b, std::size_t k) const {
  return counts_[(a * species_ + b) * bins_ + k] + counts_[(b * species_ + a) * bins_ + k];
}

double RadialDistribution::expected_pairs(std::size_t a, std::size_t b, std::size_t k) const {
  const double low = static_cast<double>(k) * width_, high = static_cast<double>(k + 1) * width_;
  return ideal_[a * species_ + b] * 4 * std::numbers::pi / 3 * (high * high * high - low * low * low);
}

std::vector<double> RadialDistribution::partial(std::size_t a, std::size_t b) const {
  std::vector<double> g(bins_, std::numeric_limits<double>::quiet_NaN());
  if (ideal_[a * species_ + b] == 0) return g;
  for (std::size_t k = 0; k < bins_; ++k) g[k] = static_cast<double>(pairs(a, b, k)) / expected_pairs(a, b, k);
  return g;
}

std::vector<double> RadialDistribution::total() const {
  std::vector<double> g(bins_);
  for (std::size_t k = 0; k < bins_; ++k) {
    double found = 0, expected = 0;
    for (std::size_t a = 0; a < species_; ++a) {
      for (std::size_t b = 0; b < species_; ++b) {
        found += static_cast<double>(pairs(a, b, k));
        expected += expected_pairs(a, b, k);
      }
    }
    g[k] = found / expected;
  }
  return g;
}

}  // namespace glasscape
