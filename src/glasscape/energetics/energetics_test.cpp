// Energies, stresses and affine forces of atoms: against derivatives of the total energy by finite differences,
// formulas of pair potentials, and LAMMPS.

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <numeric>
#include <sstream>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/energetics/atomic_stress.hpp"
#include "glasscape/energetics/bond_forces.hpp"
#include "glasscape/energetics/force_asymmetry.hpp"
#include "glasscape/energetics/potential_energy.hpp"
#include "glasscape/forces/forces_fixture.hpp"
#include "glasscape/neighbors/voronoi.hpp"
#include "support/lammps_reference.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

// What users write for a potential: KIM, or a smooth Lennard-Jones mixture that needs no file.
test::PotentialCase eam() { return {"eam", test::mendelev_2009, {"Cu", "Zr"}, 2.8}; }
test::PotentialCase lj() { return {"lj", "ka-lj-smooth:epsilon=0.4 eV,sigma=2.4", {"A", "B"}, 2.4}; }

class Energetics : public testing::TestWithParam<test::PotentialCase> {
 protected:
  void SetUp() override {
    potential_ = GetParam().open();
    if (potential_ == nullptr) GTEST_SKIP() << GetParam().specification << " is not installed here";
  }
  [[nodiscard]] double energy(const Configuration& c) const {
    return potential_->evaluator(c)->evaluate(c.box, c.positions).energy;
  }
  std::shared_ptr<const ForceField> potential_;
};

Configuration strained(const Configuration& c, std::size_t a, std::size_t b, double amount) {
  Mat3 f = Mat3::identity();
  f[a][b] += amount / 2;
  f[b][a] += amount / 2;
  Configuration result = c;
  result.box = Box(c.box.cell() * f, c.box.origin() * f, c.box.periodic());
  for (Vec3& r : result.positions) r = r * f;
  return result;
}

constexpr std::size_t voigt[6][2] = {{0, 0}, {1, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}};

TEST_P(Energetics, PotentialEnergiesAddUp) {
  const Configuration c = test::random_triclinic(GetParam(), 40, 3);
  const Field field = potential_energy(c, {GetParam().specification}, {.threads = 2}).at(0);
  const double total = energy(c);
  EXPECT_NEAR(std::accumulate(field.values().begin(), field.values().end(), 0.0), total, 1e-10 * std::abs(total));
  // By the definition, from the formulas.
  const auto formulas = potential_->interaction(c.species);
  for (const std::size_t i : {0U, 11U, 39U}) {
    double pairs = 0, rho = 0;
    const auto type = [&](std::size_t j) { return static_cast<std::size_t>(c.types[j]); };
    for (std::size_t j = 0; j < c.size(); ++j) {
      for (int s = 0; s < 343; ++s) {
        const Vec3 r = c.positions[j] - c.positions[i] +
                       Vec3{double(s / 49 - 3), double(s / 7 % 7 - 3), double(s % 7 - 3)} * c.box.cell();
        if (norm(r) >= formulas->cutoff() || norm(r) == 0) continue;
        pairs += formulas->pair(type(i), type(j), norm(r)).value / 2;
        rho += formulas->density(type(j), type(i), norm(r)).value;
      }
    }
    const double expected = pairs + (formulas->has_embedding() ? formulas->embedding(type(i), rho).value : 0);
    EXPECT_NEAR(field.at(i), expected, 1e-9 * std::max(1.0, std::abs(expected)));
  }
}

TEST_P(Energetics, StressesAreTheStrainDerivativeOfTheEnergy) {
  const Configuration c = test::random_triclinic(GetParam(), 40, 5);
  std::vector<double> volume(c.size());
  for_each_voronoi_cell(c.view(), {}, {}, [&](std::uint32_t i, const VoronoiCell& cell) { volume[i] = cell.volume; });
  for (const char* kind : {"voronoi", "mean"}) {
    const auto fields = atomic_stress(c, {GetParam().specification, kind}, {.threads = 2});
    double pressure = 0;
    for (std::size_t i = 0; i < c.size(); ++i) {
      const double v = kind == std::string("mean") ? c.box.volume() / 40 : volume[i];
      pressure += v * fields[1].at(i);
    }
    double trace = 0, scale = 0;
    for (std::size_t k = 0; k < 6; ++k) {
      double sum = 0;
      for (std::size_t i = 0; i < c.size(); ++i) {
        const double v = kind == std::string("mean") ? c.box.volume() / 40 : volume[i];
        sum += v * fields[0].at(i, k) / 160.2176634;
        scale = std::max(scale, std::abs(sum));
      }
      const double h = 1e-4;
      const double slope =
          (8 * (energy(strained(c, voigt[k][0], voigt[k][1], h)) - energy(strained(c, voigt[k][0], voigt[k][1], -h))) -
           (energy(strained(c, voigt[k][0], voigt[k][1], 2 * h)) -
            energy(strained(c, voigt[k][0], voigt[k][1], -2 * h)))) /
          (12 * h);
      EXPECT_NEAR(sum, slope, 2e-6 * scale) << kind << k;
      trace += k < 3 ? sum : 0;
    }
    EXPECT_NEAR(pressure / 160.2176634, -trace / 3, 1e-10 * scale);
  }
}

