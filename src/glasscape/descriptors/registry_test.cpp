// What every descriptor must have: one body, run over the registry.

#include "glasscape/descriptors/registry.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <functional>
#include <gtest/gtest.h>
#include <numeric>
#include <set>
#include <unistd.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/learning/softness_model.hpp"

namespace glasscape {
namespace {

// Descriptors that run dynamics or searches, or need a file or a potential; their own modules test them.
const std::set<std::string> costly{
    "potential_energy", "atomic_stress",        "force_asymmetry",     "vibrational_msd",    "participation_fraction",
    "harmonic_msd",     "activation",           "viscosity",           "local_yield_stress", "softness",
    "s2_time_average",  "voronoi_time_entropy", "aqs_events",          "d2min_shear",        "propensity",
    "diffusive_msd",    "local_thermal_energy", "local_elastic_moduli"};

// A softness model of any numbers, in a file that goes when the test program ends.
struct ModelFile {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / fmt::format("glasscape-model-{}.json", ::getpid());
  ModelFile();
  ~ModelFile() { std::filesystem::remove(path); }
};

ModelFile::ModelFile() {
  SoftnessModel model;
  model.species = {"Cu", "Zr"};
  model.functions.radial_last = 5;
  const std::size_t count = StructureFunctions(model.functions, 2, "test").count();
  CounterRng rng(8, 2);
  for (const char* species : {"Cu", "Zr"}) {
    SpeciesSoftness plane{.species = species, .means = {}, .deviations = {}, .plane = {}};
    for (std::size_t f = 0; f < count; ++f) {
      plane.means.push_back(rng.uniform());
      plane.deviations.push_back(1 + rng.uniform());
      plane.plane.weights.push_back(rng.normal());
    }
    model.planes.push_back(std::move(plane));
  }
  model.provenance = {{"field", "none"}};
  write_softness_model(path, model);
}

// Fields that turn with the configuration; their own tests turn them.
const std::set<std::string> directed{"farthest_vertex"};

struct Variant {
  std::string name;  // of the test
  std::string descriptor;
  Settings settings;
};

std::vector<Variant> variants() {
  std::vector<Variant> all;
  for (const Descriptor& d : descriptors()) {
    // What to average has no default; see below.
    if (costly.count(d.name) == 0 && d.name != "coarse_grained") all.push_back({d.name, d.name, {}});
  }
  const auto add = [&](const char* name, const char* descriptor, Settings settings) {
    all.push_back({name, descriptor, std::move(settings)});
  };
  add("voronoi_filtered", "voronoi", {{"area_threshold", 0.01}});
  add("voronoi_edges", "voronoi", {{"edge_threshold", 0.3}});
  add("voronoi_radical", "voronoi", {{"radii", std::vector<double>{1.28, 1.6}}});
  add("steinhardt_average", "steinhardt", {{"average", true}, {"l", std::vector<std::int64_t>{5, 6, 12}}});
  add("steinhardt_voronoi", "steinhardt", {{"neighbors", std::string("voronoi")}});
  add("steinhardt_area", "steinhardt", {{"neighbors", std::string("voronoi_area")}, {"average", true}});
  add("s2_short", "s2", {{"cutoff", 3.9}});
  add("s2_blind", "s2", {{"cutoff", 3.9}, {"by_species", false}});
  add("bond_angles_voronoi", "bond_angles", {{"neighbors", std::string("voronoi")}});
  add("local_density_gaussian", "local_density", {{"kernel", std::string("gaussian")}, {"sigma", 1.1}});
  add("farthest_vertex_radical", "farthest_vertex", {{"radii", std::vector<double>{1.28, 1.6}}});
  const std::string vmsd = "vmsd";
  add("coarse_grained_sphere", "coarse_grained", {{"field", vmsd}, {"radius", 4.7}});
  add("coarse_grained_gaussian", "coarse_grained", {{"field", vmsd}, {"kernel", std::string("gaussian")}});
  add("coarse_grained_shells", "coarse_grained",
      {{"field", vmsd}, {"kernel", std::string("shells")}, {"bond", 3.3}, {"shells", std::int64_t{2}}});
  static const ModelFile model;
  add("softness", "softness", {{"model", model.path.string()}});
  return all;
}

// A small shaken crystal in a tilted box: smaller than most cutoffs, without symmetry, atoms in and out of the cell.
Configuration sample() {
  CounterRng rng(31, 1);
  Configuration c;
  c.box = Box({{Vec3{8.3, 0, 0}, Vec3{1.7, 9.1, 0}, Vec3{-1.2, 2.1, 8.7}}}, {0.3, -2, 1});
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  std::vector<double> vmsd;
  for (int k = 0; k < 27; ++k) {
    for (int half = 0; half < 2; ++half) {
      const Vec3 s = (Vec3{double(k / 9), double(k / 3 % 3), double(k % 3)} + half * Vec3{0.5, 0.5, 0.5}) * (1 / 3.0);
      c.positions.push_back(c.box.cartesian(s) + 0.35 * Vec3{rng.normal(), rng.normal(), rng.normal()});
      c.types.push_back(rng.below(3) == 0 ? 1 : 0);
      c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
      vmsd.push_back(0.03 + 0.02 * rng.uniform());
    }
  }
  c.fields.emplace_back("vmsd", Unit("Å^2"), std::move(vmsd));
  return c;
}

// The same atoms in another order, repeated or not.
Configuration picked(const Configuration& c, const std::vector<std::size_t>& order) {
  Configuration result = c;
  result.positions.clear();
  result.types.clear();
  result.ids.clear();
  std::vector<double> values;
  for (const std::size_t i : order) {
    result.positions.push_back(c.positions[i]);
    result.types.push_back(c.types[i]);
    result.ids.push_back(static_cast<std::int64_t>(result.ids.size()) + 1);
    values.push_back(c.fields[0].at(i));
  }
  result.fields = {Field("vmsd", Unit("Å^2"), values)};
  return result;
}

class EveryDescriptor : public testing::TestWithParam<Variant> {
 protected:
  std::vector<Field> compute(const Configuration& c, int threads = 2) const {
    return find_descriptor(GetParam().descriptor).compute(c, GetParam().settings, {.threads = threads});
  }

