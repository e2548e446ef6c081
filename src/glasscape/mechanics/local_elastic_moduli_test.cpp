// Local elastic constants: their sum is the global constants, a crystal is uniform, and the affine part is the formula.
#include "glasscape/mechanics/local_elastic_moduli.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/forces/interaction.hpp"
#include "mechanics_fixture.hpp"

namespace glasscape {
namespace {

using namespace testing;

const LocalModuliOptions lennard_jones{.potential = "ka-lj-smooth", .length = 0, .force_tolerance = 1e-8};

class LocalElasticModuli : public ::testing::Test {
 protected:
  std::shared_ptr<const ForceField> force_field_ = open_potential("ka-lj-smooth");
  Configuration glass_ = lennard_jones_glass(force_field_, 100);
};

double by_volume(const std::vector<double>& values, const std::vector<double>& volume) {
  double sum = 0, all = 0;
  for (std::size_t i = 0; i < volume.size(); ++i) {
    sum += volume[i] * values[i];
    all += volume[i];
  }
  return sum / all;
}

TEST_F(LocalElasticModuli, AddUpToTheGlobalOnesAtEveryLength) {
  const ElasticConstants global = elastic_constants(force_field_, glass_, {.force_tolerance = 1e-8});
  const IsotropicModuli relaxed = isotropic(global.relaxed), born = isotropic(global.born);
  const double tolerance = 1e-6 * relaxed.c11;
  for (const char* volume : {"voronoi", "mean"}) {
    LocalModuliOptions options = lennard_jones;
    options.volume = volume;
    const LocalModuli moduli = local_moduli(force_field_, glass_, options, {});
    std::vector<double> bulk, shear, affine;
    for (std::size_t i = 0; i < glass_.size(); ++i) {
      const IsotropicModuli local = isotropic(moduli.relaxed[i]);
      bulk.push_back(local.bulk);
      shear.push_back(local.shear);
      affine.push_back(isotropic(moduli.born[i]).shear);
    }
    for (const double length : {0.0, 0.4, 1.0}) {
      const auto mean = [&](const std::vector<double>& values) {
        return by_volume(neighbourhood_average(glass_.view(), moduli.volume, values, length, {}), moduli.volume);
      };
      EXPECT_NEAR(mean(bulk), relaxed.bulk, tolerance) << volume << length;
      EXPECT_NEAR(mean(shear), relaxed.shear, tolerance) << volume << length;
      EXPECT_NEAR(mean(affine), born.shear, tolerance) << volume << length;
    }
    for (std::size_t a = 0; a < 6; ++a) {
      for (std::size_t b = 0; b < 6; ++b) {
        double sum = 0;
        for (std::size_t i = 0; i < glass_.size(); ++i) sum += moduli.volume[i] * moduli.relaxed[i][a][b];
        EXPECT_NEAR(sum / glass_.box.volume(), global.relaxed[a][b], tolerance) << a << b;
      }
    }
    if (options.volume != "voronoi") continue;
    // The mean of the five shear moduli is Voigt's.
    const auto fields = local_elastic_moduli(glass_, options, {});
    for (std::size_t i = 0; i < glass_.size(); ++i) {
      EXPECT_NEAR(fields[0].at(i), bulk[i], 1e-9 * relaxed.c11);
      EXPECT_NEAR(fields[1].at(i), shear[i], 1e-9 * relaxed.c11);
      EXPECT_NEAR(fields[3].at(i), affine[i], 1e-9 * relaxed.c11);
    }
  }
}

// C66 of atoms that follow the strain: Σ_j [(V'' − V'/r) x²y²/r² + V' (x² + y²)/2r] / 2V_i, over all images.
TEST_F(LocalElasticModuli, OfTheAffinePartAreTheFormula) {
  const LocalModuli moduli = local_moduli(force_field_, glass_, lennard_jones, {});
  const auto interaction = force_field_->interaction(glass_.species);
  const double edge = glass_.box.cell()[0].x;
  double low = 1e9, high = -1e9;
  for (std::size_t i = 0; i < glass_.size(); i += 7) {
    double sum = 0;
    for (std::size_t j = 0; j < glass_.size(); ++j) {
      for (int image = 0; image < 27; ++image) {
        const Vec3 d = glass_.positions[j] - glass_.positions[i] +
                       edge * Vec3{image % 3 - 1.0, image / 3 % 3 - 1.0, image / 9 - 1.0};
        const double r = norm(d);
        if (r < 1e-9 || r >= interaction->cutoff()) continue;
        const auto a = static_cast<std::size_t>(glass_.types[i]), b = static_cast<std::size_t>(glass_.types[j]);
        const double slope = interaction->pair(a, b, r).slope, curvature = interaction->pair_curvature(a, b, r);
        sum += (curvature - slope / r) * d.x * d.x * d.y * d.y / (r * r) + slope / r * (d.x * d.x + d.y * d.y) / 2;
      }
    }
    const double expected = sum / (2 * moduli.volume[i]) * constants::GPa_per_eV_A3;
    EXPECT_NEAR(moduli.born[i][5][5], expected, 1e-3 * std::abs(expected) + 0.05) << i;
    low = std::min(low, expected);
    high = std::max(high, expected);
  }
  EXPECT_GT(high, 1.5 * low);
}

TEST_F(LocalElasticModuli, OfACrystalAreTheSameEverywhere) {
  Configuration crystal;
  const int n = 4;
  crystal.box = Box::orthorhombic(n * 1.56, n * 1.56, n * 1.56);
  crystal.species = {{"A", 1}};
  for (int k = 0; k < n * n * n; ++k) {
    const Vec3 corner{1.0 * (k % n), 1.0 * (k / n % n), 1.0 * (k / n / n)};
    for (const Vec3& site : {Vec3{0, 0, 0}, Vec3{0, 0.5, 0.5}, Vec3{0.5, 0, 0.5}, Vec3{0.5, 0.5, 0}}) {
      crystal.positions.push_back((corner + site) * 1.56);
      crystal.types.push_back(0);
      crystal.ids.push_back(static_cast<std::int64_t>(crystal.size()));
    }
  }
  const IsotropicModuli global = isotropic(elastic_constants(force_field_, crystal, {}).relaxed);
  LocalModuliOptions options = lennard_jones;
  for (const double length : {0.0, 0.7}) {
    options.length = length;
    const auto fields = local_elastic_moduli(crystal, options, {});
    for (std::size_t i = 0; i < crystal.size(); ++i) {
      EXPECT_NEAR(fields[0].at(i), global.bulk, 1e-5 * global.bulk);
      EXPECT_NEAR(fields[1].at(i), global.shear, 1e-5 * global.bulk);
      EXPECT_NEAR(fields[2].at(i, 2), fields[2].at(i, 4), 1e-5 * global.bulk);  // cubic: C44 = C66
    }
  }
}

// The average against its definition, summed over images.
TEST_F(LocalElasticModuli, AreAveragedWithWeightsThatAddUp) {
  const std::size_t n = glass_.size();
  std::vector<double> volume(n), values(n), ones(n, 1);
  CounterRng rng(3, 1);
  for (std::size_t i = 0; i < n; ++i) {
    volume[i] = 0.5 + rng.uniform();
    values[i] = rng.normal();
  }
  for (const double v : neighbourhood_average(glass_.view(), volume, ones, 0.8, {})) EXPECT_NEAR(v, 1, 1e-10);
  const auto found = neighbourhood_average(glass_.view(), volume, values, 0.8, {});
  double before = 0, after = 0;
  for (std::size_t i = 0; i < n; ++i) {
    before += volume[i] * values[i];
    after += volume[i] * found[i];
  }
  EXPECT_NEAR(after, before, 1e-9);
  // d from what was found for the unit vectors is not needed: ratios of kernels suffice. The response to a single atom
  // is d_i d_j V_j K_ij, so that products around a triangle of atoms are products of kernels.
  const auto response = [&](std::size_t j) {
    std::vector<double> unit(n, 0);
    unit[j] = 1 / volume[j];
    return neighbourhood_average(glass_.view(), volume, unit, 0.8, {});
  };
  const double edge = glass_.box.cell()[0].x;
  const auto kernel = [&](std::size_t i, std::size_t j) {
    double sum = 0;
    for (int image = 0; image < 27; ++image) {
      const double r = norm(glass_.positions[j] - glass_.positions[i] +
                            edge * Vec3{image % 3 - 1.0, image / 3 % 3 - 1.0, image / 9 - 1.0});
      if (r < 2.4) sum += std::exp(-r * r / (2 * 0.64));
    }
    return sum;
  };
  const auto a = response(0), b = response(1);
  for (std::size_t i = 2; i < n; i += 9) {
    EXPECT_NEAR(a[i] * b[0] * kernel(0, 0) * kernel(1, i), b[i] * a[0] * kernel(0, i) * kernel(0, 1), 1e-9) << i;
  }
}

TEST_F(LocalElasticModuli, DoNotDependOnThreads) {
  LocalModuliOptions options = lennard_jones;
  options.length = 0.8;
  const auto one = local_elastic_moduli(glass_, options, {.threads = 1});
  const auto three = local_elastic_moduli(glass_, options, {.threads = 3});
  for (std::size_t i = 0; i < glass_.size(); ++i) EXPECT_EQ(one[1].at(i), three[1].at(i));
}

TEST_F(LocalElasticModuli, RefuseWhatIsNoMinimumOrOpen) {
  Configuration moved = glass_;
  moved.positions[0].x += 0.05;
  EXPECT_THROW(local_elastic_moduli(moved, lennard_jones, {}), Error);
  Configuration open = glass_;
  open.box = Box(glass_.box.cell(), {}, {true, true, false});
  EXPECT_THROW(local_elastic_moduli(open, lennard_jones, {}), Error);
  EXPECT_THROW(local_elastic_moduli(glass_, {}, {}), Error);
}

}  // namespace
}  // namespace glasscape