TEST_P(Energetics, StressesAgreeWithLammps) {
  if (!test::have_lammps()) GTEST_SKIP() << "built without LAMMPS";
  const Configuration c = test::random_triclinic(GetParam(), 60, 8);
  std::string folder = (fs::temp_directory_path() / "glasscape-stress-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  {
    test::LammpsRun run(c, *potential_, "", 1.0);
    run.command("compute s all stress/atom NULL virial");
    run.command(fmt::format("dump d all custom 1 {}/s id c_s[1] c_s[2] c_s[3] c_s[4] c_s[5] c_s[6]", folder));
    run.command("dump_modify d format float %.15g");
    run.command("run 0");
  }
  std::istringstream lines(read_file(fs::path(folder) / "s"));
  fs::remove_all(folder);
  const auto fields = atomic_stress(c, {GetParam().specification, "mean"}, {});
  double largest = 0;
  for (const double v : fields[0].values()) largest = std::max(largest, std::abs(v));
  std::size_t rows = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::vector<double> v;
    for (double x = 0; words >> x;) v.push_back(x);
    if (v.size() != 7) continue;
    ++rows;
    // LAMMPS: bar·Å³, in the order xx, yy, zz, xy, xz, yz.
    const auto i = static_cast<std::size_t>(v[0]) - 1;
    const double gpa = 1e-4 * 60 / c.box.volume();
    const std::size_t place[6] = {1, 2, 3, 6, 5, 4};
    for (std::size_t k = 0; k < 6; ++k) EXPECT_NEAR(fields[0].at(i, k), gpa * v[place[k]], 2e-6 * largest) << i << k;
  }
  EXPECT_EQ(rows, c.size());
}

TEST_P(Energetics, AffineForcesAreMixedDerivativesOfTheEnergy) {
  // Ξ_γαβ = −∂²E/∂x_γ∂ε_αβ, by differences of energies alone.
  const Configuration c = test::random_triclinic(GetParam(), 30, 6);
  const auto fields = force_asymmetry(c, {GetParam().specification}, {.threads = 2});
  double largest = 0;
  for (const double v : fields[0].values()) largest = std::max(largest, v);
  for (const std::size_t i : {2U, 17U}) {
    double xi[6][3];
    for (std::size_t k = 0; k < 6; ++k) {
      for (std::size_t g = 0; g < 3; ++g) {
        const double h = 2e-4, d = 1e-3;
        const auto at = [&](double strain, double shift) {
          // The displacement is made in the strained box, so that it does not turn with the strain.
          Configuration moved = strained(c, voigt[k][0], voigt[k][1], strain);
          moved.positions[i][g] += shift;
          return energy(moved);
        };
        // d/dε of the derivative by x; a strain off the diagonal of `h` is h/2 in each of two components.
        xi[k][g] = -(at(h, d) - at(h, -d) - at(-h, d) + at(-h, -d)) / (4 * h * d);
      }
    }
    double square = 0, volume = 0;
    for (std::size_t g = 0; g < 3; ++g) {
      const double mean = (xi[0][g] + xi[1][g] + xi[2][g]) / 3;
      for (std::size_t k = 0; k < 3; ++k) square += std::pow(xi[k][g] - mean, 2) + 2 * std::pow(xi[k + 3][g], 2);
      volume += mean * mean;
    }
    EXPECT_NEAR(fields[0].at(i), std::sqrt(square), 2e-4 * largest);
    EXPECT_NEAR(fields[1].at(i), std::sqrt(volume), 2e-4 * largest);
  }
}