  // Atom i of `changed` must have the values of atom origin(i) of `base`.
  static void expect_same(const std::vector<Field>& base, const std::vector<Field>& changed,
                          const std::function<std::size_t(std::size_t)>& origin) {
    ASSERT_EQ(base.size(), changed.size());
    for (std::size_t f = 0; f < base.size(); ++f) {
      EXPECT_EQ(base[f].name(), changed[f].name());
      for (std::size_t i = 0; i < changed[f].atoms(); ++i) {
        for (std::size_t k = 0; k < base[f].components(); ++k) {
          const double expected = base[f].at(origin(i), k);
          EXPECT_NEAR(changed[f].at(i, k), expected, 1e-9 * (1 + std::abs(expected)))
              << base[f].name() << ", atom " << i;
        }
      }
    }
  }
  static std::size_t same(std::size_t i) { return i; }
};

TEST_P(EveryDescriptor, KeepsItsPromise) {
  const Configuration c = sample();
  const Descriptor& d = find_descriptor(GetParam().descriptor);
  const auto fields = compute(c);
  for (const Field& field : fields) {
    EXPECT_EQ(field.atoms(), c.size());
    EXPECT_FALSE(field.origin().empty());
    for (const double value : field.values()) EXPECT_TRUE(std::isfinite(value)) << field.name();
  }
  EXPECT_FALSE(d.summary.empty());
  EXPECT_NE(d.source.find("doi:"), std::string::npos);
  for (const std::string& need : d.needs) EXPECT_NE(c.find_field(need), nullptr);
  if (!GetParam().settings.empty()) return;
  ASSERT_EQ(fields.size(), d.outputs.size());
  for (std::size_t f = 0; f < fields.size(); ++f) {
    EXPECT_EQ(fields[f].name(), d.outputs[f].name);
    EXPECT_EQ(fields[f].unit(), Unit(d.outputs[f].unit));
    EXPECT_EQ(fields[f].components(), d.outputs[f].components);
    EXPECT_FALSE(d.outputs[f].meaning.empty());
  }
}

TEST_P(EveryDescriptor, IgnoresTranslation) {
  const Configuration c = sample();
  Configuration moved = c;
  for (Vec3& r : moved.positions) r += Vec3{3.3, -1.9, 5.5};
  expect_same(compute(c), compute(moved), same);
}

TEST_P(EveryDescriptor, IgnoresRotation) {
  const Configuration c = sample();
  CounterRng rng(5, 1);
  const Vec3 x = rng.unit_vector(), other = rng.unit_vector();
  Vec3 y = other - dot(other, x) * x;
  y *= 1 / norm(y);
  const Mat3 q{{x, y, cross(x, y)}};
  Configuration turned = c;
  turned.box = Box(c.box.cell() * q, c.box.origin() * q);
  for (Vec3& r : turned.positions) r = r * q;
  const auto scalars = [](std::vector<Field> fields) {
    std::erase_if(fields, [](const Field& field) { return directed.count(field.name()) > 0; });
    return fields;
  };
  expect_same(scalars(compute(c)), scalars(compute(turned)), same);
}

TEST_P(EveryDescriptor, IgnoresTheOrderOfAtoms) {
  const Configuration c = sample();
  std::vector<std::size_t> order(c.size());
  std::iota(order.begin(), order.end(), 0U);
  CounterRng rng(6, 1);
  for (std::size_t i = order.size() - 1; i > 0; --i) std::swap(order[i], order[rng.below(i + 1)]);
  expect_same(compute(c), compute(picked(c, order)), [&](std::size_t i) { return order[i]; });
}

TEST_P(EveryDescriptor, IgnoresReplication) {
  const Configuration c = sample();
  const Mat3& h = c.box.cell();
  std::vector<std::size_t> order(2 * c.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i % c.size();
  Configuration twice = picked(c, order);
  twice.box = Box({{2.0 * h[0], h[1], h[2]}}, c.box.origin());
  for (std::size_t i = c.size(); i < twice.size(); ++i) twice.positions[i] += h[0];
  expect_same(compute(c), compute(twice), [&](std::size_t i) { return order[i]; });
}

TEST_P(EveryDescriptor, IgnoresWhichImageOfAnAtomIsGiven) {
  const Configuration c = sample();
  Configuration unwrapped = c;
  CounterRng rng(7, 1);
  for (Vec3& r : unwrapped.positions) {
    const auto cells = [&] { return static_cast<double>(rng.below(5)) - 2; };
    r += cells() * c.box.cell()[0];
    r += cells() * c.box.cell()[1];
    r += cells() * c.box.cell()[2];
  }
  expect_same(compute(c), compute(unwrapped), same);
}

TEST_P(EveryDescriptor, IgnoresWhichCellOfTheLatticeIsGiven) {
  const Configuration c = sample();
  const Mat3& h = c.box.cell();
  Configuration other = c;
  other.box = Box({{h[0], h[1] + 2.0 * h[0], h[2] - h[1]}}, c.box.origin());
  expect_same(compute(c), compute(other), same);
}

TEST_P(EveryDescriptor, IsTheSameOnAnyNumberOfThreads) {
  // Larger than the blocks that threads share out.
  const Configuration c = sample();
  std::vector<std::size_t> order(8 * c.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i % c.size();
  Configuration large = picked(c, order);
  large.box = Box(2.0 * c.box.cell(), c.box.origin());
  for (std::size_t i = 0; i < large.size(); ++i) {
    const std::size_t cell = i / c.size();
    large.positions[i] += Vec3{double(cell & 1), double(cell >> 1 & 1), double(cell >> 2 & 1)} * c.box.cell();
  }
  const auto one = compute(large, 1), two = compute(large, 2);
  for (std::size_t f = 0; f < one.size(); ++f) {
    EXPECT_TRUE(std::equal(one[f].values().begin(), one[f].values().end(), two[f].values().begin())) << one[f].name();
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryDescriptor, testing::ValuesIn(variants()),
                         [](const auto& test) { return test.param.name; });

TEST(Registry, NamesAreUniqueAndParametersDescribed) {
  std::set<std::string> names;
  for (const Descriptor& d : descriptors()) {
    EXPECT_TRUE(names.insert(d.name).second) << d.name;
    for (const ParameterInfo& p : d.parameters) {
      EXPECT_FALSE(p.help.empty()) << d.name << " " << p.name;
      EXPECT_NO_THROW(Unit(p.unit));
    }
  }
}

}  // namespace
}  // namespace glasscape
