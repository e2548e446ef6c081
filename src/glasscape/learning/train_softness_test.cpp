#include "glasscape/learning/train_softness.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/learning/softness.hpp"
#include "glasscape/learning/spatial_folds.hpp"
#include "glasscape/statistics/correlation.hpp"

namespace glasscape {
namespace {

// A shaken crystal with two species at random, and a quantity that follows from the neighbourhood: a sum over two
// Gaussian shells of Zr neighbours, plus noise. The hyperplane that explains it lies in the space of the functions.
struct Glass {
  Configuration configuration;
  Field quantity;
};

Glass planted(double noise, std::uint64_t seed = 1, int cells = 10) {
  Configuration c;
  const double a = 3.2;
  c.box = Box::orthorhombic(a * cells, a * cells, a * cells);
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  CounterRng rng(seed, 9);
  for (int k = 0; k < cells * cells * cells; ++k) {
    for (const double half : {0.0, 0.5}) {
      const Vec3 site{k / (cells * cells) + half, k / cells % cells + half, k % cells + half};
      c.positions.push_back(site * a + 0.2 * Vec3{rng.normal(), rng.normal(), rng.normal()});
      c.types.push_back(static_cast<std::int32_t>(rng.below(2)));
      c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
    }
  }
  const StructureFunctions functions({}, 2, "test");
  const std::vector<std::string> species{"Cu", "Zr"};
  const auto names = functions.names(species);
  const auto at = [&](const char* name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  const std::size_t near = at("G Zr 2.5"), far = at("G Zr 3.25");
  std::vector<double> values(c.size());
  const std::vector<std::size_t> same{0, 1};
  functions.for_each(c.view(), same, {},
                     [&](std::size_t atom, std::span<const double> v) { values[atom] = v[near] - 0.5 * v[far]; });
  for (double& v : values) v += noise * rng.normal();
  return {.configuration = std::move(c), .quantity = Field("planted", Unit("1"), std::move(values))};
}

double correlation(const Configuration& c, int species, const Field& x, const Field& y) {
  std::vector<std::size_t> atoms;
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (c.types[i] == species) atoms.push_back(i);
  }
  const PairedSample pairs = complete_pairs(x.values(), y.values(), atoms);
  return pearson(pairs.x, pairs.y);
}

TEST(TrainSoftness, RecoversAPlantedHyperplaneOnAtomsItHasNotSeen) {
  const Glass glass = planted(0, 1, 14);
  SoftnessTrainingOptions options;
  options.share = 0.25;
  const TrainedSoftness trained = train_softness(glass.configuration, glass.quantity, options, {});
  ASSERT_EQ(trained.model.planes.size(), 2U);
  for (int s = 0; s < 2; ++s) {
    const SpeciesSoftness& plane = trained.model.planes[static_cast<std::size_t>(s)];
    EXPECT_GT(plane.roc_area.value, 0.99);
    EXPECT_GT(plane.balanced_accuracy.value, 0.95);
    EXPECT_GT(correlation(glass.configuration, s, trained.held_out, glass.quantity), 0.9);
  }
}

// Noise that has nothing to do with the structure: training atoms can be fitted, held-out atoms cannot.
TEST(TrainSoftness, FindsNothingInNoise) {
  const Glass glass = planted(1e6, 1, 14);
  SoftnessTrainingOptions options;
  options.costs = {1};
  const TrainedSoftness trained = train_softness(glass.configuration, glass.quantity, options, {});
  for (int s = 0; s < 2; ++s) {
    const SpeciesSoftness& plane = trained.model.planes[static_cast<std::size_t>(s)];
    EXPECT_NEAR(plane.roc_area.value, 0.5, 0.12);
    EXPECT_NEAR(correlation(glass.configuration, s, trained.held_out, glass.quantity), 0, 0.12);
    EXPECT_GT(correlation(glass.configuration, s, trained.softness, trained.classes), 0.3);
    EXPECT_LT(correlation(glass.configuration, s, trained.held_out, trained.classes), 0.2);
  }
}

TEST(TrainSoftness, LowCanBeSoft) {
  const Glass glass = planted(0.2);
  SoftnessTrainingOptions options;
  const TrainedSoftness high = train_softness(glass.configuration, glass.quantity, options, {});
  options.soft = "low";
  const TrainedSoftness low = train_softness(glass.configuration, glass.quantity, options, {});
  for (std::size_t i = 0; i < glass.configuration.size(); ++i) {
    EXPECT_NEAR(low.softness.at(i), -high.softness.at(i), 1e-3);
    EXPECT_EQ(std::isnan(low.classes.at(i)), std::isnan(high.classes.at(i)));
    if (std::isnan(low.classes.at(i))) continue;
    EXPECT_EQ(low.classes.at(i), 1 - high.classes.at(i));
  }
}

TEST(TrainSoftness, TakesNamedClasses) {
  const Glass glass = planted(0);
  std::vector<double> classes;
  for (const double v : glass.quantity.values()) classes.push_back(v > 2 ? 1 : v < 0.5 ? 0 : std::nan(""));
  SoftnessTrainingOptions options;
  options.classes = "named";
  const Field named("mark", Unit("1"), classes);
  const TrainedSoftness trained = train_softness(glass.configuration, named, options, {});
  EXPECT_GT(trained.model.planes[0].roc_area.value, 0.98);
  EXPECT_THROW(train_softness(glass.configuration, glass.quantity, options, {}), Error);  // not 0 and 1
  options.classes = "extremes";
  EXPECT_THROW(train_softness(glass.configuration, Field("flat", Unit("1"), std::vector<double>(2000, 3)), options, {}),
               Error);
}

TEST(TrainSoftness, LeavesOutASpeciesWithoutExamples) {
  const Glass glass = planted(0);
  std::vector<double> values(glass.quantity.values().begin(), glass.quantity.values().end());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (glass.configuration.types[i] == 1) values[i] = std::nan("");
  }
  const TrainedSoftness trained = train_softness(glass.configuration, Field("half", Unit("1"), values), {}, {});
  ASSERT_EQ(trained.model.planes.size(), 1U);
  EXPECT_EQ(trained.model.planes[0].species, "Cu");
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(std::isnan(trained.held_out.at(i)), glass.configuration.types[i] == 1);
    EXPECT_EQ(std::isnan(trained.softness.at(i)), glass.configuration.types[i] == 1);
  }
  std::fill(values.begin(), values.end(), std::nan(""));
  EXPECT_THROW(train_softness(glass.configuration, Field("none", Unit("1"), values), {}, {}), Error);
}

