#include "glasscape/learning/structure_functions.hpp"

#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

Configuration random_alloy(std::size_t atoms, const Mat3& cell, std::array<bool, 3> periodic = {true, true, true}) {
  Configuration c;
  c.box = Box(cell, {}, periodic);
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  CounterRng rng(5, 1);
  for (std::size_t i = 0; i < atoms; ++i) {
    c.positions.push_back(Vec3{rng.uniform(), rng.uniform(), rng.uniform()} * cell);
    c.types.push_back(static_cast<std::int32_t>(rng.below(2)));
    c.ids.push_back(static_cast<std::int64_t>(i) + 1);
  }
  return c;
}

std::vector<std::vector<double>> computed(const Configuration& c, const StructureFunctionOptions& options,
                                          int threads = 2) {
  const StructureFunctions functions(options, c.species.size(), "test");
  std::vector<std::vector<double>> all(c.size());
  const std::vector<std::size_t> same{0, 1};
  functions.for_each(c.view(), same, RunContext{.threads = threads},
                     [&](std::size_t atom, std::span<const double> v) { all[atom].assign(v.begin(), v.end()); });
  return all;
}

// The definition, term by term over ordered pairs of all images, in the order that names() gives.
std::vector<double> summed(const Configuration& c, const StructureFunctionOptions& o, std::size_t i, int images) {
  struct Other {
    Vec3 d;
    double r;
    int type;
  };
  std::vector<Other> others;
  for (std::size_t j = 0; j < c.size(); ++j) {
    for (int x = -images; x <= images; ++x) {
      for (int y = -images; y <= images; ++y) {
        for (int z = -images; z <= images; ++z) {
          const bool open =
              (x != 0 && !c.box.periodic()[0]) || (y != 0 && !c.box.periodic()[1]) || (z != 0 && !c.box.periodic()[2]);
          if (open || (i == j && x == 0 && y == 0 && z == 0)) continue;
          const Vec3 d = c.positions[j] - c.positions[i] + Vec3{double(x), double(y), double(z)} * c.box.cell();
          others.push_back({d, norm(d), c.types[j]});
        }
      }
    }
  }
  std::vector<double> result;
  for (int species = 0; species < 2; ++species) {
    for (double mu = o.radial_first; mu <= o.radial_last + 1e-9; mu += o.radial_step) {
      double sum = 0;
      for (const Other& other : others) {
        if (other.type == species)
          sum += std::exp(-(other.r - mu) * (other.r - mu) / (2 * o.radial_width * o.radial_width));
      }
      result.push_back(sum);
    }
  }
  const double rc = o.angular_cutoff;
  std::erase_if(others, [&](const Other& other) { return other.r >= rc; });
  const auto f = [&](double r) { return r < rc ? 0.5 * (std::cos(std::numbers::pi * r / rc) + 1) : 0; };
  for (int a = 0; a < 2; ++a) {
    for (int b = a; b < 2; ++b) {
      for (const double xi : o.angular_lengths) {
        for (const double lambda : {-1.0, 1.0}) {
          for (const std::int64_t zeta : o.angular_powers) {
            double sum = 0;
            for (std::size_t j = 0; j < others.size(); ++j) {
              for (std::size_t k = 0; k < others.size(); ++k) {
                const Other &p = others[j], &q = others[k];
                if (j == k || p.type != a || q.type != b) continue;
                const double apart = norm(p.d - q.d), cosine = dot(p.d, q.d) / (p.r * q.r);
                double term = std::pow(std::max(0.0, 1 + lambda * cosine), static_cast<double>(zeta)) *
                              std::exp(-(p.r * p.r + q.r * q.r + apart * apart) / (xi * xi));
                if (o.angular_form == "smooth")
                  term *= f(p.r) * f(q.r) * f(apart) * std::pow(2.0, 1.0 - static_cast<double>(zeta));
                sum += term;
              }
            }
            result.push_back(a == b ? sum / 2 : sum);
          }
        }
      }
    }
  }
  return result;
}

