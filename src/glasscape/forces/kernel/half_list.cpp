#include "glasscape/forces/kernel/half_list.hpp"

#include <algorithm>
#include <cmath>

namespace glasscape::kernel {

Bins::Bins(std::span<const Vec3> points, double wanted) {
  Vec3 high = low = points.empty() ? Vec3{} : points[0];
  for (const Vec3& p : points) {
    for (std::size_t k = 0; k < 3; ++k) {
      low[k] = std::min(low[k], p[k]);
      high[k] = std::max(high[k], p[k]);
    }
  }
  const double limit = std::max(1.0, 2 * std::cbrt(static_cast<double>(points.size())));
  for (std::size_t k = 0; k < 3; ++k) {
    const double length = high[k] - low[k];
    count[k] = static_cast<std::int32_t>(std::clamp(std::floor(length / wanted), 1.0, limit));
    // A hair wider, so that the last point is inside.
    width[k] = std::max(length * (1 + 1e-12), wanted) / count[k];
    if (count[k] == 1) width[k] = std::max(width[k], length + wanted);
  }
  first.assign(flat(count[0] - 1, count[1] - 1, count[2] - 1) + 2, 0);
  std::vector<std::uint32_t> bin(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    bin[i] = static_cast<std::uint32_t>(flat(index(points[i], 0), index(points[i], 1), index(points[i], 2)));
    ++first[bin[i] + 1];
  }
  for (std::size_t b = 1; b < first.size(); ++b) first[b] += first[b - 1];
  order.resize(points.size());
  auto next = first;
  for (std::size_t i = 0; i < points.size(); ++i) order[next[bin[i]]++] = static_cast<std::uint32_t>(i);
}

std::int32_t Bins::index(const Vec3& point, std::size_t axis) const {
  const double place = std::floor((point[axis] - low[axis]) / width[axis]);
  return static_cast<std::int32_t>(std::clamp(place, 0.0, static_cast<double>(count[axis] - 1)));
}

void HalfList::build(const Passes& passes, const HalfListInput& input, const Ranges2& ranges2, std::uint32_t dummy) {
  double largest2 = 0;
  for (const auto& row : ranges2) largest2 = std::max(largest2, *std::max_element(row.begin(), row.end()));
  const double range = std::sqrt(largest2);
  const Bins bins(input.bins, range / 2);
  // Candidates in the order of the bins: those of a row are then read in runs.
  const std::size_t n = input.positions.size(), room = (n + 2 * padding - 1) / padding * padding;
  reals_.reserve(4 * room);
  codes_.reserve(room);
  double *x = reals_.data(), *y = x + room, *z = y + room, *key = z + room;
  for (std::size_t s = 0; s < n; ++s) {
    const std::uint32_t k = bins.order[s];
    x[s] = input.positions[k].x;
    y[s] = input.positions[k].y;
    z[s] = input.positions[k].z;
    key[s] = input.keys[k];
    codes_[s] = k << type_bits | input.types[k];
  }
  for (std::size_t s = n; s < room; ++s) {
    x[s] = y[s] = z[s] = key[s] = 0;
    codes_[s] = 0;
  }
  const Candidates candidates{x, y, z, key, codes_.data()};
  first.assign(input.rows + 1, 0);
  longest = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < input.rows; ++i) {
    const Vec3& here = input.positions[i];
    const RowAtom row{here.x, here.y, here.z, input.keys[i], ranges2[input.types[i]].data()};
    std::array<std::int32_t, 3> from, to;
    for (std::size_t k = 0; k < 3; ++k) {
      Vec3 edge = input.bins[i];
      edge[k] -= range;
      from[k] = bins.index(edge, k);
      edge[k] += 2 * range;
      to[k] = bins.index(edge, k);
    }
    for (std::int32_t bx = from[0]; bx <= to[0]; ++bx) {
      for (std::int32_t by = from[1]; by <= to[1]; ++by) {
        const std::uint32_t run = bins.first[bins.flat(bx, by, from[2])];
        const std::uint32_t run_end = bins.first[bins.flat(bx, by, to[2]) + 1];
        entries.reserve_keeping(end + (run_end - run) + 2 * padding, end);
        end += passes.list(candidates, run, run_end, row, entries.data() + end);
      }
    }
    longest = std::max(longest, end - first[i]);
    entries.reserve_keeping(end + 2 * padding, end);
    while ((end - first[i]) % padding != 0) entries[end++] = dummy << type_bits;
    first[i + 1] = end;
  }
}

}  // namespace glasscape::kernel
