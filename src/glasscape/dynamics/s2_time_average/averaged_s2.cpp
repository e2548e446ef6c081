#include "glasscape/dynamics/s2_time_average/averaged_s2.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>
#include <tbb/enumerable_thread_specific.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/structure/s2/entropy_integral.hpp"
#include "glasscape/structure/s2/smeared_histogram.hpp"

namespace glasscape {
AveragedS2::AveragedS2(std::vector<std::int32_t> types, std::size_t species, double cutoff, double smearing, double dr)
    : types_(std::move(types)),
      counts_(species),
      cutoff_(cutoff),
      smearing_(smearing),
      bins_(static_cast<std::size_t>(std::ceil(cutoff / dr * (1 - 1e-12)))) {
  if (dr > smearing) {
    throw usage_error("s2_time_average: dr", fmt::format("{:g} Å does not resolve Gaussians of {:g} Å", dr, smearing),
                      "at most the smearing");
  }
  width_ = cutoff / static_cast<double>(bins_);
  for (const std::int32_t type : types_) ++counts_[static_cast<std::size_t>(type)];
  sums_.assign(types_.size() * species * bins_, 0.0F);
}

void AveragedS2::add(const Box& box, std::span<const Vec3> positions, const RunContext& context) {
  if (box.periodic() != std::array<bool, 3>{true, true, true}) {
    throw input_error("s2_time_average", "the box has a direction that is not periodic, so densities are not defined",
                      "a periodic box");
  }
  if (positions.size() != types_.size()) {
    throw usage_error("s2_time_average", fmt::format("a frame of {} atoms", positions.size()),
                      fmt::format("{} atoms", types_.size()));
  }
  const std::size_t species = counts_.size();
  const ConfigurationView view{box, positions, types_, species};
  const CellGrid grid(view, cutoff_ + SmearedHistogram::reach_in_sigma * smearing_, 3);
  const std::vector<SmearedHistogram> empty(species, SmearedHistogram(width_, bins_, smearing_));
  tbb::enumerable_thread_specific<std::vector<SmearedHistogram>> scratch(empty);
  parallel_blocks(context, view.size(), 16, [&](std::size_t first, std::size_t last) {
    auto& histograms = scratch.local();
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      for (SmearedHistogram& histogram : histograms) histogram.clear();
      grid.around(slot, [&](std::uint32_t other, const Image&, double d2) {
        histograms[static_cast<std::size_t>(types_[grid.atom(other)])].add(std::sqrt(d2));
      });
      float* sum = &sums_[grid.atom(slot) * species * bins_];
      for (SmearedHistogram& histogram : histograms) {
        for (const double value : histogram.values()) *sum++ += static_cast<float>(value);
      }
    }
  });
  ++frames_;
  volume_ = box.volume();
}

std::vector<double> AveragedS2::values(const RunContext& context) const {
  std::vector<double> result(types_.size(), std::numeric_limits<double>::quiet_NaN());
  if (frames_ == 0) return result;
  const EntropyIntegral integral(width_, bins_);
  parallel_blocks(context, result.size(), 64, [&](std::size_t first, std::size_t last) {
    std::vector<double> mean(bins_);
    for (std::size_t i = first; i < last; ++i) {
      const float* sum = &sums_[i * counts_.size() * bins_];
      double total = 0;
      for (const std::size_t count : counts_) {
        for (double& value : mean) value = static_cast<double>(*sum++) / static_cast<double>(frames_);
        if (count == 0) continue;  // no density to divide by, and nothing to add
        const double density = static_cast<double>(count) / volume_;
        total += density * integral(mean, density);
      }
      result[i] = -2 * std::numbers::pi * total;
    }
  });
  return result;
}

}  // namespace glasscape
