// Properties of atoms under shear, against walks and sums that are made otherwise.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/mechanics/aqs_events.hpp"
#include "glasscape/mechanics/d2min_shear.hpp"
#include "glasscape/mechanics/quasistatic.hpp"
#include "glasscape/mechanics/shear_directions.hpp"
#include "mechanics_fixture.hpp"

namespace glasscape {
namespace {

using namespace testing;

const char* const lennard_jones = "ka-lj-smooth";

const Field& of(const std::vector<Field>& fields, const std::string& name) {
  for (const Field& f : fields) {
    if (f.name() == name) return f;
  }
  throw std::runtime_error("no field " + name);
}

// Σ |x − F·X|² over neighbours within the cutoff, with F by Cramer's rule, pairs by a loop over images.
double naive_d2min(const Configuration& before, const Configuration& after, std::size_t i, double cutoff, int& count) {
  std::vector<std::pair<Vec3, Vec3>> bonds;
  for (std::size_t j = 0; j < before.size(); ++j) {
    for (int k = 0; k < 27; ++k) {
      const Vec3 s{double(k % 3 - 1), double(k / 3 % 3 - 1), double(k / 9 - 1)};
      const Vec3 was = before.positions[j] + s * before.box.cell() - before.positions[i];
      if (norm(was) > cutoff || norm(was) < 1e-9) continue;
      bonds.emplace_back(was, after.positions[j] + s * after.box.cell() - after.positions[i]);
    }
  }
  count = static_cast<int>(bonds.size());
  Mat3 square;
  for (const auto& [was, is] : bonds) square += outer(was, was);
  double sum = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    Vec3 right, row;
    for (const auto& [was, is] : bonds) right += was * is[a];
    for (std::size_t c = 0; c < 3; ++c) {
      Mat3 replaced = square;
      for (std::size_t r = 0; r < 3; ++r) replaced[r][c] = right[r];
      row[c] = determinant(replaced) / determinant(square);
    }
    for (const auto& [was, is] : bonds) sum += std::pow(is[a] - dot(row, was), 2);
  }
  return sum;
}

// Strain by hand: positions and box sheared by a third of the strain, relaxed, three times over. Below the first event
// the path does not matter.
TEST(ShearD2min, IsTheDefinitionBetweenMinimaFoundOtherwise) {
  const auto force_field = open_potential(lennard_jones);
  const Configuration glass = lennard_jones_glass(force_field, 100);
  D2minShearOptions options;
  options.potential = lennard_jones;
  options.planes = {"xz", "yz"};
  options.senses = "both";
  options.strain = 3e-3;
  options.strain_step = 5e-4;
  options.force_tolerance = 1e-8;
  options.cutoff = 1.45;
  options.normalise = "sum";
  const auto sum = d2min_shear(glass, options, {.threads = 1});
  ASSERT_EQ(sum.size(), 5U);
  std::vector<double> mean(glass.size());
  for (const auto& [label, axis, strain] :
       {std::tuple{"xz", 0, 1e-3}, {"xz_reverse", 0, -1e-3}, {"yz", 1, 1e-3}, {"yz_reverse", 1, -1e-3}}) {
    Configuration sheared = glass;
    Mat3 map = Mat3::identity();
    map[2][static_cast<std::size_t>(axis)] = strain;
    for (int step = 0; step < 3; ++step) {
      sheared.box = Box(sheared.box.cell() * map, sheared.box.origin());
      for (Vec3& r : sheared.positions) r = r * map;
      sheared = relax(sheared, force_field, {.force_tolerance = 1e-8}).configuration;
    }
    const Field& found = of(sum, std::string("d2min_shear_") + label);
    for (std::size_t i = 0; i < glass.size(); ++i) {
      int count = 0;
      const double expected = naive_d2min(glass, sheared, i, options.cutoff, count);
      EXPECT_NEAR(found.at(i), expected, 1e-4 * expected + 1e-12) << label << " " << i;
      mean[i] += found.at(i) / 4;
    }
  }
  for (std::size_t i = 0; i < glass.size(); ++i) EXPECT_NEAR(sum[0].at(i), mean[i], 1e-14);

  // The three conventions differ as they say.
  options.planes = {"xz"};
  options.senses = "forward";
  options.normalise = "mean";
  const auto per_neighbour = d2min_shear(glass, options, {.threads = 1});
  options.normalise = "root";
  const auto root = d2min_shear(glass, options, {.threads = 1});
  EXPECT_EQ(root[0].unit(), Unit("Å"));
  for (std::size_t i = 0; i < glass.size(); ++i) {
    int count = 0;
    naive_d2min(glass, glass, i, options.cutoff, count);
    const double whole = of(sum, "d2min_shear_xz").at(i);
    EXPECT_NEAR(per_neighbour[0].at(i) * count, whole, 1e-9 * whole);
    EXPECT_NEAR(root[0].at(i) * root[0].at(i), whole, 1e-9 * whole);
  }
}

// A crystal with one atom in a cell follows any slow shear affinely; at rest its minima are those of the sheared cell.
TEST(ShearD2min, OfACrystalShearedByDynamicsIsZero) {
  REQUIRE_KIM_MODELS();
  Configuration crystal;
  const double a = 3.63909;
  crystal.species = {{"Cu", 63.546}};
  crystal.box = Box::orthorhombic(4 * a, 4 * a, 4 * a);
  for (int n = 0; n < 64; ++n) {
    for (const Vec3& b : {Vec3{0, 0, 0}, Vec3{0.5, 0.5, 0}, Vec3{0.5, 0, 0.5}, Vec3{0, 0.5, 0.5}}) {
      crystal.positions.push_back(a * (Vec3{double(n / 16), double(n / 4 % 4), double(n % 4)} + b));
      crystal.types.push_back(0);
      crystal.ids.push_back(static_cast<std::int64_t>(crystal.ids.size()) + 1);
    }
  }
  D2minShearOptions options;
  options.potential = mendelev_2009;
  options.method = "md";
  options.temperature = 50;
  options.equilibration = 0.2;
  options.planes = {"xy", "yz"};
  options.strain = 0.02;
  options.rate = 5e10;
  options.force_tolerance = 1e-6;
  const auto quiet = d2min_shear(crystal, options, {.threads = 1});
  ASSERT_EQ(quiet.size(), 3U);
  options.compare = "instantaneous";
  const auto hot = d2min_shear(crystal, options, {.threads = 1});
  for (std::size_t i = 0; i < crystal.size(); ++i) {
    EXPECT_LT(quiet[0].at(i), 1e-9);
    EXPECT_GT(hot[0].at(i), 1e-4);  // vibration at both ends
  }
}

// A glass that jumps by itself is not what shear is compared with: the same strain, slow and cold, moves atoms as the
// quasistatic walk does, atom by atom, while nothing is plastic.
TEST(ShearD2min, SlowColdDynamicsFollowTheQuasistaticWalk) {
  REQUIRE_KIM_MODELS();
  const auto force_field = open_potential(mendelev_2009);
  const Configuration glass = copper_zirconium_glass(force_field, 200);
  D2minShearOptions options;
  options.potential = mendelev_2009;
  options.planes = {"xz"};
  options.strain = 2e-3;
  options.strain_step = 5e-4;
  options.force_tolerance = 1e-7;
  const auto still = d2min_shear(glass, options, {.threads = 1});
  options.method = "md";
  options.temperature = 1;
  options.equilibration = 0;
  options.rate = 2e9;
  const auto moved = d2min_shear(glass, options, {.threads = 1});
  for (std::size_t i = 0; i < glass.size(); ++i) {
    EXPECT_NEAR(moved[1].at(i), still[1].at(i), 1e-3 * still[1].at(i) + 1e-9) << i;
  }
}

TEST(ShearEvents, CountsWhatTheWalkMet) {
  const auto force_field = open_potential(lennard_jones);
  const Configuration glass = lennard_jones_glass(force_field, 100);
  AqsEventsOptions options;
  options.potential = lennard_jones;
  options.planes = {"yz"};
  options.senses = "both";
  options.max_strain = 0.05;
  options.strain_step = 2e-3;
  options.refinement = 4;
  options.force_tolerance = 1e-5;
  options.d2min_cutoff = 1.45;
  options.event_fields = 2;
  const auto fields = aqs_events(glass, options, {.threads = 1});

  // The states on both sides of every event, and from them everything by its definition.
  std::vector<double> events(glass.size()), first(glass.size(), 1), largest(glass.size()), sum(glass.size());
  std::vector<std::vector<double>> single;
  std::size_t in_yz = 0;
  for (const double sign : {1.0, -1.0}) {
    const QuasistaticOptions walk{
        .plane = "yz", .max_strain = sign * 0.05, .strain_step = 2e-3, .refinement = 4, .force_tolerance = 1e-5};
    QuasistaticRun run(force_field, glass, walk, 1);
    const auto note = [&](const QuasistaticEvent&, const QuasistaticState& before, const QuasistaticState& after) {
      Configuration was = glass, is = glass;
      was.box = before.box;
      was.positions = before.positions;
      is.box = after.box;
      is.positions = after.positions;
      std::vector<std::pair<double, std::size_t>> moved;
      Vec3 drift;
      std::vector<Vec3> u;
      for (std::size_t i = 0; i < glass.size(); ++i) {
        u.push_back(after.positions[i] - after.box.cartesian(before.box.fractional(before.positions[i])));
        drift += u.back() * (1 / double(glass.size()));
      }
      double second = 0, fourth = 0;
      single.emplace_back();
      for (std::size_t i = 0; i < glass.size(); ++i) {
        const double d = norm2(u[i] - drift);
        second += d;
        fourth += d * d;
        moved.emplace_back(-d, i);
        int count = 0;
        single.back().push_back(naive_d2min(was, is, i, 1.45, count) / count);
        largest[i] = std::max(largest[i], single.back()[i]);
        sum[i] += single.back()[i];
      }
      std::sort(moved.begin(), moved.end());
      for (std::size_t k = 0; k < static_cast<std::size_t>(std::lround(second * second / fourth)); ++k) {
        const std::size_t i = moved[k].second;
        events[i] += 1;
        first[i] = std::min(first[i], std::abs(after.strain));
      }
    };
    run.begin({});
    while (!run.finished()) run.advance({.state = {}, .event = note}, false, {});
    if (in_yz == 0) in_yz = single.size();
  }
  ASSERT_GE(in_yz, 1U);
  ASSERT_GE(single.size(), std::max<std::size_t>(2, in_yz + 1)) << in_yz;
  std::size_t never = 0;
  for (std::size_t i = 0; i < glass.size(); ++i) {
    EXPECT_EQ(of(fields, "aqs_events").at(i), events[i]);
    EXPECT_NEAR(of(fields, "aqs_d2min_max").at(i), largest[i], 1e-9 * largest[i]);
    EXPECT_NEAR(of(fields, "aqs_d2min_sum").at(i), sum[i], 1e-9 * sum[i]);
    if (events[i] == 0) {
      ++never;
      EXPECT_TRUE(std::isnan(of(fields, "aqs_first_strain").at(i)));
    } else {
      EXPECT_EQ(of(fields, "aqs_first_strain").at(i), first[i]);
      EXPECT_EQ(first[i],
                std::fmin(of(fields, "aqs_first_strain_yz").at(i), of(fields, "aqs_first_strain_yz_reverse").at(i)));
    }
    for (std::size_t k = 0; k < 2; ++k) {
      EXPECT_NEAR(of(fields, "aqs_event_" + std::to_string(k + 1)).at(i), single[k][i], 1e-9 * single[k][i] + 1e-15);
    }
  }
  EXPECT_GT(never, 0U);
  EXPECT_LT(never, glass.size());
}

TEST(ShearEvents, AThresholdIsComparedWithEachEvent) {
  const auto force_field = open_potential(lennard_jones);
  const Configuration glass = lennard_jones_glass(force_field, 100);
  AqsEventsOptions options;
  options.potential = lennard_jones;
  options.planes = {"yz"};
  options.max_strain = 0.03;
  options.strain_step = 2e-3;
  options.force_tolerance = 1e-5;
  options.d2min_cutoff = 1.45;
  options.participants = "threshold";
  options.threshold = 1e-3;
  options.event_fields = 20;
  const auto fields = aqs_events(glass, options, {.threads = 1});
  ASSERT_GT(fields.size(), 4U);
  ASSERT_LT(fields.size(), 24U);
  for (std::size_t i = 0; i < glass.size(); ++i) {
    double count = 0;
    for (std::size_t k = 4; k < fields.size(); ++k) count += fields[k].at(i) > 1e-3 ? 1 : 0;
    EXPECT_EQ(fields[0].at(i), count);
    EXPECT_EQ(std::isnan(fields[1].at(i)), count == 0);
  }
}

TEST(ShearProperties, StopAndRefuse) {
  const auto force_field = open_potential(lennard_jones);
  const Configuration glass = lennard_jones_glass(force_field, 100);
  const auto refused = [&](auto change) {
    D2minShearOptions options;
    options.potential = lennard_jones;
    change(options);
    EXPECT_THROW(d2min_shear(glass, options, {.threads = 1}), Error);
  };
  refused([](auto& o) { o.potential.clear(); });
  refused([](auto& o) { o.strain = 1e-4; });  // less than one step
  refused([](auto& o) { o.planes = {"xy", "xy"}; });
  refused([](auto& o) { o.planes.clear(); });
  refused([](auto& o) { o.method = "md", o.rate = 1e13; });  // fewer than ten steps
  EXPECT_THROW(d2min_shear_descriptor().resolve({{"temperature", 0.0}}), Error);
  EXPECT_THROW(d2min_shear_descriptor().resolve({{"strain", 0.0}}), Error);
  EXPECT_THROW(d2min_shear_descriptor().resolve({{"planes", std::string("xw")}}), Error);
  EXPECT_THROW(aqs_events(glass, {}, {.threads = 1}), Error);
  EXPECT_THROW(aqs_events(glass, {.potential = lennard_jones, .max_strain = 1e-4}, {.threads = 1}), Error);
  const std::atomic<bool> stop{true};
  D2minShearOptions options;
  options.potential = lennard_jones;
  for (const auto& work : std::vector<std::function<void()>>{
           [&] { d2min_shear(glass, options, {.threads = 1, .stop = &stop}); },
           [&] { aqs_events(glass, {.potential = lennard_jones}, {.threads = 1, .stop = &stop}); }}) {
    try {
      work();
      FAIL() << "a stop request was ignored";
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::stopped) << e.what();
    }
  }
  // A cell that LAMMPS would have to turn: planes would lose their meaning.
  Configuration turned = glass;
  const Mat3 q{{Vec3{0.6, 0.8, 0}, Vec3{-0.8, 0.6, 0}, Vec3{0, 0, 1}}};
  turned.box = Box(glass.box.cell() * q, glass.box.origin() * q);
  for (Vec3& r : turned.positions) r = r * q;
  options.method = "md";
  EXPECT_THROW(d2min_shear(turned, options, {.threads = 1}), Error);
}

}  // namespace
}  // namespace glasscape
