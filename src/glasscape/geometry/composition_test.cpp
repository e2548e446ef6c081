#include "glasscape/geometry/composition.hpp"

#include <gtest/gtest.h>
#include <numeric>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

TEST(Composition, ReadsAmountsAndNormalises) {
  const auto alloy = parse_composition("Cu64.5Zr35.5", "test");
  ASSERT_EQ(alloy.size(), 2u);
  EXPECT_EQ(alloy[0].name, "Cu");
  EXPECT_DOUBLE_EQ(alloy[0].fraction, 0.645);
  EXPECT_DOUBLE_EQ(alloy[1].fraction, 0.355);
  const auto compound = parse_composition("CuZr2", "test");
  EXPECT_DOUBLE_EQ(compound[1].fraction, 2.0 / 3);
  EXPECT_EQ(parse_composition("Cu", "test").size(), 1u);
}

TEST(Composition, RefusesWhatIsNone) {
  for (const char* text :
       {"", "cu", "Cu50Zr50 ", "50", "Cu50Cu50", "Cu0Zr1", "Cu-1", "Cu1.2.3", "Cu50,Zr50", "CuµZr"}) {
    EXPECT_THROW(parse_composition(text, "test"), Error) << text;
  }
}

TEST(Composition, CountsAddUpAndAreNearest) {
  const auto alloy = parse_composition("Cu64.5Zr35.5", "test");
  EXPECT_EQ(atom_counts(alloy, 5000, "test"), (std::vector<std::size_t>{3225, 1775}));
  const auto ternary = parse_composition("CuZrAl", "test");
  EXPECT_EQ(atom_counts(ternary, 100, "test"), (std::vector<std::size_t>{34, 33, 33}));
  for (std::size_t atoms = 3; atoms < 400; ++atoms) {
    const auto counts = atom_counts(ternary, atoms, "test");
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::size_t{0}), atoms);
    for (const auto count : counts) EXPECT_LT(std::abs(double(count) - double(atoms) / 3), 1.0);
  }
  EXPECT_THROW(atom_counts(parse_composition("Cu99Zr1", "test"), 20, "test"), Error);
}

TEST(Composition, OfAConfigurationCountsItsAtoms) {
  Configuration c;
  c.species = {{"Cu", 63.5}, {"Al", 27}, {"Zr", 91.2}};
  c.types = {0, 2, 2, 0, 2};
  EXPECT_EQ(composition_text(c, "test"), "Cu2Zr3");
  c.species[2].name = "";
  EXPECT_THROW(composition_text(c, "test"), Error);
}

TEST(Composition, NamesNeedAnAtomicWeight) {
  EXPECT_NEAR(to_species(parse_composition("CuZr", "test"), "test")[1].mass, 91.224, 0.01);
  EXPECT_THROW(to_species(parse_composition("CuQq", "test"), "test"), Error);
}

}  // namespace
}  // namespace glasscape
