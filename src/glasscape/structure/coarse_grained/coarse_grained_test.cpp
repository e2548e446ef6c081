#include "glasscape/structure/coarse_grained/coarse_grained.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <set>
#include <tuple>

#include "glasscape/core/error.hpp"
#include "glasscape/structure/structure_fixture.hpp"

namespace glasscape {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

Configuration with(Configuration c, std::vector<double> values, std::size_t components = 1) {
  c.fields.emplace_back("f", Unit("eV"), std::move(values), components);
  return c;
}

std::vector<double> random_values(std::size_t n) {
  CounterRng rng(4, 4);
  std::vector<double> values(n);
  for (double& v : values) v = rng.normal();
  return values;
}

Field run(const Configuration& c, CoarseGrainedOptions options) {
  options.field = "f";
  return coarse_grained(c, options, {.threads = 2}).at(0);
}

const std::vector<CoarseGrainedOptions> kernels{{.kernel = "sphere", .radius = 4.4},
                                                {.kernel = "gaussian", .sigma = 1.3},
                                                {.kernel = "shells", .shells = 2, .bond = 3.1}};

TEST(CoarseGrained, AConstantStaysConstant) {
  const Configuration c = with(test::random_atoms(60, 9, 5), std::vector<double>(60, 2.5));
  for (const auto& options : kernels) {
    const Field field = run(c, options);
    EXPECT_EQ(field.name(), "f_coarse");
    EXPECT_EQ(field.unit(), Unit("eV"));
    for (const double v : field.values()) EXPECT_NEAR(v, 2.5, 1e-14);
  }
}

TEST(CoarseGrained, ALinearFieldStaysWhereNeighbourhoodsAreSymmetric) {
  // In fcc, away from the jump of x at the boundary. A vector field with it: x and −2x + 1.
  Configuration c = test::crystal(4, test::fcc, 8);
  std::vector<double> values;
  for (const Vec3& r : c.positions) values.insert(values.end(), {r.x, 1 - 2 * r.x});
  c = with(c, values, 2);
  for (const auto& options : kernels) {
    const Field field = run(c, options);
    for (std::size_t i = 0; i < c.size(); ++i) {
      if (c.positions[i].x < 7 || c.positions[i].x > 25) continue;
      EXPECT_NEAR(field.at(i, 0), c.positions[i].x, 1e-12) << options.kernel;
      EXPECT_NEAR(field.at(i, 1), 1 - 2 * c.positions[i].x, 1e-12) << options.kernel;
    }
  }
}

TEST(CoarseGrained, AgreesWithTheDefinition) {
  auto values = random_values(20);
  values[3] = values[7] = undefined;
  const Configuration c = with(test::random_atoms(20, 6, 7), values);
  for (const bool self : {true, false}) {
    for (const bool one_species : {true, false}) {
      for (CoarseGrainedOptions options : kernels) {
        options.self = self;
        if (one_species) options.species = {"Zr"};
        const Field field = run(c, options);
        for (std::size_t i = 0; i < c.size(); ++i) {
          double sum = 0, weight = 0;
          const auto add = [&](std::size_t j, double w) {
            if (std::isnan(values[j]) || (one_species && c.types[j] != 1)) return;
            sum += w * values[j];
            weight += w;
          };
          if (options.kernel == "shells") {
            // Everything that two bonds lead to, each image once.
            std::map<std::tuple<std::size_t, long, long, long>, std::size_t> reached;
            const auto note = [&](std::size_t j, const Vec3& r) {
              reached[{j, std::lround(1e4 * r.x), std::lround(1e4 * r.y), std::lround(1e4 * r.z)}] = j;
            };
            note(i, {});
            for (const auto& a : test::naive_neighbors(c, i, options.bond)) {
              note(a.index, a.bond);
              for (const auto& b : test::naive_neighbors(c, a.index, options.bond)) note(b.index, a.bond + b.bond);
            }
            for (const auto& [site, j] : reached) {
              if (self || site != std::tuple{i, 0L, 0L, 0L}) add(j, 1);
            }
          } else {
            const bool gaussian = options.kernel == "gaussian";
            if (self) add(i, 1);
            for (const auto& n : test::naive_neighbors(c, i, gaussian ? 4 * options.sigma : options.radius)) {
              add(n.index, gaussian ? std::exp(-norm2(n.bond) / (2 * options.sigma * options.sigma)) : 1);
            }
          }
          if (weight == 0) {
            EXPECT_TRUE(std::isnan(field.at(i)));
          } else {
            EXPECT_NEAR(field.at(i), sum / weight, 1e-12) << options.kernel;
          }
        }
      }
    }
  }
}

TEST(CoarseGrained, IsUndefinedWhereNothingCounts) {
  auto values = random_values(30);
  for (std::size_t i = 0; i < 30; i += 2) values[i] = undefined;  // all of the first species
  const Configuration c = with(test::random_atoms(30, 7, 7), values);
  const Field none = run(c, {.radius = 5, .species = {"Cu"}});
  for (const double v : none.values()) EXPECT_TRUE(std::isnan(v));
  const Field alone = run(c, {.radius = 1e-3});
  for (std::size_t i = 0; i < 30; ++i) {
    EXPECT_TRUE(i % 2 == 0 ? std::isnan(alone.at(i)) : alone.at(i) == values[i]);
  }
}

TEST(CoarseGrained, RefusesAFieldThatIsNotThere) {
  const Configuration c = with(test::random_atoms(10, 6, 7), random_values(10));
  EXPECT_THROW(coarse_grained(c, {}, {}), Error);
  try {
    coarse_grained(c, {.field = "g"}, {});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::input);
  }
  EXPECT_THROW(run(c, {.species = {"Al"}}), Error);
  const Descriptor d = coarse_grained_descriptor();
  EXPECT_THROW(d.resolve({{"shells", std::int64_t{0}}}), Error);
  EXPECT_THROW(d.resolve({{"kernel", std::string("box")}}), Error);
}

}  // namespace
}  // namespace glasscape
