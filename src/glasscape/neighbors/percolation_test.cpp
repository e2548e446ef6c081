#include "glasscape/neighbors/percolation.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/neighbors/percolation_sweep.hpp"
#include "glasscape/neighbors/reference/ovito_clusters.hpp"

namespace glasscape {
namespace {

struct Atoms {
  Box box;
  std::vector<Vec3> positions;
  std::vector<std::int32_t> types;
  std::vector<std::uint8_t> chosen;
  std::size_t species = 1;
  [[nodiscard]] ConfigurationView view() const { return {box, positions, types, species}; }
};

// Positions up to two cells outside the box, as unwrapped trajectories have them.
Atoms random_atoms(const Box& box, std::size_t n, std::uint64_t seed, std::size_t species = 1) {
  Atoms atoms{.box = box, .species = species};
  CounterRng rng(seed, 7);
  for (std::size_t i = 0; i < n; ++i) {
    Vec3 s{rng.uniform(), rng.uniform(), rng.uniform()};
    for (std::size_t k = 0; k < 3; ++k) s[k] += box.periodic()[k] ? static_cast<double>(rng.below(5)) - 2 : 0;
    atoms.positions.push_back(box.cartesian(s));
    atoms.types.push_back(static_cast<std::int32_t>(rng.below(species)));
    atoms.chosen.push_back(rng.below(3) != 0 ? 1 : 0);
  }
  return atoms;
}

// Every stored link, followed one by one.
Clusters by_links(const Atoms& atoms, double cutoff, const std::vector<double>& pair_cutoffs = {}) {
  std::vector<Link> links;
  const NeighborList list(atoms.view(), cutoff);
  for (std::uint32_t i = 0; i < atoms.positions.size(); ++i) {
    for (const Neighbor& n : list.of(i)) {
      if (!pair_cutoffs.empty() &&
          norm(bond(atoms.view(), i, n)) >= pair_cutoffs[static_cast<std::size_t>(atoms.types[i]) * atoms.species +
                                                         static_cast<std::size_t>(atoms.types[n.index])])
        continue;
      links.push_back({i, n.index, n.shift});
    }
  }
  return find_clusters(atoms.positions.size(), links, atoms.chosen);
}

const Box tilted(Mat3{{Vec3{9, 0, 0}, Vec3{3.5, 8, 0}, Vec3{-2, 1, 10}}});
const Box open_along_y(Mat3{{Vec3{12, 0, 0}, Vec3{0, 9, 0}, Vec3{0, 2, 7}}}, {1, -2, 3}, {true, false, true});

TEST(Percolation, AgreesWithAllLinksStored) {
  for (const Box& box : {tilted, open_along_y, Box::orthorhombic(20, 5, 5)}) {
    for (const double cutoff : {0.9, 1.6, 2.2, 6.5, 11.0}) {
      for (std::uint64_t seed = 0; seed < 4; ++seed) {
        const Atoms atoms = random_atoms(box, 80, seed);
        const Clusters expected = by_links(atoms, cutoff);
        const Percolation found = percolate(atoms.view(), atoms.chosen, cutoff, {.threads = 2});
        EXPECT_EQ(found.clusters.of, expected.of);
        EXPECT_EQ(found.clusters.sizes, expected.sizes);
        EXPECT_EQ(found.clusters.spanning, expected.spanning);
        EXPECT_EQ(found.all(), static_cast<std::size_t>(std::count(atoms.chosen.begin(), atoms.chosen.end(), 1)));
        EXPECT_EQ(found.largest(), expected.sizes.at(0));
        double sum = 0, squares = 0;
        for (std::size_t i = 0; i < atoms.positions.size(); ++i) {
          if (atoms.chosen[i] == 0 || expected.spanning[expected.of[i]] != std::array<bool, 3>{}) continue;
          sum += 1;
          squares += static_cast<double>(expected.sizes[expected.of[i]]);
        }
        if (sum > 0) {
          EXPECT_DOUBLE_EQ(found.mean_finite_size(), squares / sum);
        } else {
          EXPECT_TRUE(std::isnan(found.mean_finite_size()));
        }
      }
    }
  }
}

TEST(Percolation, TakesACutoffForEachPairOfSpecies) {
  const Atoms atoms = random_atoms(tilted, 120, 5, 2);
  for (const std::vector<double>& cutoffs : {std::vector<double>{1.2, 1.8, 1.8, 1.5}, {0, 1.7, 1.7, 0}, {2, 0, 0, 2}}) {
    const Clusters expected = by_links(atoms, 2.5, cutoffs);
    const Percolation found = percolate(atoms.view(), atoms.chosen, BondCutoffs(cutoffs, 2));
    EXPECT_EQ(found.clusters.of, expected.of);
    EXPECT_EQ(found.clusters.spanning, expected.spanning);
  }
}

TEST(Percolation, FollowsAChainThroughTheBoundary) {
  // s atoms in a row, a apart: R_g² = a²(s² − 1)/12. The row crosses the boundary and is longer than the cell is high.
  Atoms atoms{.box = tilted};
  const Vec3 step = 0.31 * tilted.cell()[0] + 0.07 * tilted.cell()[1] + 0.173 * tilted.cell()[2];
  for (int k = 0; k < 9; ++k) atoms.positions.push_back(tilted.wrap({k * step.x, k * step.y, k * step.z}).position);
  atoms.types.assign(9, 0);
  atoms.chosen.assign(9, 1);
  const double a = norm(step);
  // All pairs are as far apart as the ends of the row demand, so that nothing else is linked.
  const Percolation found = percolate(atoms.view(), atoms.chosen, a * 1.0001);
  ASSERT_EQ(found.largest(), 9U);
  EXPECT_EQ(found.spans(), (std::array<bool, 3>{false, false, false}));
  EXPECT_NEAR(found.radii.at(0), a * std::sqrt(80.0 / 12), 1e-10);
  EXPECT_DOUBLE_EQ(found.ratio(), 1);
  EXPECT_EQ(found.size_distribution(), (std::vector<std::pair<std::size_t, std::size_t>>{{9, 1}}));
}

TEST(Percolation, AgreesWithOvito) {
  const auto& reference = test::ovito_clusters();
  Atoms atoms{.box = Box(Mat3{{Vec3{24, 0, 0}, Vec3{6, 22, 0}, Vec3{-3, 4, 26}}})};
  std::uint64_t state = 12345;
  const auto next = [&] {
    state = (state * 25214903917ULL + 11) % (1ULL << 48);
    return static_cast<double>(state) / static_cast<double>(1ULL << 48);
  };
  for (int i = 0; i < 1500; ++i) {
    const double x = next(), y = next(), z = next();
    atoms.positions.push_back(atoms.box.cartesian({x, y, z}));
    atoms.types.push_back(0);
    atoms.chosen.push_back(next() < 0.6 ? 1 : 0);
  }
  const Percolation found = percolate(atoms.view(), atoms.chosen, 2.0);
  EXPECT_EQ(found.all(), reference.chosen);
  std::vector<std::pair<std::size_t, double>> ours, theirs;
  for (std::size_t c = 0; c < found.clusters.sizes.size(); ++c) {
    const auto& spans = found.clusters.spanning[c];
    EXPECT_FALSE(spans[0] || spans[1] || spans[2]);
    ours.emplace_back(found.clusters.sizes[c], found.radii[c]);
  }
  for (std::size_t c = 0; c < reference.sizes.size(); ++c) theirs.emplace_back(reference.sizes[c], reference.radii[c]);
  ASSERT_EQ(ours.size(), reference.clusters);
  std::sort(ours.rbegin(), ours.rend());
  std::sort(theirs.rbegin(), theirs.rend());
  for (std::size_t c = 0; c < theirs.size(); ++c) {
    EXPECT_EQ(ours[c].first, theirs[c].first) << c;
    EXPECT_NEAR(ours[c].second, theirs[c].second, 1e-8) << c;
  }
}

// Sites of a simple cubic lattice of L³, each with a number that decides when it is chosen.
struct Lattice {
  Atoms atoms;
  std::vector<double> order;
  Lattice(int side, std::uint64_t seed) {
    atoms.box = Box::orthorhombic(side, side, side);
    CounterRng rng(seed, 3);
    for (int k = 0; k < side * side * side; ++k) {
      atoms.positions.push_back({double(k / side / side) + 0.5, double(k / side % side) + 0.5, double(k % side) + 0.5});
      atoms.types.push_back(0);
      order.push_back(rng.uniform());
    }
  }
  Percolation at(double fraction) {
    atoms.chosen.clear();
    for (const double u : order) atoms.chosen.push_back(u < fraction ? 1 : 0);
    return percolate(atoms.view(), atoms.chosen, 1.01);
  }
};

TEST(Percolation, FindsTheThresholdOfTheSimpleCubicLattice) {
  // At the threshold of sites, p_c = 0.3116077, clusters wrap around one given direction with probability 0.2578, any
  // with 0.4600, and all three with 0.0804, whatever the size (Wang et al., Phys. Rev. E 87, 052107 (2013)).
  constexpr int samples = 400;
  double one = 0, any = 0, all = 0;
  for (std::uint64_t seed = 0; seed < samples; ++seed) {
    const auto spans = Lattice(20, seed).at(0.3116077).spans();
    one += (spans[0] + spans[1] + spans[2]) / 3.0 / samples;
    any += (spans[0] || spans[1] || spans[2] ? 1.0 : 0.0) / samples;
    all += (spans[0] && spans[1] && spans[2] ? 1.0 : 0.0) / samples;
  }
  const auto three_errors = [](double p) { return 3 * std::sqrt(p * (1 - p) / samples); };
  EXPECT_NEAR(one, 0.2578, three_errors(0.2578));
  EXPECT_NEAR(any, 0.4600, three_errors(0.46));
  EXPECT_NEAR(all, 0.0804, three_errors(0.0804));
  EXPECT_LT(Lattice(24, 1).at(0.2).ratio(), 0.05);
  EXPECT_GT(Lattice(24, 1).at(0.45).ratio(), 0.9);
}

TEST(PercolationSweep, AgreesWithEachChoiceOnItsOwn) {
  for (const Box& box : {tilted, open_along_y}) {
    for (const BondCutoffs& cutoffs :
         {BondCutoffs(1.7), BondCutoffs(std::vector<double>{2, 1.2, 1.2, 0}, 2), BondCutoffs(7)}) {
      Atoms atoms = random_atoms(box, 90, 4, 2);
      std::vector<std::uint32_t> order;
      for (std::uint32_t i = 0; i < 90; ++i) order.push_back(i * 37 % 90);
      const PercolationSweep sweep = percolation_sweep(atoms.view(), order, cutoffs);
      atoms.chosen.assign(90, 0);
      std::array<std::size_t, 3> spans_at{};
      for (std::size_t k = 0; k < 90; ++k) {
        atoms.chosen[order[k]] = 1;
        const Percolation p = percolate(atoms.view(), atoms.chosen, cutoffs);
        EXPECT_EQ(sweep.largest.at(k), p.largest());
        for (std::size_t a = 0; a < 3; ++a) spans_at[a] = spans_at[a] == 0 && p.spans()[a] ? k + 1 : spans_at[a];
      }
      EXPECT_EQ(sweep.spans_at, spans_at);
      EXPECT_EQ(sweep.all() == 0, *std::min_element(spans_at.begin(), spans_at.end()) == 0);
    }
  }
  const Atoms atoms = random_atoms(tilted, 10, 1);
  EXPECT_THROW(percolation_sweep(atoms.view(), std::vector<std::uint32_t>{0, 0}, 2.0), Error);
  EXPECT_THROW(percolation_sweep(atoms.view(), std::vector<std::uint32_t>{10}, 2.0), Error);
  EXPECT_THROW(percolation_sweep(atoms.view(), std::vector<std::uint32_t>{1}, 1e9), Error);
  const PercolationSweep none = percolation_sweep(atoms.view(), std::vector<std::uint32_t>{}, 2.0);
  EXPECT_TRUE(none.largest.empty());
  EXPECT_EQ(none.any(), 0U);
}

TEST(Percolation, IsTheSameOnAnyNumberOfThreads) {
  const Atoms atoms = random_atoms(Box::orthorhombic(60, 50, 55), 20000, 3);
  const Percolation one = percolate(atoms.view(), atoms.chosen, 1.8, {.threads = 1});
  const Percolation two = percolate(atoms.view(), atoms.chosen, 1.8, {.threads = 2});
  EXPECT_EQ(one.clusters.of, two.clusters.of);
  EXPECT_EQ(one.images, two.images);
  EXPECT_EQ(one.dimension.value, two.dimension.value);
}

TEST(Percolation, OfNoneAndOfWrongInput) {
  Atoms atoms = random_atoms(tilted, 20, 1, 2);
  EXPECT_THROW(percolate(atoms.view(), atoms.chosen, 0.0), Error);
  EXPECT_THROW(percolate(atoms.view(), atoms.chosen, std::nan("")), Error);
  EXPECT_THROW(percolate(atoms.view(), atoms.chosen, 1e9), Error);
  EXPECT_THROW(percolate(atoms.view(), std::vector<std::uint8_t>(19, 1), 2.0), Error);
  for (const std::vector<double>& wrong :
       {std::vector<double>{1, 2, 3}, {1, 2, 3, 1}, {0, 0, 0, 0}, {1, -1, -1, 1}, {1, NAN, NAN, 1}}) {
    EXPECT_THROW(BondCutoffs(wrong, 2), Error);
  }
  EXPECT_THROW(percolate(atoms.view(), atoms.chosen, BondCutoffs(std::vector<double>(9, 2.0), 3)), Error);
  atoms.chosen.assign(20, 0);
  const Percolation none = percolate(atoms.view(), atoms.chosen, 2.0);
  EXPECT_EQ(none.all(), 0U);
  EXPECT_EQ(none.largest(), 0U);
  EXPECT_TRUE(std::isnan(none.ratio()));
  EXPECT_TRUE(std::isnan(none.mean_finite_size()));
  EXPECT_TRUE(none.size_distribution().empty());
  EXPECT_TRUE(std::isnan(dimension_of_largest(atoms.view(), none, 2.0).value));
}

// Rods, plates and cubes of k sites along each of d directions, far apart in a large open box.
Atoms blocks(int d) {
  Atoms atoms{.box = Box(Mat3::diagonal(1000, 100, 100), {}, {false, false, false})};
  double x = 0;
  for (int k = 4; k <= 13; ++k) {
    for (int i = 0; i < k; ++i) {
      for (int j = 0; j < (d > 1 ? k : 1); ++j) {
        for (int l = 0; l < (d > 2 ? k : 1); ++l) atoms.positions.push_back({x + i, double(j), double(l)});
      }
    }
    x += k + 10;
  }
  for (int i = 0; i < 10; ++i) atoms.positions.push_back({x + 10 * i, 0, 0});  // too small to count
  atoms.types.assign(atoms.positions.size(), 0);
  atoms.chosen.assign(atoms.positions.size(), 1);
  return atoms;
}

TEST(FractalDimension, OfPlatesAndCubesIsTheirOwn) {
  for (const int d : {2, 3}) {
    const Atoms atoms = blocks(d);
    const FractalDimension found = percolate(atoms.view(), atoms.chosen, 1.01).dimension;
    EXPECT_EQ(found.clusters, 10U);
    // R_g² = d (k² − 1)/12: ln R_g gains a little on ln k, most where k is small.
    EXPECT_NEAR(found.value, d, 0.03 * d);
    EXPECT_LT(found.error, 0.02 * d);
  }
  // Too few clusters of ten atoms.
  const Atoms rods = blocks(1);
  EXPECT_TRUE(std::isnan(percolate(rods.view(), rods.chosen, 1.01).dimension.value));
  EXPECT_TRUE(std::isnan(fit_dimension(std::vector<std::size_t>(20, 12), std::vector<double>(20, 2.0)).value));
}

TEST(FractalDimension, ErrorCoversWhatScatterDoes) {
  // Sizes s with R_g = s^{1/2.5} and scatter that grows with s: D within its error as often as a normal error says.
  int within = 0;
  constexpr int rounds = 200;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    CounterRng rng(round, 1);
    std::vector<std::size_t> sizes;
    std::vector<double> radii;
    for (int k = 0; k < 60; ++k) {
      sizes.push_back(10 + rng.below(500));
      const auto s = static_cast<double>(sizes.back());
      radii.push_back(std::pow(s, 0.4) * std::exp(0.02 * std::log(s) * rng.normal()));
    }
    const FractalDimension d = fit_dimension(sizes, radii);
    within += std::abs(d.value - 2.5) < d.error ? 1 : 0;
  }
  EXPECT_GT(within, 0.683 * rounds - 3 * std::sqrt(rounds * 0.683 * 0.317));
  EXPECT_LT(within, 0.683 * rounds + 3 * std::sqrt(rounds * 0.683 * 0.317));
}

TEST(MassDimension, OfALineAPlaneAndAVolume) {
  // Jittered, so that shells of a lattice do not show; periodic, so that all places are alike.
  CounterRng rng(5, 5);
  const Box box = Box::orthorhombic(80, 80, 80);
  for (const int d : {1, 2, 3}) {
    Atoms atoms{.box = box};
    const int step = d == 3 ? 2 : 1;
    for (int i = 0; i < 80; i += step) {
      for (int j = 0; j < (d > 1 ? 80 : 1); j += step) {
        for (int k = 0; k < (d > 2 ? 80 : 1); k += step) {
          atoms.positions.push_back(Vec3{double(i), double(j), double(k)} +
                                    0.5 * Vec3{rng.uniform(), rng.uniform(), rng.uniform()});
        }
      }
    }
    if (d == 1) {
      // Five parallel lines: too short a single one.
      const auto line = atoms.positions;
      atoms.box = Box(Mat3::diagonal(80, 400, 80), {}, {true, true, true});
      for (int copy = 1; copy < 5; ++copy) {
        for (const Vec3& r : line) atoms.positions.push_back(r + Vec3{0, 80.0 * copy, 0});
      }
    }
    atoms.types.assign(atoms.positions.size(), 0);
    const MassDimension found = mass_dimension(atoms.view(), 6, 30);
    // A site counts itself, which flattens the slope by about 1/M at the smallest radius.
    EXPECT_NEAR(found.value, d, d == 1 ? 0.06 : 0.03) << d;
    EXPECT_LT(found.error, 0.02);
    EXPECT_GE(found.centres, 400U);
  }
  EXPECT_TRUE(std::isnan(mass_dimension(random_atoms(box, 99, 1).view(), 5, 30).value));
  EXPECT_TRUE(std::isnan(mass_dimension(random_atoms(box, 200, 1).view(), 5, 7).value));
}

TEST(MassDimension, OfASpongeIsThatOfItsConstruction) {
  // Menger's sponge, D = ln 20 / ln 3, repeated at its own period; shells through its holes make M(r) wavy.
  Atoms atoms{.box = Box::orthorhombic(81, 81, 81)};
  for (int k = 0; k < 81 * 81 * 81; ++k) {
    bool hole = false;
    for (int cut = 1; cut < 81; cut *= 3) {
      const int middle = (k / cut % 3 == 1) + (k / 81 / cut % 3 == 1) + (k / 6561 / cut % 3 == 1);
      hole = hole || middle >= 2;
    }
    if (!hole) atoms.positions.push_back({double(k / 6561), double(k / 81 % 81), double(k % 81)});
  }
  ASSERT_EQ(atoms.positions.size(), 160000U);
  atoms.types.assign(160000, 0);
  EXPECT_NEAR(mass_dimension(atoms.view(), 3, 27).value, std::log(20) / std::log(3), 0.08);
}

TEST(MassDimension, OfTheLargestCluster) {
  Lattice lattice(40, 2);
  const MassDimension full = dimension_of_largest(lattice.atoms.view(), lattice.at(1.1), 1.01);
  EXPECT_NEAR(full.value, 3, 0.1);
  EXPECT_DOUBLE_EQ(full.to, 20);
  // Beside the threshold (D = 2.52 of large clusters; small radii see less) it spans, a little below it does not.
  EXPECT_LT(dimension_of_largest(lattice.atoms.view(), lattice.at(0.3135), 1.01).value, 2.7);
  const Percolation finite = lattice.at(0.29);
  ASSERT_EQ(finite.spans(), (std::array<bool, 3>{false, false, false}));
  const MassDimension d = dimension_of_largest(lattice.atoms.view(), finite, 1.01);
  EXPECT_DOUBLE_EQ(d.to, finite.radii.at(0));
  EXPECT_GT(d.value, 1.2);
  EXPECT_LT(d.value, 2.4);
}

}  // namespace
}  // namespace glasscape