TEST(TrainSoftness, DoesNotDependOnThreads) {
  const Glass glass = planted(0.5);
  const TrainedSoftness one = train_softness(glass.configuration, glass.quantity, {}, {.threads = 1});
  const TrainedSoftness three = train_softness(glass.configuration, glass.quantity, {}, {.threads = 3});
  EXPECT_EQ(to_json_text(one.model), to_json_text(three.model));
  for (std::size_t i = 0; i < glass.configuration.size(); ++i) EXPECT_EQ(one.held_out.at(i), three.held_out.at(i));
}

TEST(TrainSoftness, RefusesTooFewExamples) {
  const Glass glass = planted(0, 1, 4);
  EXPECT_THROW(train_softness(glass.configuration, glass.quantity, {}, {}), Error);
  SoftnessTrainingOptions options;
  options.folds = 20;
  EXPECT_THROW(train_softness(glass.configuration, glass.quantity, options, {}), Error);  // more folds than blocks
}

// No example near a held-out atom is learned from: the distances are measured without the grid.
TEST(SpatialFolds, KeepTheMarginAndSpreadTheClasses) {
  const Glass glass = planted(0);
  const Configuration& c = glass.configuration;
  const auto classes = extreme_classes(c, glass.quantity, 0.1, true);
  const double margin = 4;
  const SpatialFolds folds = spatial_folds(c, classes, 4, 8, margin, 1, {});
  const double edge = c.box.cell()[0].x;
  std::vector<std::size_t> soft(4, 0), hard(4, 0);
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (classes[i] == SoftnessClass::none) continue;
    ++(classes[i] == SoftnessClass::soft ? soft : hard)[folds.of[i]];
    std::uint32_t near = 0;
    for (std::size_t j = 0; j < c.size(); ++j) {
      Vec3 d = c.positions[j] - c.positions[i];
      for (std::size_t k = 0; k < 3; ++k) d[k] -= edge * std::round(d[k] / edge);
      if (norm(d) < margin) near |= 1U << folds.of[j];
    }
    ASSERT_EQ(folds.near[i], near) << i;
  }
  for (std::size_t f = 0; f < 4; ++f) {
    EXPECT_NEAR(static_cast<double>(soft[f]), 50, 12);
    EXPECT_NEAR(static_cast<double>(hard[f]), 50, 12);
  }
}

