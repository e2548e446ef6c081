#include "glasscape/preparation/relaxed_regions.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <set>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

const Box large = Box::orthorhombic(124, 124, 124);  // 12³ cells, 35 regions of 2 %

// Uniform random points.
Configuration gas(const Box& box, std::size_t atoms) {
  Configuration c;
  c.box = box;
  c.species = {{"Cu", 63.546}};
  CounterRng rng(11, 1);
  for (std::size_t i = 0; i < atoms; ++i) {
    c.positions.push_back(box.cartesian({rng.uniform(), rng.uniform(), rng.uniform()}));
    c.types.push_back(0);
    c.ids.push_back(static_cast<std::int64_t>(i) + 1);
  }
  return c;
}

// The definition of contact by points: two closed unit cubes on the torus share a point if for each axis some images of
// their intervals do.
bool touch(const std::array<int, 3>& a, const std::array<int, 3>& b, const std::array<int, 3>& n) {
  for (std::size_t k = 0; k < 3; ++k) {
    bool overlap = false;
    for (int image = -1; image <= 1; ++image) {
      const int low = b[k] + image * n[k];
      overlap = overlap || (low <= a[k] + 1 && a[k] <= low + 1);
    }
    if (!overlap) return false;
  }
  return true;
}

TEST(RelaxedRegions, IsolatedOnesTouchNothing) {
  for (std::int64_t seed = 1; seed <= 20; ++seed) {
    const RegionGrid grid = place_regions(large, {.seed = seed});
    ASSERT_EQ(grid.cells, (std::array<int, 3>{12, 12, 12}));
    ASSERT_EQ(grid.regions.size(), 35u);
    EXPECT_EQ(grid.connectivity, 0);
    for (std::size_t a = 0; a < 35; ++a) {
      for (std::size_t b = 0; b < a; ++b) EXPECT_FALSE(touch(grid.regions[a], grid.regions[b], grid.cells));
    }
    for (const int contacts : region_contacts(grid)) EXPECT_EQ(contacts, 0);
  }
}

TEST(RelaxedRegions, ChainsShareFacesAlongTheDirectionOnly) {
  for (const double chi : {0.5, 0.7, 1.0}) {
    for (const std::size_t along : {0, 1, 2}) {
      const RegionGrid grid =
          place_regions(large, {.connectivity = chi, .direction = std::string(1, char('x' + along)), .seed = 3});
      ASSERT_EQ(grid.regions.size(), 35u);
      const auto connected = static_cast<std::size_t>(std::lround(35 * chi));
      EXPECT_NEAR(grid.connectivity, double(connected) / 35, 1e-12);
      EXPECT_EQ(grid.direction, int(along));
      std::size_t touching = 0;
      for (std::size_t a = 0; a < 35; ++a) {
        int neighbours = 0;
        for (std::size_t b = 0; b < 35; ++b) {
          if (a == b || !touch(grid.regions[a], grid.regions[b], grid.cells)) continue;
          ++neighbours;
          // A shared face: the same row, next to it.
          for (std::size_t k = 0; k < 3; ++k) {
            const int d = std::abs(grid.regions[a][k] - grid.regions[b][k]);
            EXPECT_TRUE(k == along ? d == 1 || d == 11 : d == 0);
          }
        }
        EXPECT_EQ(neighbours, region_contacts(grid)[a]);
        touching += neighbours > 0 ? 1 : 0;
        EXPECT_EQ(neighbours > 0, a < connected) << "chained regions come first";
      }
      EXPECT_EQ(touching, connected);
    }
  }
}

// 12 in a row close upon themselves through the boundary: each has two neighbours.
TEST(RelaxedRegions, ContactsGoThroughTheBoundary) {
  RegionGrid grid{.cells = {12, 12, 12}};
  for (int k = 0; k < 12; ++k) grid.regions.push_back({k, 5, 5});
  grid.regions.push_back({0, 0, 0});
  grid.regions.push_back({11, 11, 11});  // shares a corner with it
  const auto contacts = region_contacts(grid);
  for (std::size_t k = 0; k < 12; ++k) EXPECT_EQ(contacts[k], 2);
  EXPECT_EQ(contacts[12], 1);
  EXPECT_EQ(contacts[13], 1);
}

