#include "glasscape/neighbors/neighbor_list.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>
#include <vector>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"

namespace glasscape {

namespace {

bool before(const Neighbor& a, const Neighbor& b) {
  return std::tie(a.index, a.shift.x, a.shift.y, a.shift.z) < std::tie(b.index, b.shift.x, b.shift.y, b.shift.z);
}

// Appends the row in order: into as many buckets by index as it has entries, where few are left to be exchanged.
void append_sorted(const std::vector<Neighbor>& row, std::vector<std::uint32_t>& buckets, std::vector<Neighbor>& to) {
  constexpr std::size_t longest = 512;  // indices that clump make the exchanges quadratic
  const std::size_t n = row.size(), start = to.size();
  to.resize(start + n);
  Neighbor* const out = to.data() + start;
  if (n < 2 || n > longest) {
    std::copy(row.begin(), row.end(), out);
    std::sort(out, out + n, before);
    return;
  }
  std::uint32_t low = row[0].index, high = low;
  for (const Neighbor& neighbor : row) {
    low = std::min(low, neighbor.index);
    high = std::max(high, neighbor.index);
  }
  const double scale = static_cast<double>(n) / (static_cast<double>(high - low) + 1);
  const auto bucket = [&](const Neighbor& neighbor) {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(static_cast<double>(neighbor.index - low) * scale));
  };
  buckets.assign(n + 1, 0);
  for (const Neighbor& neighbor : row) ++buckets[bucket(neighbor) + 1];
  for (std::size_t k = 1; k < n; ++k) buckets[k] += buckets[k - 1];
  for (const Neighbor& neighbor : row) out[buckets[bucket(neighbor)]++] = neighbor;
  for (std::size_t k = 1; k < n; ++k) {
    const Neighbor moving = out[k];
    std::size_t place = k;
    for (; place > 0 && before(moving, out[place - 1]); --place) out[place] = out[place - 1];
    out[place] = moving;
  }
}

}  // namespace

NeighborList::NeighborList(const ConfigurationView& view, double cutoff, const RunContext& context) : cutoff_(cutoff) {
  const CellGrid grid(view, cutoff);
  const std::size_t n = view.size();
  const double density = static_cast<double>(n) / view.box.volume();
  const double expected = static_cast<double>(n) * density * 4.19 * cutoff * cutoff * cutoff;
  if (expected > 0x1p32) {
    throw Error(ErrorKind::engine,
                {"neighbour cutoff", fmt::format("{:g} Å would list about {:.2g} pairs", cutoff, expected),
                 "fewer than 4.3e9 pairs", "choose a smaller cutoff"});
  }
  // Each block of slots finds its neighbours once and keeps them; their places are known when all are counted.
  constexpr std::size_t block = 256;
  std::vector<std::vector<Neighbor>> found((n + block - 1) / block);
  std::vector<std::uint32_t> count(n);
  parallel_blocks(context, found.size(), 1, [&](std::size_t first, std::size_t last) {
    std::vector<Neighbor> row;
    std::vector<std::uint32_t> buckets;
    for (std::size_t b = first; b < last; ++b) {
      found[b].reserve(static_cast<std::size_t>(std::min(expected / static_cast<double>(n) * 1.1, 256.0)) * block);
      const auto end = static_cast<std::uint32_t>(std::min(n, (b + 1) * block));
      for (auto slot = static_cast<std::uint32_t>(b * block); slot < end; ++slot) {
        row.clear();
        grid.around(slot, [&](std::uint32_t other, const Image& image, double) {
          row.push_back({grid.atom(other), grid.shift(slot, other, image)});
        });
        count[grid.atom(slot)] = static_cast<std::uint32_t>(row.size());
        append_sorted(row, buckets, found[b]);
      }
    }
  });
  offsets_.resize(n + 1);
  for (std::size_t i = 0; i < n; ++i) offsets_[i + 1] = offsets_[i] + count[i];
  neighbors_.resize(offsets_[n]);
  parallel_blocks(context, found.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t b = first; b < last; ++b) {
      const Neighbor* from = found[b].data();
      const auto end = static_cast<std::uint32_t>(std::min(n, (b + 1) * block));
      for (auto slot = static_cast<std::uint32_t>(b * block); slot < end; ++slot) {
        const auto i = grid.atom(slot);
        std::copy_n(from, count[i], neighbors_.data() + offsets_[i]);
        from += count[i];
      }
      found[b] = {};
    }
  });
}

}  // namespace glasscape
