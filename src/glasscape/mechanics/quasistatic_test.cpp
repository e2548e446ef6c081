// Quasistatic shear against scans in much smaller steps, against LAMMPS, and against its own reverse.
#include "glasscape/mechanics/quasistatic.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"
#include "mechanics_fixture.hpp"
#include "support/lammps_reference.hpp"

namespace glasscape {
namespace {

using namespace testing;

struct Walk {
  std::vector<QuasistaticState> states;
  std::vector<QuasistaticEvent> events;
};

Walk walk(const std::shared_ptr<const ForceField>& force_field, const Configuration& start,
          const QuasistaticOptions& options) {
  Walk result;
  QuasistaticRun run(force_field, start, options, 1);
  run.begin({});
  result.states.push_back(run.state());
  const QuasistaticRun::Sink sink{.state = [&](const QuasistaticState& s, const char*) { result.states.push_back(s); },
                                  .event = [&](const QuasistaticEvent& e, const QuasistaticState&,
                                               const QuasistaticState&) { result.events.push_back(e); }};
  while (!run.finished()) run.advance(sink, false, {});
  return result;
}

Configuration at(const Configuration& start, const QuasistaticState& state) {
  Configuration c = start;
  c.box = state.box;
  c.positions = state.positions;
  return c;
}

void expect_same_events(const Walk& coarse, const Walk& fine, double resolution) {
  ASSERT_EQ(coarse.events.size(), fine.events.size());
  for (std::size_t k = 0; k < coarse.events.size(); ++k) {
    const QuasistaticEvent &a = coarse.events[k], &b = fine.events[k];
    EXPECT_LE(std::abs(a.strain_after - b.strain_after), 1.001 * resolution) << k;
    EXPECT_NEAR(a.energy_drop, b.energy_drop, 0.02 * b.energy_drop + 1e-3) << k;
    EXPECT_NEAR(a.stress_drop, b.stress_drop, 0.02 * std::abs(b.stress_drop) + 1e-2) << k;
    EXPECT_EQ(a.centre, b.centre) << k;
    EXPECT_NEAR(a.participation, b.participation, 0.05 * b.participation) << k;
  }
}

TEST(Quasistatic, FindsTheEventsOfAScanInTenTimesSmallerSteps) {
  const auto force_field = open_potential("ka-lj-smooth");
  const Configuration glass = lennard_jones_glass(force_field, 100);
  QuasistaticOptions options{.plane = "yz", .max_strain = 0.045, .strain_step = 1e-3, .refinement = 10};
  const Walk coarse = walk(force_field, glass, options);
  options.strain_step = 1e-4;
  options.refinement = 1;
  const Walk fine = walk(force_field, glass, options);
  EXPECT_GE(coarse.events.size(), 2U);
  expect_same_events(coarse, fine, 1e-4);
}

TEST(Quasistatic, FindsTheEventsOfAFineScanOfAMetallicGlass) {
  REQUIRE_KIM_MODELS();
  const auto force_field = open_potential(mendelev_2009);
  const Configuration glass = copper_zirconium_glass(force_field, 400);
  QuasistaticOptions options{.plane = "yz", .max_strain = 0.034, .strain_step = 1e-3, .refinement = 10};
  const Walk coarse = walk(force_field, glass, options);
  options.strain_step = 1e-4;
  options.refinement = 1;
  const Walk fine = walk(force_field, glass, options);
  EXPECT_GE(coarse.events.size(), 2U);
  expect_same_events(coarse, fine, 1e-4);
}

TEST(Quasistatic, IsReversibleBelowTheFirstEvent) {
  const auto force_field = open_potential("ka-lj-smooth");
  const Configuration glass = lennard_jones_glass(force_field, 100);
  QuasistaticOptions options{.plane = "yz", .max_strain = 0.02, .strain_step = 1e-3};
  const Walk there = walk(force_field, glass, options);
  ASSERT_FALSE(there.events.empty());
  const double before = 1e-3 * std::floor(there.events.front().strain_before / 1e-3);
  ASSERT_GT(before, 0);
  options.max_strain = before;
  const Walk elastic = walk(force_field, glass, options);
  EXPECT_TRUE(elastic.events.empty());
  options.max_strain = -before;
  const Walk back = walk(force_field, at(glass, elastic.states.back()), options);
  EXPECT_TRUE(back.events.empty());
  EXPECT_NEAR(back.states.back().energy, elastic.states.front().energy, 1e-8);
  double furthest = 0;
  for (std::size_t i = 0; i < glass.size(); ++i) {
    furthest = std::max(furthest, norm(back.states.back().positions[i] - elastic.states.front().positions[i]));
  }
  EXPECT_LT(furthest, 1e-4);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_LT(norm(back.states.back().box.cell()[k] - glass.box.cell()[k]), 1e-13);
  }
}

// dE = V σ dγ along every loading, with the sign and the factor that Loading::work claims.
TEST(Quasistatic, StressIsTheDerivativeOfTheEnergy) {
  const auto force_field = open_potential("ka-lj-smooth");
  const Configuration glass = lennard_jones_glass(force_field, 100);
  for (const char* kind : {"simple-shear", "pure-shear", "uniaxial"}) {
    for (const char* plane : {"xy", "zx"}) {
      const Loading loading = make_loading(kind, plane, "z");
      QuasistaticOptions options{.loading = kind, .plane = plane, .axis = "z", .max_strain = 2e-4};
      options.force_tolerance = 1e-8;
      for (const double sign : {1.0, -1.0}) {
        options.max_strain = sign * 2e-4;
        const Walk w = walk(force_field, glass, options);
        ASSERT_TRUE(w.events.empty());
        const QuasistaticState &a = w.states[0], &m = w.states[1], &b = w.states[2];
        const double slope = (b.energy - a.energy) / (b.strain - a.strain);
        const double expected = loading.work(m.stress, m.strain) * m.box.volume() / constants::GPa_per_eV_A3;
        EXPECT_NEAR(slope, expected, 1e-5 * std::abs(expected) + 2e-3) << kind << plane << sign;
      }
    }
  }
}

TEST(Quasistatic, FreeSidesRelaxToThePressure) {
  const auto force_field = open_potential("ka-lj-smooth");
  const Configuration glass = lennard_jones_glass(force_field, 100);
  for (const char* kind : {"uniaxial", "pure-shear"}) {
    QuasistaticOptions options{.loading = kind, .axis = "y", .sides = "free", .pressure = 300, .max_strain = 2e-3};
    options.strain_step = 1e-3;
    options.force_tolerance = 1e-8;
    const Walk w = walk(force_field, glass, options);
    const QuasistaticState& s = w.states.back();
    EXPECT_NEAR(s.stress[2].z, -300, 1e-4);
    if (std::string(kind) == "uniaxial") {
      EXPECT_NEAR(s.stress[0].x, -300, 1e-4);
      EXPECT_NEAR(s.box.cell()[1].y / glass.box.cell()[1].y, 1.002, 1e-14);
    } else {
      EXPECT_NEAR(s.box.cell()[0].x * s.box.cell()[1].y / std::pow(glass.box.cell()[0].x, 2), 1, 1e-14);
    }
  }
}

TEST(Quasistatic, LammpsAgreesOnAStateUnderLargeStrain) {
  REQUIRE_KIM_MODELS();
  if (!test::have_lammps()) GTEST_SKIP() << "built without LAMMPS";
  const auto force_field = open_potential(mendelev_2009);
  const Configuration glass = copper_zirconium_glass(force_field, 200);
  const Walk w = walk(force_field, glass, {.max_strain = 0.06, .strain_step = 0.02, .refinement = 2});
  const QuasistaticState& s = w.states.back();
  const Evaluation theirs = test::lammps_evaluate(at(glass, s), *force_field);
  EXPECT_NEAR(s.energy, theirs.energy, 1e-8);
  for (std::size_t a = 0; a < 3; ++a) {
    EXPECT_NEAR(s.stress[0][a], -theirs.virial[0][a] / s.box.volume() * constants::GPa_per_eV_A3, 1e-7);
  }
  for (const Vec3& f : theirs.forces) EXPECT_LT(norm(f), 2e-6);
}

TEST(Quasistatic, GoesOnFromAStateAsIfItHadNotStopped) {
  const auto force_field = open_potential("ka-lj-smooth");
  const Configuration glass = lennard_jones_glass(force_field, 100);
  for (const bool extrapolate : {false, true}) {
    const QuasistaticOptions options{.max_strain = 6e-3, .strain_step = 1e-3, .extrapolate = extrapolate};
    const QuasistaticRun::Sink sink;
    QuasistaticRun whole(force_field, glass, options, 1);
    whole.begin({});
    for (int k = 0; k < 3; ++k) whole.advance(sink, k == 0, {});
    QuasistaticRun second(force_field, glass, options, 1);
    second.resume(whole.state(), whole.modulus(), whole.drift());
    for (int k = 0; k < 3; ++k) {
      whole.advance(sink, k == 0, {});
      second.advance(sink, k == 0, {});
    }
    EXPECT_EQ(whole.state().positions, second.state().positions);
    EXPECT_EQ(whole.state().energy, second.state().energy);
    EXPECT_EQ(whole.state().evaluations, second.state().evaluations);
  }
}

TEST(Quasistatic, RefusesWhatCannotBe) {
  const auto force_field = open_potential("ka-lj-smooth");
  const Configuration glass = lennard_jones_glass(force_field, 100);
  const auto make = [&](const QuasistaticOptions& options) { QuasistaticRun(force_field, glass, options, 1); };
  EXPECT_THROW(make({.plane = "xx"}), Error);
  EXPECT_THROW(make({.sides = "free"}), Error);
  EXPECT_THROW(make({.max_strain = 1e-5}), Error);
  EXPECT_THROW(make({.loading = "uniaxial", .max_strain = -0.95}), Error);
  Configuration open = glass;
  open.box = Box(glass.box.cell(), {}, {true, true, false});
  EXPECT_THROW(QuasistaticRun(force_field, open, {}, 1), Error);
}

}  // namespace
}  // namespace glasscape