void expect_definition(const Configuration& c, const StructureFunctionOptions& options, int images) {
  const auto all = computed(c, options);
  for (const std::size_t i : {std::size_t{0}, c.size() / 2, c.size() - 1}) {
    const auto expected = summed(c, options, i, images);
    ASSERT_EQ(all[i].size(), expected.size());
    for (std::size_t f = 0; f < expected.size(); ++f) {
      // A Gaussian that ends at 6σ lacks at most 1.5e-8 for each neighbour.
      EXPECT_NEAR(all[i][f], expected[f], 1e-7 + 1e-11 * std::abs(expected[f])) << "atom " << i << " function " << f;
    }
  }
}

const StructureFunctionOptions few = [] {
  StructureFunctionOptions o;
  o.radial_first = 1;
  o.radial_last = 6;
  o.angular_lengths = {2, 5};
  return o;
}();

TEST(StructureFunctions, AgreeWithTheDefinitionInATriclinicCellSmallerThanTheirReach) {
  const Mat3 cell{Vec3{7, 0, 0}, Vec3{1.5, 6, 0}, Vec3{-1, 0.7, 8}};
  const Configuration c = random_alloy(20, cell);
  expect_definition(c, few, 3);
  StructureFunctionOptions smooth = few;
  smooth.angular_form = "smooth";
  expect_definition(c, smooth, 3);
}

TEST(StructureFunctions, AgreeWithTheDefinitionInAnOpenBox) {
  const Mat3 cell{Vec3{9, 0, 0}, Vec3{0, 9, 0}, Vec3{0, 0, 9}};
  expect_definition(random_alloy(40, cell, {true, false, false}), few, 2);
}

// Two neighbours at right angles, r = 2 and 3: every value can be written down.
TEST(StructureFunctions, OfThreeAtomsAreWhatTheyMustBe) {
  Configuration c;
  c.box = Box(Mat3{Vec3{50, 0, 0}, Vec3{0, 50, 0}, Vec3{0, 0, 50}}, {}, {false, false, false});
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  c.positions = {{10, 10, 10}, {12, 10, 10}, {10, 13, 10}};
  c.types = {0, 0, 1};
  c.ids = {1, 2, 3};
  StructureFunctionOptions o;
  o.angular_lengths = {4};
  o.angular_powers = {2};
  const std::vector<std::string> species{"Cu", "Zr"};
  const auto names = StructureFunctions(o, 2, "test").names(species);
  const auto values = computed(c, o).front();
  ASSERT_EQ(names.size(), values.size());
  std::map<std::string, double> of;
  for (std::size_t f = 0; f < names.size(); ++f) of[names[f]] = values[f];
  EXPECT_DOUBLE_EQ(of.at("G Cu 2"), 1);
  EXPECT_NEAR(of.at("G Cu 2.25"), std::exp(-0.5), 1e-14);
  EXPECT_NEAR(of.at("G Zr 3.5"), std::exp(-2.0), 1e-14);
  EXPECT_EQ(of.at("G Zr 6"), 0);
  for (const char* lambda : {"-1", "1"}) {
    EXPECT_NEAR(of.at(fmt::format("Psi Cu-Zr xi=4 lambda={} zeta=2", lambda)), std::exp(-26.0 / 16), 1e-14);
    EXPECT_EQ(of.at(fmt::format("Psi Cu-Cu xi=4 lambda={} zeta=2", lambda)), 0);
  }
}

TEST(StructureFunctions, DoNotDependOnThreads) {
  const Configuration c = random_alloy(200, Mat3{Vec3{14, 0, 0}, Vec3{0, 14, 0}, Vec3{0, 0, 14}});
  EXPECT_EQ(computed(c, few, 1), computed(c, few, 3));
}

TEST(StructureFunctions, RefuseWhatMakesNoSense) {
  const auto refuse = [](auto change) {
    StructureFunctionOptions o;
    change(o);
    EXPECT_THROW(StructureFunctions(o, 2, "test"), Error);
  };
  refuse([](auto& o) { o.radial_last = 1; });
  refuse([](auto& o) { o.radial_step = 1e-4; });
  refuse([](auto& o) { o.radial_last = 900, o.radial_step = 2; });
  refuse([](auto& o) { o.angular_cutoff = 20; });
  refuse([](auto& o) { o.angular_powers = {0}; });
  refuse([](auto& o) { o.angular_powers.assign(100, 2); });
  refuse([](auto& o) { o.angular_lengths = {-1}; });
  refuse([](auto& o) { o.angular_form = "round"; });
}

}  // namespace
}  // namespace glasscape
