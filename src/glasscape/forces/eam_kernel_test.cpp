// The fast kernel in each instruction set against the plain list evaluator, a naive double sum, and LAMMPS.
#include "glasscape/forces/eam_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "forces_fixture.hpp"
#include "glasscape/forces/eam_evaluator.hpp"
#include "glasscape/forces/eam_force_field.hpp"
#include "glasscape/forces/list_evaluator.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"
#include "support/lammps_reference.hpp"

namespace glasscape {
namespace {

using test::PotentialCase;

std::vector<Isa> isas() {
  std::vector<Isa> result;
  for (const Isa isa : {Isa::plain, Isa::avx2, Isa::avx512}) {
    if (supported(isa)) result.push_back(isa);
  }
  return result;
}

// A two-element table whose last nodes are not zero and whose largest density is small, so that F is extrapolated.
std::string awkward_setfl(bool fs) {
  const int nrho = 20, nr = 40;
  const double drho = 0.15, dr = 0.11, cutoff = 4.35;  // the cutoff lies beyond the last node, 4.29
  std::string text =
      "a table that ends above zero\n\n\n2 A B\n" + fmt::format("{} {} {} {} {}\n", nrho, drho, nr, dr, cutoff);
  const auto table = [&](int count, auto value) {
    for (int k = 0; k < count; ++k)
      text += fmt::format("{:.15e}{}", value(k), k % 5 == 4 || k + 1 == count ? "\n" : " ");
  };
  for (int e = 0; e < 2; ++e) {
    text += fmt::format("{} 50.0 3.0 fcc\n", 29 + e);
    table(nrho, [&](int k) { return -(1.0 + 0.3 * e) * std::sqrt(k * drho); });
    for (int j = 0; j < (fs ? 2 : 1); ++j) {
      table(nr, [&](int k) { return (1 + 0.2 * e + 0.3 * j) * std::exp(-0.7 * k * dr); });
    }
  }
  for (int p = 0; p < 3; ++p) {
    table(nr, [&](int k) {
      const double r = k * dr;
      return r * (0.8 + 0.1 * p) * (std::exp(-2.4 * (r - 2.5)) - 1.5 * std::exp(-1.2 * (r - 2.5)));
    });
  }
  return text;
}

struct EamCase {
  std::string name;
  std::shared_ptr<const EamForceField> potential;
  PotentialCase cell;
};

std::vector<EamCase> eam_cases() {
  std::vector<EamCase> result;
  for (const PotentialCase& param : test::potential_cases()) {
    auto eam = std::dynamic_pointer_cast<const EamForceField>(param.open());
    if (eam) result.push_back({param.name, eam, param});
  }
  for (const bool fs : {true, false}) {
    const std::string name = fs ? "awkward.eam.fs" : "awkward.eam.alloy";
    auto eam = std::make_shared<EamForceField>(std::vector{parse_eam(name, awkward_setfl(fs))}, name);
    result.push_back({fs ? "AwkwardFs" : "AwkwardAlloy", eam, {"awkward", "", {"B", "A"}, 2.4}});
  }
  return result;
}

void PrintTo(const EamCase& param, std::ostream* out) { *out << param.name; }

void expect_same(const Evaluation& a, const Evaluation& b, double tolerance) {
  double scale = 1, largest = 0, largest_energy = 0;
  for (std::size_t i = 0; i < a.forces.size(); ++i) {
    scale = std::max(scale, norm(b.forces[i]));
    largest = std::max(largest, norm(a.forces[i] - b.forces[i]));
    largest_energy = std::max(largest_energy, std::abs(a.per_atom[i] - b.per_atom[i]));
  }
  EXPECT_LT(largest, tolerance * scale);
  EXPECT_LT(largest_energy, tolerance * scale);
  EXPECT_NEAR(a.energy, b.energy, tolerance * std::max(1.0, std::abs(b.energy)));
  const double size = std::max(1.0, std::abs(trace(b.virial)));
  for (std::size_t r = 0; r < 3; ++r) {
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(a.virial[r][c], b.virial[r][c], tolerance * 10 * size) << r << c;
  }
}

class EamKernelCases : public ::testing::TestWithParam<EamCase> {
 protected:
  [[nodiscard]] std::shared_ptr<const EamTables> tables(const Configuration& c) const {
    return GetParam().potential->tables(c.species);
  }
  [[nodiscard]] Evaluation by_list(const Configuration& c) const {
    return make_list_evaluator(tables(c), c, {})->evaluate(c.box, c.positions);
  }
};

TEST_P(EamKernelCases, EachInstructionSetAgreesWithTheList) {
  for (const std::size_t atoms : {std::size_t{1}, std::size_t{13}, std::size_t{220}}) {
    const Configuration c = test::random_triclinic(GetParam().cell, atoms, 21);
    const Evaluation expected = by_list(c);
    for (const Isa isa : isas()) {
      SCOPED_TRACE(fmt::format("{} atoms, {}", atoms, name(isa)));
      EvaluatorOptions options;
      options.isa = name(isa);
      expect_same(make_eam_evaluator(tables(c), c, options)->evaluate(c.box, c.positions), expected, 1e-11);
    }
  }
}

// The definition, written out: every pair of images within the cutoff, no list and no half.
TEST_P(EamKernelCases, AgreesWithTheDoubleSum) {
  const Configuration c = test::random_triclinic(GetParam().cell, 9, 5);
  const auto t = tables(c);
  const int reach = 4;
  for (std::size_t k = 0; k < 3; ++k) ASSERT_GT(c.box.heights()[k] * reach, t->cutoff());
  std::vector<double> rho(c.size(), 0);
  std::vector<Vec3> forces(c.size());
  double energy = 0;
  const auto each_pair = [&](auto visit) {
    for (std::size_t i = 0; i < c.size(); ++i) {
      for (std::size_t j = 0; j < c.size(); ++j) {
        for (int x = -reach; x <= reach; ++x) {
          for (int y = -reach; y <= reach; ++y) {
            for (int z = -reach; z <= reach; ++z) {
              const Vec3 d = c.positions[j] - c.positions[i] + static_cast<double>(x) * c.box.cell()[0] +
                             static_cast<double>(y) * c.box.cell()[1] + static_cast<double>(z) * c.box.cell()[2];
              const double r = norm(d);
              if (r > 0 && r < t->cutoff()) visit(i, j, d, r);
            }
          }
        }
      }
    }
  };
  const auto type = [&](std::size_t i) { return static_cast<std::size_t>(c.types[i]); };
  each_pair(
      [&](std::size_t i, std::size_t j, const Vec3&, double r) { rho[i] += t->density(type(j), type(i), r).value; });
  for (std::size_t i = 0; i < c.size(); ++i) energy += t->embedding(type(i), rho[i]).value;
  each_pair([&](std::size_t i, std::size_t j, const Vec3& d, double r) {
    const ValueSlope phi = t->pair(type(i), type(j), r);
    energy += 0.5 * phi.value;
    const double slope = phi.slope + t->embedding(type(i), rho[i]).slope * t->density(type(j), type(i), r).slope +
                         t->embedding(type(j), rho[j]).slope * t->density(type(i), type(j), r).slope;
    forces[i] += d * (slope / r);
  });
  for (const Isa isa : isas()) {
    EvaluatorOptions options;
    options.isa = name(isa);
    const Evaluation result = make_eam_evaluator(t, c, options)->evaluate(c.box, c.positions);
    EXPECT_NEAR(result.energy, energy, 1e-11 * std::max(1.0, std::abs(energy))) << name(isa);
    for (std::size_t i = 0; i < c.size(); ++i) {
      EXPECT_LT(norm(result.forces[i] - forces[i]), 1e-10 * std::max(1.0, norm(forces[i]))) << name(isa);
    }
  }
}

TEST_P(EamKernelCases, RegionsAcrossTheBoundary) {
  Configuration c = test::random_triclinic(GetParam().cell, 220, 8);
  EvaluatorOptions options;
  for (std::uint32_t i = 0; i < c.size(); ++i) {
    const Vec3 s = c.box.fractional(c.positions[i]);
    // A slab through the boundary, a third of the cell.
    if (s.x < 0.17 || s.x > 0.83) options.active.push_back(i);
  }
  const auto t = tables(c);
  for (const Isa isa : isas()) {
    options.isa = name(isa);
    Configuration moved = c;
    const auto region = make_eam_evaluator(t, c, options);
    CounterRng rng(3, 1);
    double offset = 0;
    for (int step = 0; step < 6; ++step) {
      std::vector<Vec3> packed(options.active.size()), active;
      for (const auto i : options.active) {
        // Far enough in a few steps that the list is made again and other atoms come into reach.
        moved.positions[i] += rng.unit_vector() * (step == 0 ? 0.0 : 0.17 * GetParam().cell.spacing);
        active.push_back(moved.positions[i]);
      }
      const Evaluation full = by_list(moved);
      const double energy = region->energy_and_forces(moved.box, active, packed);
      if (step == 0) offset = full.energy - energy;
      double scale = 1;
      for (const Vec3& f : full.forces) scale = std::max(scale, norm(f));
      EXPECT_NEAR(energy + offset, full.energy, 1e-11 * std::max(100.0, std::abs(full.energy))) << "step " << step;
      for (std::size_t k = 0; k < packed.size(); ++k) {
        ASSERT_LT(norm(packed[k] - full.forces[options.active[k]]), 1e-11 * scale) << "step " << step;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Potentials, EamKernelCases, ::testing::ValuesIn(eam_cases()),
                         [](const auto& test_case) { return test_case.param.name; });

TEST(EamKernel, LammpsAgreesOnAwkwardTables) {
  if (!test::have_lammps()) GTEST_SKIP() << "built without LAMMPS";
  for (const EamCase& param : eam_cases()) {
    if (!param.name.starts_with("Awkward")) continue;
    SCOPED_TRACE(param.name);
    const Configuration c = test::random_triclinic(param.cell, 60, 2);
    const auto t = param.potential->tables(c.species);
    const Evaluation mine = param.potential->evaluator(c, {})->evaluate(c.box, c.positions);
    const Evaluation lammps = test::lammps_evaluate(c, *param.potential);
    double scale = 1;
    for (const Vec3& f : lammps.forces) scale = std::max(scale, norm(f));
    for (std::size_t i = 0; i < c.size(); ++i) EXPECT_LT(norm(mine.forces[i] - lammps.forces[i]), 1e-10 * scale);
    EXPECT_NEAR(mine.energy, lammps.energy, 1e-10 * std::abs(lammps.energy));
    // The cell is dense enough that F is extrapolated, or the test shows nothing.
    std::size_t beyond = 0;
    const NeighborList pairs(c.view(), t->cutoff());
    for (std::size_t i = 0; i < c.size(); ++i) {
      double rho = 0;
      for (const Neighbor& nb : pairs.of(i)) {
        rho += t->density(static_cast<std::size_t>(c.types[nb.index]), static_cast<std::size_t>(c.types[i]),
                          norm(bond(c.view(), i, nb)))
                   .value;
      }
      beyond += rho > t->largest_density() ? 1 : 0;
    }
    EXPECT_GT(beyond, c.size() / 4);
  }
}

// An amorphous cell of several slabs, so that threads have blocks to share.
TEST(EamKernel, SameBitsForAnyNumberOfThreads) {
  const EamCase param = eam_cases().back();
  const Configuration c = test::random_triclinic(param.cell, 1500, 4);
  Evaluation first;
  for (const int threads : {1, 2, 3, 8}) {
    EvaluatorOptions options;
    options.threads = threads;
    const auto evaluator = param.potential->evaluator(c, options);
    const Evaluation result = evaluator->evaluate(c.box, c.positions);
    if (threads == 1) first = result;
    EXPECT_EQ(result.energy, first.energy);
    EXPECT_EQ(result.forces, first.forces);
    EXPECT_EQ(result.per_atom, first.per_atom);
    EXPECT_EQ(result.virial, first.virial);
  }
}

// The kernel as a pair style of LAMMPS uses it: each of two processes has half of the atoms and ghosts on all sides,
// keys are made of the tags, densities and F' travel between owners and ghosts.
TEST(EamKernel, TwoProcessesWithGhostsAndTags) {
  for (const EamCase& param : eam_cases()) {
    SCOPED_TRACE(param.name);
    const Configuration c = test::random_triclinic(param.cell, 60, 12);
    const auto t = param.potential->tables(c.species);
    const double skin = 0.4, range = t->cutoff() + skin;
    const Evaluation expected = param.potential->evaluator(c, {})->evaluate(c.box, c.positions);
    struct Process {
      std::vector<Vec3> positions;
      std::vector<std::uint8_t> types;
      std::vector<double> keys;
      std::vector<std::size_t> tag;
      std::size_t own = 0;
      std::unique_ptr<EamKernel> kernel;
    };
    std::vector<Process> processes(2);
    for (std::size_t p = 0; p < 2; ++p) {
      Process& here = processes[p];
      const auto owned = [&](std::size_t i) { return (c.box.fractional(c.positions[i]).y < 0.5) == (p == 0); };
      const auto add = [&](std::size_t i, const Vec3& position, double key) {
        here.positions.push_back(position);
        here.types.push_back(static_cast<std::uint8_t>(c.types[i]));
        here.keys.push_back(key);
        here.tag.push_back(i);
      };
      for (std::size_t i = 0; i < c.size(); ++i) {
        if (owned(i)) add(i, c.positions[i], 2.0 * static_cast<double>(i));
      }
      here.own = here.positions.size();
      const int images = 5;
      for (std::size_t i = 0; i < c.size(); ++i) {
        for (int n = 0; n < (2 * images + 1) * (2 * images + 1) * (2 * images + 1); ++n) {
          const int w = 2 * images + 1;
          const Shift shift{static_cast<std::int16_t>(n / (w * w) - images),
                            static_cast<std::int16_t>(n / w % w - images), static_cast<std::int16_t>(n % w - images)};
          const Vec3 d = c.box.displacement(shift), position = c.positions[i] + d;
          const bool itself = shift == Shift{};
          if (itself && owned(i)) continue;
          bool near = false;
          for (std::size_t k = 0; k < here.own && !near; ++k) near = norm(here.positions[k] - position) < range;
          if (!near) continue;
          const bool above = d.z != 0 ? d.z > 0 : d.y != 0 ? d.y > 0 : d.x > 0;
          add(i, position, 2.0 * static_cast<double>(i) + (owned(i) ? (above ? 1 : -1) : 0));
        }
      }
      here.kernel = std::make_unique<EamKernel>(t);
      here.kernel->build({here.positions, here.positions, here.types, here.keys, here.own}, skin);
      here.kernel->densities();
    }
    std::vector<double> rho(c.size(), 0);
    for (Process& p : processes) {
      for (std::size_t k = 0; k < p.tag.size(); ++k) rho[p.tag[k]] += p.kernel->sums()[4 * k + 3];
    }
    double energy = 0;
    std::vector<double> slope(c.size());
    for (std::size_t i = 0; i < c.size(); ++i) {
      const ValueSlope f = t->embedding(static_cast<std::size_t>(c.types[i]), rho[i]);
      energy += f.value;
      slope[i] = f.slope;
    }
    std::vector<Vec3> forces(c.size());
    Mat3 virial;
    for (Process& p : processes) {
      for (std::size_t k = 0; k < p.tag.size(); ++k) p.kernel->atoms()[4 * k + 3] = slope[p.tag[k]];
      p.kernel->forces();
      for (const double e : p.kernel->row_energies()) energy += e;
      for (std::size_t k = 0; k < p.tag.size(); ++k) {
        const double* f = p.kernel->sums() + 4 * k;
        forces[p.tag[k]] += {f[0], f[1], f[2]};
        virial += outer(p.positions[k], {f[0], f[1], f[2]});
      }
    }
    EXPECT_NEAR(energy, expected.energy, 1e-11 * std::max(1.0, std::abs(expected.energy)));
    double scale = 1;
    for (const Vec3& f : expected.forces) scale = std::max(scale, norm(f));
    for (std::size_t i = 0; i < c.size(); ++i) EXPECT_LT(norm(forces[i] - expected.forces[i]), 1e-11 * scale);
    EXPECT_NEAR(trace(virial), trace(expected.virial), 1e-10 * std::max(1.0, std::abs(trace(expected.virial))));
  }
}

TEST(EamKernel, NonPeriodicDirections) {
  const EamCase param = eam_cases().back();
  Configuration c = test::random_triclinic(param.cell, 150, 6);
  for (const std::array<bool, 3> periodic :
       {std::array{true, false, true}, {false, true, true}, {false, false, false}}) {
    c.box = Box(c.box.cell(), c.box.origin(), periodic);
    const auto t = param.potential->tables(c.species);
    const Evaluation expected = make_list_evaluator(t, c, {})->evaluate(c.box, c.positions);
    expect_same(make_eam_evaluator(t, c, {})->evaluate(c.box, c.positions), expected, 1e-11);
  }
}

TEST(EamKernel, RealGlassAgreesWithLammps) {
  const std::filesystem::path file =
      std::filesystem::path(GLASSCAPE_SHARED_DATA) / "glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not here";
  if (!test::have_lammps()) GTEST_SKIP() << "built without LAMMPS";
  PotentialCase param{"", test::mendelev_2009, {}, 0};
  const auto potential = param.open();
  if (!potential) GTEST_SKIP() << "KIM models are not installed";
  ReadOptions options;
  options.elements = {"Cu", "Zr"};
  const Configuration c = read_configuration(file, options);
  const Evaluation lammps = test::lammps_evaluate(c, *potential);
  for (const Isa isa : isas()) {
    EvaluatorOptions evaluator_options;
    evaluator_options.isa = name(isa);
    const Evaluation mine = potential->evaluator(c, evaluator_options)->evaluate(c.box, c.positions);
    EXPECT_NEAR(mine.energy, lammps.energy, 1e-8);
    for (std::size_t i = 0; i < c.size(); ++i) {
      ASSERT_LT(norm(mine.forces[i] - lammps.forces[i]), 1e-10);
      ASSERT_NEAR(mine.per_atom[i], lammps.per_atom[i], 1e-10);
    }
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = 0; b < 3; ++b) EXPECT_NEAR(mine.virial[a][b], lammps.virial[a][b], 1e-6);
    }
  }
}

}  // namespace
}  // namespace glasscape
