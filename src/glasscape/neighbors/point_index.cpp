#include "glasscape/neighbors/point_index.hpp"

#include <algorithm>

namespace glasscape {

PointIndex::PointIndex(const ConfigurationView& view, double width) : box_(view.box) {
  const Vec3 heights = box_.heights();
  // Cells that are much finer than the atoms are far apart only cost memory.
  const double finest = std::cbrt(4.0 * static_cast<double>(std::max<std::size_t>(view.size(), 1)));
  for (std::size_t a = 0; a < 3; ++a) {
    count_[a] = static_cast<std::int32_t>(std::clamp(std::floor(heights[a] / width), 1.0, std::max(1.0, finest)));
  }
  const std::size_t n = view.size();
  std::vector<Box::Wrapped> wrapped(n);
  std::vector<std::size_t> cell(n);
  first_.assign(static_cast<std::size_t>(count_[0]) * count_[1] * count_[2] + 1, 0);
  for (std::size_t i = 0; i < n; ++i) {
    wrapped[i] = box_.wrap(view.positions[i]);
    const Vec3 s = box_.fractional(wrapped[i].position);
    for (std::size_t a = 0; a < 3; ++a) {
      const auto c = std::clamp(static_cast<std::int32_t>(std::floor(s[a] * count_[a])), 0, count_[a] - 1);
      cell[i] = cell[i] * static_cast<std::size_t>(count_[a]) + static_cast<std::size_t>(c);
    }
    ++first_[cell[i] + 1];
  }
  for (std::size_t c = 1; c < first_.size(); ++c) first_[c] += first_[c - 1];
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  atoms_.resize(n);
  places_.resize(n);
  wraps_.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t k = next[cell[i]]++;
    atoms_[k] = static_cast<std::uint32_t>(i);
    places_[k] = wrapped[i].position;
    wraps_[k] = wrapped[i].cells;
  }
}

}  // namespace glasscape