TEST(RelaxedRegions, DependOnTheSeedAlone) {
  const auto a = place_regions(large, {.connectivity = 0.5, .seed = 1});
  const auto b = place_regions(large, {.connectivity = 0.5, .seed = 1});
  const auto c = place_regions(large, {.connectivity = 0.5, .seed = 2});
  EXPECT_EQ(a.regions, b.regions);
  EXPECT_EQ(a.offset.x, b.offset.x);
  EXPECT_NE(a.regions, c.regions);
}

TEST(RelaxedRegions, HoldTheSameNumberOfAtomsWhateverTheConnectivity) {
  const Mat3 leaning{Vec3{70, 0, 0}, Vec3{9, 71, 0}, Vec3{-5, 7, 69}};
  for (const Box& box : {Box::orthorhombic(70, 71, 69), Box(leaning, {3, -8, 40})}) {
    const Configuration atoms = gas(box, 20000);
    for (const double chi : {0.0, 0.5, 1.0}) {
      const RegionGrid grid = place_regions(box, {.connectivity = chi, .seed = 5});
      ASSERT_EQ(grid.regions.size(), 7u);
      const RegionAtoms regions = assign_regions(atoms.view(), grid, 0.02);
      std::vector<std::size_t> counted(7, 0);
      std::size_t all = 0;
      for (const std::int32_t r : regions.region) {
        if (r == 0) continue;
        ++counted.at(static_cast<std::size_t>(r) - 1);
        ++all;
      }
      EXPECT_EQ(all, 400u);
      EXPECT_EQ(counted, regions.counts);
      EXPECT_NEAR(regions.scale, 1, 0.06);
      // By a route of its own: an atom inside a slightly smaller cell belongs to it, one outside a larger does not.
      for (std::size_t i = 0; i < atoms.size(); ++i) {
        const Vec3 f = box.fractional(atoms.positions[i]) - grid.offset;
        int inner = 0, outer = 0;
        for (std::size_t r = 0; r < 7; ++r) {
          const auto& cell = grid.regions[r];
          double largest = 0;
          for (const auto& [x, k] : {std::pair{f.x, 0}, std::pair{f.y, 1}, std::pair{f.z, 2}}) {
            const auto n = grid.cells[std::size_t(k)];
            double d = x * n - (cell[std::size_t(k)] + 0.5);
            d -= n * std::round(d / n);
            largest = std::max(largest, std::abs(2 * d));
          }
          if (largest < 0.93) inner = int(r) + 1;
          if (largest < 1.07) outer = int(r) + 1;
        }
        if (inner != 0) {
          EXPECT_EQ(regions.region[i], inner);
        }
        if (outer == 0) {
          EXPECT_EQ(regions.region[i], 0);
        }
      }
    }
  }
}

TEST(RelaxedRegions, RoundTheConnectivityToWhatCanBe) {
  const Box box = Box::orthorhombic(70, 70, 70);                         // 7 regions
  EXPECT_EQ(place_regions(box, {.connectivity = 0.1}).connectivity, 0);  // 0.7 of a region
  EXPECT_NEAR(place_regions(box, {.connectivity = 0.15}).connectivity, 2.0 / 7, 1e-12);
  EXPECT_EQ(place_regions(box, {.connectivity = 1}).connectivity, 1);
}

TEST(RelaxedRegions, RefuseWhatHasNoPlace) {
  const auto refused = [](const Box& box, const RegionOptions& options, const char* word) {
    try {
      place_regions(box, options);
      ADD_FAILURE() << "accepted: " << word;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::usage);
      EXPECT_NE(std::string(e.what()).find(word), std::string::npos) << e.what();
    }
  };
  refused(Box::orthorhombic(124, 124, 12), {}, "at least 2");
  refused(Box::orthorhombic(22, 22, 22), {}, "less than one");
  refused(Box::orthorhombic(42, 42, 42), {.connectivity = 0.5}, "cannot be connected");
  refused(Box::orthorhombic(24, 124, 124), {.connectivity = 1}, "too few for a chain");
  refused(large, {.fraction = 0.2}, "without contact");
  // All atoms in one corner: regions would have to grow.
  Configuration corner = gas(large, 1000);
  for (Vec3& p : corner.positions) p *= 0.01;
  EXPECT_THROW(assign_regions(corner.view(), place_regions(large, {}), 0.02), Error);
}

}  // namespace
}  // namespace glasscape
