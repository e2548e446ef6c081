#include "glasscape/structure/crystal_likeness/crystal_likeness.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/structure/structure_fixture.hpp"

namespace glasscape {
namespace {

std::map<std::string, Field> run(const Configuration& c, const CrystalLikenessOptions& options = {}) {
  return test::by_name(crystal_likeness(c, options, {.threads = 2}));
}

TEST(CrystalLikeness, IsOneInB2) {
  // Up to 6.2 Å: 6 + 12 + 8 atoms of the same species.
  const auto fields = run(test::crystal(3.2, test::b2, 4, 0, {0, 1}));
  for (std::size_t i = 0; i < 128; ++i) {
    EXPECT_NEAR(fields.at("crystal_likeness").at(i), 1, 1e-12);
    EXPECT_EQ(fields.at("crystal_links").at(i), 26);
    EXPECT_EQ(fields.at("crystal_like").at(i), 1);
  }
}

// The addition theorem: Σ_m Y_6m(a) Y*_6m(b) = 13/4π P_6(a·b), so that no harmonic is needed.
double oracle_product(const Configuration& c, std::size_t i, std::size_t j, double cutoff) {
  const auto sum = [&](std::size_t p, std::size_t q) {
    double total = 0;
    for (const auto& a : test::naive_neighbors(c, p, cutoff)) {
      for (const auto& b : test::naive_neighbors(c, q, cutoff)) {
        total += std::legendre(6, std::clamp(dot(a.bond, b.bond) / (norm(a.bond) * norm(b.bond)), -1.0, 1.0));
      }
    }
    return total;
  };
  return sum(i, j) / std::sqrt(sum(i, i) * sum(j, j));
}

TEST(CrystalLikeness, AgreesWithTheDefinition) {
  const Configuration c = test::random_atoms(16, 6.5, 8);
  const CrystalLikenessOptions options{.cutoff = 3.7, .shell = 4.6, .threshold = 0.1, .links = 3};
  const auto fields = run(c, options);
  for (std::size_t i = 0; i < c.size(); ++i) {
    double sum = 0;
    int count = 0, links = 0;
    for (const auto& n : test::naive_neighbors(c, i, options.shell)) {
      if (c.types[n.index] != c.types[i]) continue;
      const double product = oracle_product(c, i, n.index, options.cutoff);
      sum += product;
      ++count;
      links += product > options.threshold ? 1 : 0;
    }
    ASSERT_GT(count, 0);
    EXPECT_NEAR(fields.at("crystal_likeness").at(i), sum / count, 1e-9);
    EXPECT_EQ(fields.at("crystal_links").at(i), links);
    EXPECT_EQ(fields.at("crystal_like").at(i), links >= 3 ? 1 : 0);
  }
}

TEST(CrystalLikeness, IsUndefinedWithoutNeighboursOrLikeAtoms) {
  Configuration c;
  c.box = Box(Mat3::diagonal(40, 40, 40), {}, {false, false, false});
  c.species = {{"A", 1}, {"B", 1}};
  for (const double x : {5.0, 7.0, 9.0}) test::append(c, {x, 20, 20}, x == 7 ? 1 : 0);
  test::append(c, {30, 20, 20}, 0);
  const auto fields = run(c);
  EXPECT_NEAR(fields.at("crystal_likeness").at(0), 1, 1e-12);
  EXPECT_TRUE(std::isnan(fields.at("crystal_likeness").at(1)));
  EXPECT_EQ(fields.at("crystal_links").at(1), 0);
  for (const auto& [name, field] : fields) EXPECT_TRUE(std::isnan(field.at(3))) << name;
  const Descriptor d = crystal_likeness_descriptor();
  EXPECT_THROW(d.resolve({{"threshold", 1.5}}), Error);
  EXPECT_THROW(d.resolve({{"links", std::int64_t{0}}}), Error);
}

}  // namespace
}  // namespace glasscape
