#include "glasscape/neighbors/neighbor_list.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"

namespace glasscape {

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
  std::vector<std::size_t> count(n);
  parallel_blocks(context, n, 256, [&](std::size_t first, std::size_t last) {
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      std::size_t found = 0;
      grid.around(slot, [&](std::uint32_t, const Image&, double) { ++found; });
      count[grid.atom(slot)] = found;
    }
  });
  offsets_.resize(n + 1);
  for (std::size_t i = 0; i < n; ++i) offsets_[i + 1] = offsets_[i] + count[i];
  neighbors_.resize(offsets_[n]);
  parallel_blocks(context, n, 256, [&](std::size_t first, std::size_t last) {
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      Neighbor* const begin = neighbors_.data() + offsets_[grid.atom(slot)];
      Neighbor* out = begin;
      grid.around(slot, [&](std::uint32_t other, const Image& image, double) {
        *out++ = {grid.atom(other), grid.shift(slot, other, image)};
      });
      std::sort(begin, out, [](const Neighbor& a, const Neighbor& b) {
        return std::tie(a.index, a.shift.x, a.shift.y, a.shift.z) < std::tie(b.index, b.shift.x, b.shift.y, b.shift.z);
      });
    }
  });
}

}  // namespace glasscape
