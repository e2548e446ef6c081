#include "glasscape/maps/block_shuffle.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "glasscape/core/parallel.hpp"
#include "glasscape/core/rng.hpp"

namespace glasscape::detail {
namespace {

constexpr double most_blocks = 20000;
constexpr std::size_t fewest_blocks = 8;

// Which slab each block belongs to, for one family of planes.
struct Family {
  std::vector<std::uint32_t> slab_of;
  std::vector<double> blocks;  // in each slab
  bool periodic = true;
};

// The largest T over layers of consecutive slabs, at most half of them.
double largest_statistic(const Family& family, std::span<const double> mean_of_block, std::vector<double>& sums) {
  const std::size_t slabs = family.blocks.size();
  sums.assign(slabs, 0);
  for (std::size_t b = 0; b < mean_of_block.size(); ++b) sums[family.slab_of[b]] += mean_of_block[b];
  double total = 0, n = 0, best = 0;
  for (std::size_t k = 0; k < slabs; ++k) {
    total += sums[k];
    n += family.blocks[k];
  }
  for (std::size_t first = 0; first < slabs; ++first) {
    double sum = 0, inside = 0;
    for (std::size_t length = 1; length <= std::max<std::size_t>(1, slabs / 2); ++length) {
      const std::size_t last = first + length - 1;
      if (last >= slabs && !family.periodic) break;
      sum += sums[last % slabs];
      inside += family.blocks[last % slabs];
      if (inside == 0 || inside == n) continue;
      const double excess = sum / inside - (total - sum) / (n - inside);
      best = std::max(best, excess * std::sqrt(inside * (n - inside) / n));
    }
  }
  return best;
}

// How much more a mean over neighbouring blocks varies than if they were independent: the sum of the correlations of a
// block with itself and its 26 neighbours, after the means of slabs are taken away. At least 1.
double inflation(const Box& box, const std::array<std::size_t, 3>& n, std::span<const std::size_t> used,
                 std::span<const double> means, const Family& family) {
  const std::size_t slabs = family.blocks.size();
  std::vector<double> mean_of_slab(slabs, 0), rest(n[0] * n[1] * n[2], std::nan(""));
  for (std::size_t b = 0; b < used.size(); ++b) mean_of_slab[family.slab_of[b]] += means[b];
  for (std::size_t k = 0; k < slabs; ++k) mean_of_slab[k] /= std::max(family.blocks[k], 1.0);
  double variance = 0, sum = 1;
  for (std::size_t b = 0; b < used.size(); ++b) {
    rest[used[b]] = means[b] - mean_of_slab[family.slab_of[b]];
    variance += rest[used[b]] * rest[used[b]] / static_cast<double>(used.size());
  }
  if (!(variance > 0)) return 1;
  // Half of the neighbours: the other half has the same correlations.
  for (int step = 14; step < 27; ++step) {
    const std::array<int, 3> offset{step / 9 - 1, step / 3 % 3 - 1, step % 3 - 1};
    double products = 0, pairs = 0;
    for (const std::size_t b : used) {
      const std::array<std::size_t, 3> at{b / (n[1] * n[2]), b / n[2] % n[1], b % n[2]};
      std::size_t other = 0;
      bool inside = true;
      for (std::size_t k = 0; k < 3; ++k) {
        const auto size = static_cast<long>(n[k]);
        long place = static_cast<long>(at[k]) + offset[k];
        // In two blocks or fewer the neighbours on both sides are the same block.
        if (place < 0 || place >= size || size < 3)
          inside = inside && (offset[k] == 0 || (box.periodic()[k] && size >= 3));
        place = (place + size) % size;
        other = other * n[k] + static_cast<std::size_t>(place);
      }
      if (!inside || !std::isfinite(rest[other])) continue;
      products += rest[b] * rest[other];
      pairs += 1;
    }
    if (pairs > 0) sum += 2 * products / pairs / variance;
  }
  return std::max(1.0, sum);
}

}  // namespace

LayerTest test_layers(const ConfigurationView& view, std::span<const double> values,
                      std::span<const PlaneIndices> families, double block, std::int64_t shuffles, std::int64_t seed,
                      const RunContext& context) {
  const Box& box = view.box;
  block = std::max(block, std::cbrt(box.volume() / most_blocks));
  std::array<std::size_t, 3> n{};
  for (std::size_t k = 0; k < 3; ++k) {
    n[k] = static_cast<std::size_t>(std::max(1.0, std::round(box.heights()[k] / block)));
  }
  std::vector<double> sums(n[0] * n[1] * n[2], 0), counts(sums.size(), 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    const Vec3 s = box.fractional(view.positions[i]);
    std::size_t at = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double inside = box.periodic()[k] ? s[k] - std::floor(s[k]) : s[k];
      const auto size = static_cast<double>(n[k]);
      at = at * n[k] + static_cast<std::size_t>(std::clamp(inside * size, 0.0, size - 1));
    }
    sums[at] += values[i];
    ++counts[at];
  }
  // Blocks with few atoms (ends of open boxes) would be noise.
  std::vector<std::size_t> used;
  double atoms = 0;
  for (const double c : counts) atoms += c;
  for (std::size_t b = 0; b < counts.size(); ++b) {
    if (counts[b] > 0.25 * atoms / static_cast<double>(counts.size())) used.push_back(b);
  }
  LayerTest result;
  if (used.size() < fewest_blocks) return result;
  std::vector<double> means;
  double mean = 0, variance = 0;
  for (const std::size_t b : used) means.push_back(sums[b] / counts[b]);
  for (const double m : means) mean += m / static_cast<double>(means.size());
  for (const double m : means) variance += (m - mean) * (m - mean) / static_cast<double>(means.size() - 1);
  if (!(variance > 1e-24 * mean * mean)) return result;
  std::vector<Family> slabs;
  for (const PlaneIndices& indices : families) {
    const PlaneNormal normal(box, indices);
    Family family{.blocks = std::vector<double>(slabs_of(normal, block), 0), .periodic = normal.periodic()};
    for (const std::size_t b : used) {
      const Vec3 s{(static_cast<double>(b / (n[1] * n[2])) + 0.5) / static_cast<double>(n[0]),
                   (static_cast<double>(b / n[2] % n[1]) + 0.5) / static_cast<double>(n[1]),
                   (static_cast<double>(b % n[2]) + 0.5) / static_cast<double>(n[2])};
      const auto slab =
          static_cast<std::uint32_t>(normal.phase(box.cartesian(s)) * static_cast<double>(family.blocks.size()));
      family.slab_of.push_back(slab);
      ++family.blocks[slab];
    }
    slabs.push_back(std::move(family));
  }
  std::vector<double> work;
  for (std::size_t f = 0; f < slabs.size(); ++f) {
    const double t = largest_statistic(slabs[f], means, work);
    if (t > result.statistic) {
      result.statistic = t;
      result.family = f;
    }
  }
  result.statistic /= std::sqrt(inflation(box, n, used, means, slabs[result.family]));
  std::vector<std::uint8_t> as_large(static_cast<std::size_t>(shuffles), 0);
  parallel_blocks(context, as_large.size(), 1, [&](std::size_t first, std::size_t last) {
    std::vector<double> shuffled, sums_of_slabs;
    for (std::size_t s = first; s < last; ++s) {
      CounterRng rng(static_cast<std::uint64_t>(seed), s);
      shuffled = means;
      for (std::size_t k = shuffled.size(); k > 1; --k) std::swap(shuffled[k - 1], shuffled[rng.below(k)]);
      for (const Family& family : slabs) {
        if (largest_statistic(family, shuffled, sums_of_slabs) < result.statistic) continue;
        as_large[s] = 1;
        break;
      }
    }
  });
  const auto larger = std::count(as_large.begin(), as_large.end(), 1);
  result.p_value = static_cast<double>(1 + larger) / static_cast<double>(1 + shuffles);
  result.statistic /= std::sqrt(variance);
  result.defined = true;
  return result;
}

}  // namespace glasscape::detail