TEST_P(Energetics, AffineForcesAreStrainDerivativesOfTheForces) {
  // The difference quotient of forces by another program part, closer than that of energies. Steps over the nodes of
  // tables, where curvatures jump, set the limit.
  const Configuration c = test::random_triclinic(GetParam(), 30, 6);
  const auto fields = force_asymmetry(c, {GetParam().specification}, {});
  std::vector<std::array<Vec3, 6>> xi(c.size());
  const double h = 1e-6;
  for (std::size_t k = 0; k < 6; ++k) {
    const auto forces = [&](double amount) {
      const Configuration s = strained(c, voigt[k][0], voigt[k][1], amount);
      return potential_->evaluator(s)->evaluate(s.box, s.positions).forces;
    };
    const auto plus = forces(h), minus = forces(-h);
    for (std::size_t i = 0; i < c.size(); ++i) xi[i][k] = (plus[i] - minus[i]) * (0.5 / h);
  }
  double largest = 0;
  for (const double v : fields[0].values()) largest = std::max(largest, v);
  for (std::size_t i = 0; i < c.size(); ++i) {
    const Vec3 mean = (xi[i][0] + xi[i][1] + xi[i][2]) * (1.0 / 3);
    double square = 0;
    for (std::size_t k = 0; k < 3; ++k) square += norm2(xi[i][k] - mean) + 2 * norm2(xi[i][k + 3]);
    EXPECT_NEAR(fields[0].at(i), std::sqrt(square), 1e-6 * largest);
    EXPECT_NEAR(fields[1].at(i), norm(mean), 1e-6 * largest);
  }
}

TEST_P(Energetics, BondForcesMakeTheForces) {
  const Configuration c = test::random_triclinic(GetParam(), 30, 7);
  const auto expected = potential_->evaluator(c)->evaluate(c.box, c.positions).forces;
  const double largest = test::largest_force(c, *potential_);
  const auto fields = force_asymmetry(c, {GetParam().specification}, {});
  for_each_bond_forces(c, *potential_->interaction(c.species), {.threads = 1},
                       [&](std::uint32_t i, std::span<const BondForce> bonds) {
                         Vec3 force;
                         double sum = 0;
                         for (const BondForce& b : bonds) {
                           force += b.bond * (b.tension / b.length);
                           sum += std::abs(b.tension);
                         }
                         EXPECT_LT(norm(force - expected[i]), 1e-9 * largest);
                         EXPECT_NEAR(fields[2].at(i), sum, 1e-12 * sum);
                       });
}

TEST_P(Energetics, FieldsDoNotDependOnFrameOrderOrThreads) {
  const Configuration c = test::random_triclinic(GetParam(), 40, 9);
  const std::size_t n = c.size();
  // Turned, shifted, and in reverse order.
  CounterRng rng(2, 2);
  const Vec3 x = rng.unit_vector(), other = rng.unit_vector();
  Vec3 y = other - dot(other, x) * x;
  y *= 1 / norm(y);
  const Mat3 q{{x, y, cross(x, y)}};
  Configuration changed = c;
  changed.box = Box(c.box.cell() * q, c.box.origin() * q);
  for (std::size_t i = 0; i < n; ++i) {
    changed.positions[i] = (c.positions[n - 1 - i] + Vec3{0.7, -5, 2}) * q;
    changed.types[i] = c.types[n - 1 - i];
  }
  const auto all = [&](const Configuration& configuration, int threads) {
    const RunContext context{.threads = threads};
    const std::string& potential = GetParam().specification;
    auto fields = potential_energy(configuration, {potential}, context);
    for (Field& f : atomic_stress(configuration, {potential}, context)) fields.push_back(std::move(f));
    for (Field& f : force_asymmetry(configuration, {potential}, context)) fields.push_back(std::move(f));
    return fields;
  };
  const auto base = all(c, 1), threaded = all(c, 2), turned = all(changed, 2);
  for (std::size_t f = 0; f < base.size(); ++f) {
    EXPECT_TRUE(std::equal(base[f].values().begin(), base[f].values().end(), threaded[f].values().begin()))
        << base[f].name();
    double largest = 0;
    for (const double v : base[f].values()) largest = std::max(largest, std::abs(v));
    if (base[f].name() == "atomic_stress") continue;
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_NEAR(turned[f].at(i), base[f].at(n - 1 - i), 1e-9 * largest) << base[f].name();
    }
  }
  // The stress is a tensor: σ' = Qᵀ σ Q for row vectors.
  const Field &s = base[1], &t = turned[1];
  for (std::size_t i = 0; i < n; ++i) {
    const auto matrix = [](const Field& field, std::size_t atom) {
      const auto v = [&](std::size_t k) { return field.at(atom, k); };
      return Mat3{{Vec3{v(0), v(5), v(4)}, Vec3{v(5), v(1), v(3)}, Vec3{v(4), v(3), v(2)}}};
    };
    const Mat3 expected = transpose(q) * matrix(s, n - 1 - i) * q, found = matrix(t, i);
    for (std::size_t a = 0; a < 3; ++a) EXPECT_LT(norm(found[a] - expected[a]), 1e-8 * (1 + norm(expected[a])));
    // The invariants by their definition.
    const Mat3 own = matrix(s, i);
    const double mean = trace(own) / 3;
    double square = 0;
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = 0; b < 3; ++b) square += std::pow(own[a][b] - (a == b ? mean : 0), 2);
    }
    EXPECT_NEAR(base[2].at(i), -mean, 1e-10 * (1 + std::abs(mean)));
    EXPECT_NEAR(base[3].at(i), std::sqrt(1.5 * square), 1e-10 * (1 + std::sqrt(square)));
  }
}

