#include "glasscape/structure/local_density/local_density.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/structure/structure_fixture.hpp"

namespace glasscape {
namespace {

constexpr double pi = std::numbers::pi;

std::map<std::string, Field> run(const Configuration& c, const LocalDensityOptions& options = {}) {
  return test::by_name(local_density(c, options, {.threads = 2}));
}

double mean(const Field& field) {
  return std::accumulate(field.values().begin(), field.values().end(), 0.0) / static_cast<double>(field.atoms());
}

TEST(LocalDensity, CountsTheShellsOfACrystal) {
  // fcc of edge 4 Å: 12 neighbours at 2.83 Å, 6 at 4 Å; with the atom itself 13 and 19.
  const Configuration c = test::crystal(4, test::fcc, 3);
  const double near = run(c, {.radius = 3.4}).at("local_density").at(5);
  EXPECT_NEAR(near, 13 / (4 * pi / 3 * std::pow(3.4, 3)), 1e-12);
  EXPECT_NEAR(run(c, {.radius = 4.5, .self = false}).at("local_density").at(5), 18 / (4 * pi / 3 * std::pow(4.5, 3)),
              1e-12);
  const double gram = 63.546 / 0.602214076;
  EXPECT_NEAR(run(c, {.radius = 3.4}).at("local_mass_density").at(5), near * gram, 1e-9);
}

TEST(LocalDensity, AgreesWithTheDefinition) {
  const Configuration c = test::random_atoms(18, 6, 2);
  for (const bool gaussian : {false, true}) {
    LocalDensityOptions options{.kernel = gaussian ? "gaussian" : "sphere", .radius = 5.1, .sigma = 1.1};
    const auto all = run(c, options);
    options.species = {"Zr"};
    options.self = false;
    const auto zr = run(c, options);
    for (std::size_t i = 0; i < c.size(); ++i) {
      const auto term = [&](double r) {
        return gaussian ? std::pow(2 * pi * 1.21, -1.5) * std::exp(-r * r / 2.42) : 3 / (4 * pi * std::pow(5.1, 3));
      };
      double number = term(0), mass = term(0) * c.species[static_cast<std::size_t>(c.types[i])].mass, only = 0;
      for (const auto& n : test::naive_neighbors(c, i, gaussian ? 8 : 5.1)) {
        const auto type = static_cast<std::size_t>(c.types[n.index]);
        number += term(norm(n.bond));
        mass += term(norm(n.bond)) * c.species[type].mass;
        only += type == 1 ? term(norm(n.bond)) : 0;
      }
      // The Gaussian is cut at 5σ, where 1.5e-5 of it are left.
      const double tolerance = gaussian ? 3e-5 : 1e-12;
      EXPECT_NEAR(all.at("local_density").at(i), number, tolerance * number);
      EXPECT_NEAR(all.at("local_mass_density").at(i) * 0.602214076, mass, tolerance * mass);
      EXPECT_NEAR(zr.at("local_density").at(i), only, tolerance * number);
      EXPECT_NEAR(zr.at("local_mass_density").at(i) * 0.602214076, only * 91.224, tolerance * mass);
    }
  }
}

TEST(LocalDensity, OfRandomPointsIsTheDensity) {
  Configuration c = test::random_atoms(4000, 30, 9);
  const double density = 4000 / c.box.volume();
  EXPECT_NEAR(mean(run(c, {.radius = 5, .self = false}).at("local_density")), density, 0.03 * density);
  EXPECT_NEAR(mean(run(c, {.kernel = "gaussian", .sigma = 2.5, .self = false}).at("local_density")), density,
              0.03 * density);
}

TEST(LocalDensity, IsUndefinedNearOpenEndsAndWithoutMasses) {
  Configuration c = test::crystal(4, test::fcc, 4);
  c.box = Box(c.box.cell(), {}, {true, true, false});
  const auto fields = run(c, {.radius = 3});
  for (std::size_t i = 0; i < c.size(); ++i) {
    const bool inside = c.positions[i].z >= 3 && c.positions[i].z <= 13;
    EXPECT_EQ(std::isnan(fields.at("local_density").at(i)), !inside) << c.positions[i].z;
  }
  Configuration nameless = test::random_atoms(10, 6, 2);
  nameless.species[1].mass = 0;
  const auto without = run(nameless, {.radius = 6});
  EXPECT_FALSE(std::isnan(without.at("local_density").at(0)));
  EXPECT_TRUE(std::isnan(without.at("local_mass_density").at(0)));
}

TEST(LocalDensity, OptionsAreChecked) {
  const Descriptor d = local_density_descriptor();
  const Configuration c = test::random_atoms(8, 6, 1);
  EXPECT_THROW(d.compute(c, {{"species", std::string("Al")}}, {}), Error);
  EXPECT_THROW(d.compute(c, {{"radius", 0.0}}, {}), Error);
  EXPECT_THROW(d.compute(c, {{"kernel", std::string("cube")}}, {}), Error);
}

}  // namespace
}  // namespace glasscape
