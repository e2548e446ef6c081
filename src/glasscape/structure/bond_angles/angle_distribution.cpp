#include "glasscape/structure/bond_angles/angle_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>
#include <tbb/enumerable_thread_specific.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"

namespace glasscape {

const ParameterTable<AngleDistributionOptions>& angle_distribution_parameters() {
  using O = AngleDistributionOptions;
  static const ParameterTable<O> table{
      {"angle_cutoff",
       &O::angle_cutoff,
       Unit("Å"),
       "bonds whose angles are counted are shorter than this",
       positive(),
       {},
       "first trough of g(r) of Cu50Zr50, doi:10.1103/PhysRevB.99.014115"},
      {"angle_bin",
       &O::angle_bin,
       Unit("deg"),
       "largest width of a bin of angles",
       {.low = 0, .high = 180, .low_open = true}},
  };
  return table;
}

AngleDistribution::AngleDistribution(const AngleDistributionOptions& options, std::size_t species)
    : cutoff_(options.angle_cutoff), species_(species) {
  const double bins = std::ceil(180 / options.angle_bin * (1 - 1e-12));
  if (!(bins >= 1) || !(bins <= 180'000)) {
    throw usage_error("pdf: angle_bin", fmt::format("{:g} degrees make {:g} bins", options.angle_bin, bins),
                      "1 to 180,000 bins");
  }
  bins_ = static_cast<std::size_t>(bins);
  counts_.assign(species * species * species * bins_, 0);
}

std::size_t AngleDistribution::place(std::size_t a, std::size_t centre, std::size_t b) const {
  return ((centre * species_ + std::min(a, b)) * species_ + std::max(a, b)) * bins_;
}

void AngleDistribution::add(const ConfigurationView& view, const RunContext& context) {
  if (view.species != species_) {
    throw input_error("pdf", fmt::format("a frame has {} species, the first had {}", view.species, species_));
  }
  const CellGrid grid(view, cutoff_);
  const double per_radian = static_cast<double>(bins_) / std::numbers::pi;
  tbb::enumerable_thread_specific<std::vector<std::uint64_t>> partial_counts(counts_.size());
  parallel_blocks(context, view.size(), 64, [&](std::size_t first, std::size_t last) {
    auto& counts = partial_counts.local();
    std::vector<Vec3> directions;
    std::vector<std::size_t> types;
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      directions.clear();
      types.clear();
      grid.around(slot, [&](std::uint32_t other, const Image& image, double d2) {
        directions.push_back(grid.bond(slot, other, image) * (1 / std::sqrt(d2)));
        types.push_back(static_cast<std::size_t>(view.types[grid.atom(other)]));
      });
      const auto centre = static_cast<std::size_t>(view.types[grid.atom(slot)]);
      for (std::size_t j = 1; j < directions.size(); ++j) {
        for (std::size_t k = 0; k < j; ++k) {
          const double angle = std::acos(std::clamp(dot(directions[j], directions[k]), -1.0, 1.0));
          const auto bin = std::min(static_cast<std::size_t>(angle * per_radian), bins_ - 1);
          ++counts[place(types[j], centre, types[k]) + bin];
        }
      }
    }
  });
  for (const auto& counts : partial_counts) {
    for (std::size_t k = 0; k < counts_.size(); ++k) counts_[k] += counts[k];
  }
}

std::uint64_t AngleDistribution::count(std::size_t a, std::size_t centre, std::size_t b, std::size_t k) const {
  return counts_[place(a, centre, b) + k];
}

std::vector<double> AngleDistribution::normalised(const std::vector<std::uint64_t>& counts) const {
  double sum = 0;
  for (const std::uint64_t n : counts) sum += static_cast<double>(n);
  std::vector<double> result(bins_, std::numeric_limits<double>::quiet_NaN());
  if (sum == 0) return result;
  for (std::size_t k = 0; k < bins_; ++k) result[k] = static_cast<double>(counts[k]) / (sum * width());
  return result;
}

std::vector<double> AngleDistribution::density(std::size_t a, std::size_t centre, std::size_t b) const {
  const auto first = counts_.begin() + static_cast<std::ptrdiff_t>(place(a, centre, b));
  return normalised({first, first + static_cast<std::ptrdiff_t>(bins_)});
}

std::vector<double> AngleDistribution::total() const {
  std::vector<std::uint64_t> sum(bins_, 0);
  for (std::size_t k = 0; k < counts_.size(); ++k) sum[k % bins_] += counts_[k];
  return normalised(sum);
}

}  // namespace glasscape