INSTANTIATE_TEST_SUITE_P(Potentials, Energetics, testing::Values(eam(), lj()),
                         [](const auto& test_case) { return test_case.param.name; });

TEST(ForceAsymmetry, VanishesAtCentresOfInversion) {
  Configuration c;
  const double a = 3.7;
  c.box = Box::orthorhombic(3 * a, 3 * a, 3 * a);
  c.species = {{"A", 1}};
  for (int k = 0; k < 27; ++k) {
    for (const Vec3& s : {Vec3{0, 0, 0}, Vec3{0.5, 0.5, 0}, Vec3{0.5, 0, 0.5}, Vec3{0, 0.5, 0.5}}) {
      c.positions.push_back((s + Vec3{double(k / 9), double(k / 3 % 3), double(k % 3)}) * a);
      c.types.push_back(0);
      c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
    }
  }
  const auto fields = force_asymmetry(c, {lj().specification, 3.2}, {});
  for (std::size_t i = 0; i < c.size(); ++i) {
    EXPECT_LT(fields[0].at(i), 1e-6);
    EXPECT_LT(fields[1].at(i), 1e-6);
    EXPECT_GT(fields[2].at(i), 0.1);
    EXPECT_NEAR(fields[3].at(i), 1, 1e-12);
  }
}

TEST(ForceAsymmetry, InversionSymmetryIsTheSumOfCubedCosines) {
  const test::PotentialCase potential = lj();
  const Configuration c = test::random_triclinic(potential, 50, 4);
  const double cutoff = 3.1;
  const Field field = force_asymmetry(c, {potential.specification, cutoff}, {})[3];
  double mean = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    std::vector<Vec3> near;
    for (std::size_t j = 0; j < c.size(); ++j) {
      for (int s = 0; s < 27; ++s) {
        const Vec3 r = c.positions[j] - c.positions[i] +
                       Vec3{double(s / 9 - 1), double(s / 3 % 3 - 1), double(s % 3 - 1)} * c.box.cell();
        if (norm(r) > 0 && norm(r) < cutoff) near.push_back(r);
      }
    }
    double sum = 0;
    for (const Vec3& p : near) {
      for (const Vec3& q : near) sum += std::pow(dot(p, q) / (norm(p) * norm(q)), 3);
    }
    if (near.empty()) {
      EXPECT_TRUE(std::isnan(field.at(i)));
      continue;
    }
    EXPECT_NEAR(field.at(i), 1 - sum / static_cast<double>(near.size()), 1e-12);
    mean += field.at(i) / static_cast<double>(c.size());
  }
  EXPECT_LT(mean, 0.9);
}

TEST(EnergeticsInput, RefuseWhatTheyCannotUse) {
  const Configuration c = test::random_triclinic(lj(), 10, 4);
  const std::string potential = lj().specification;
  const auto kind_of = [](auto&& call) {
    try {
      call();
    } catch (const Error& e) {
      return e.kind();
    }
    return ErrorKind::stopped;
  };
  EXPECT_EQ(kind_of([&] { potential_energy(c, {}, {}); }), ErrorKind::usage);
  EXPECT_EQ(kind_of([&] { atomic_stress(c, {}, {}); }), ErrorKind::usage);
  EXPECT_EQ(kind_of([&] { force_asymmetry(c, {}, {}); }), ErrorKind::usage);
  EXPECT_EQ(kind_of([&] { potential_energy(c, {"no-such-file.eam.fs"}, {}); }), ErrorKind::input);
  Configuration other = c;
  other.species = {{"Cu", 1}, {"Zr", 1}};
  EXPECT_EQ(kind_of([&] { atomic_stress(other, {potential}, {}); }), ErrorKind::input);
  Configuration open = c;
  open.box = Box(c.box.cell(), c.box.origin(), {true, true, false});
  EXPECT_EQ(kind_of([&] { atomic_stress(open, {potential, "mean"}, {}); }), ErrorKind::input);
  const Field pressure = atomic_stress(open, {potential}, {})[1];
  EXPECT_TRUE(std::any_of(pressure.values().begin(), pressure.values().end(), [](double p) { return std::isnan(p); }));
}

}  // namespace
}  // namespace glasscape