TEST(ExtremeClasses, TakeTheEndsOfEachSpecies) {
  const Glass glass = planted(0);
  const Configuration& c = glass.configuration;
  const auto classes = extreme_classes(c, glass.quantity, 0.1, true);
  for (int s = 0; s < 2; ++s) {
    double least_soft = 1e9, most_other = -1e9;
    std::size_t soft = 0, hard = 0, all = 0;
    for (std::size_t i = 0; i < c.size(); ++i) {
      if (c.types[i] != s) continue;
      ++all;
      soft += classes[i] == SoftnessClass::soft;
      hard += classes[i] == SoftnessClass::hard;
      double& bound = classes[i] == SoftnessClass::soft ? least_soft : most_other;
      bound = classes[i] == SoftnessClass::soft ? std::min(bound, glass.quantity.at(i))
                                                : std::max(bound, glass.quantity.at(i));
    }
    EXPECT_EQ(soft, all / 10);
    EXPECT_EQ(hard, all / 10);
    EXPECT_GE(least_soft, most_other);
  }
}

class SoftnessModelFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("glasscape-softness-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path(const char* name) { return (folder_ / name).string(); }

  std::filesystem::path folder_;
};

TEST_F(SoftnessModelFile, GivesTheSameSoftnessWhenReadAgain) {
  const Glass glass = planted(0.2);
  const TrainedSoftness trained = train_softness(glass.configuration, glass.quantity, {}, {});
  write_softness_model(path("m.json"), trained.model);
  const auto fields = softness(glass.configuration, {.model = path("m.json")}, {});
  for (std::size_t i = 0; i < glass.configuration.size(); ++i) EXPECT_EQ(fields[0].at(i), trained.softness.at(i));
  // Another glass, its species in the other order.
  Glass other = planted(0.2, 2);
  const Field before = softness(other.configuration, {.model = path("m.json")}, {})[0];
  std::swap(other.configuration.species[0], other.configuration.species[1]);
  for (auto& type : other.configuration.types) type = 1 - type;
  const Field after = softness(other.configuration, {.model = path("m.json")}, {})[0];
  for (std::size_t i = 0; i < before.atoms(); ++i) EXPECT_DOUBLE_EQ(before.at(i), after.at(i));
  EXPECT_GT(correlation(other.configuration, 0, after, other.quantity), 0.8);
  other.configuration.species[0].name = "Al";
  EXPECT_THROW(softness(other.configuration, {.model = path("m.json")}, {}), Error);
}

TEST_F(SoftnessModelFile, IsRefusedWhenDamagedOrOfAnotherVersion) {
  const Glass glass = planted(0.2);
  const std::string good = to_json_text(train_softness(glass.configuration, glass.quantity, {}, {}).model);
  const auto refuse = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto place = text.find(from);
    ASSERT_NE(place, std::string::npos) << from;
    text.replace(place, from.size(), to);
    std::ofstream(path("bad.json")) << text;
    EXPECT_THROW(read_softness_model(path("bad.json")), Error) << from;
  };
  refuse("\"version\": 1", "\"version\": 2");
  refuse("glasscape softness model", "something else");
  refuse("\"radial_step\": 0.25", "\"radial_step\": 0.5");
  refuse("\"radial_step\": 0.25", "\"radial_step\": \"wide\"");
  refuse("\"weights\": [", "\"weights\": [0.5,");
  refuse("\"bias\"", "\"bios\"");
  refuse("G Cu 2.5", "G Cu 2.6");
  std::ofstream(path("bad.json")) << good.substr(0, good.size() / 2);
  EXPECT_THROW(read_softness_model(path("bad.json")), Error);
  EXPECT_THROW(read_softness_model(path("absent.json")), Error);
  EXPECT_THROW(softness(glass.configuration, {}, {}), Error);
}

}  // namespace
}  // namespace glasscape
