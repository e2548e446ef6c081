#include <cmath>
#include <gtest/gtest.h>
#include <tbb/task_arena.h>
#include <tuple>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

namespace glasscape {
namespace {

// The smallest cells of landscape work: a simple cubic crystal of 4×4×4 atoms 2.8 Å apart, shaken by 0.3 Å.
Configuration small_cell() {
  Configuration c;
  constexpr int side = 4;
  constexpr double spacing = 2.8;
  c.box = Box::orthorhombic(side * spacing, side * spacing, side * spacing);
  c.species = {{"A", 1}};
  CounterRng rng(14230, 1);
  for (int k = 0; k < side * side * side; ++k) {
    const Vec3 site{double(k % side), double(k / side % side), double(k / side / side)};
    c.positions.push_back(spacing * site + 0.3 * Vec3{rng.normal(), rng.normal(), rng.normal()});
    c.types.push_back(0);
    c.ids.push_back(k + 1);
  }
  return c;
}

struct Count {
  std::size_t all_images = 0, minimum_image = 0;
};

// Both from their definitions: every image of every atom, and only the nearest image of every other atom.
Count count_pairs(const ConfigurationView& view, double cutoff) {
  Count count;
  for (std::size_t i = 0; i < view.size(); ++i) {
    for (std::size_t j = 0; j < view.size(); ++j) {
      const Vec3 d = view.positions[j] - view.positions[i];
      double nearest = HUGE_VAL;
      for (std::int16_t x = -3; x <= 3; ++x) {
        for (std::int16_t y = -3; y <= 3; ++y) {
          for (std::int16_t z = -3; z <= 3; ++z) {
            if (i == j && x == 0 && y == 0 && z == 0) continue;
            const double distance = norm(d + view.box.displacement({x, y, z}));
            count.all_images += distance < cutoff ? 1 : 0;
            nearest = std::min(nearest, distance);
          }
        }
      }
      count.minimum_image += i != j && nearest < cutoff ? 1 : 0;
    }
  }
  return count;
}

TEST(CutoffAboveHalfBox, MinimumImageLosesAThirdOfThePairsAndTheListNone) {
  const Configuration c = small_cell();
  const double half = c.box.heights().x / 2;
  const struct {
    double cutoff, least, most;  // share of pairs that minimum image may lose
  } cases[] = {{0.8 * half, 0, 0}, {1.4 * half, 0.28, 0.4}, {2.2 * half, 0.6, 1}};
  for (const auto& [cutoff, least, most] : cases) {
    const Count count = count_pairs(c.view(), cutoff);
    const NeighborList list(c.view(), cutoff);
    EXPECT_EQ(list.pairs(), count.all_images);
    for (std::size_t i = 0; i < list.size(); ++i) {
      for (std::size_t k = 1; k < list.of(i).size(); ++k) {
        const Neighbor &a = list.of(i)[k - 1], &b = list.of(i)[k];
        EXPECT_LT(std::tie(a.index, a.shift.x, a.shift.y, a.shift.z),
                  std::tie(b.index, b.shift.x, b.shift.y, b.shift.z));
      }
    }
    const double lost = 1 - static_cast<double>(count.minimum_image) / static_cast<double>(count.all_images);
    EXPECT_GE(lost, least) << cutoff << ": " << count.minimum_image << " of " << count.all_images;
    EXPECT_LE(lost, most) << cutoff << ": " << count.minimum_image << " of " << count.all_images;
  }
}

TEST(CutoffAboveHalfBox, AtomsTooFarAwayForShiftsAreRefused) {
  Configuration c = small_cell();
  c.positions[3] += 14000.0 * c.box.cell()[1];
  c.positions[5] -= 14000.0 * c.box.cell()[1];
  EXPECT_EQ(NeighborList(c.view(), 3.2).pairs(), NeighborList(small_cell().view(), 3.2).pairs());
  c.positions[5] -= 2000.0 * c.box.cell()[1];
  EXPECT_THROW(NeighborList(c.view(), 3.2), Error);
}

TEST(CutoffAboveHalfBox, OneAndTwoThreadsListTheSame) {
  const Configuration c = small_cell();
  for (const double cutoff : {3.2, 7.6, 13.0}) {
    const auto list = [&](int threads) {
      tbb::task_arena arena(threads);
      return arena.execute([&] { return NeighborList(c.view(), cutoff, {.threads = threads}); });
    };
    const NeighborList one = list(1), two = list(2);
    ASSERT_EQ(one.pairs(), two.pairs());
    for (std::size_t i = 0; i < one.size(); ++i) {
      ASSERT_EQ(one.of(i).size(), two.of(i).size());
      for (std::size_t k = 0; k < one.of(i).size(); ++k) {
        EXPECT_EQ(one.of(i)[k].index, two.of(i)[k].index);
        EXPECT_EQ(one.of(i)[k].shift, two.of(i)[k].shift);
      }
    }
  }
}

}  // namespace
}  // namespace glasscape
