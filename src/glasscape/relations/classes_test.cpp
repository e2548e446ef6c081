#include "glasscape/relations/classes.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/relations/directional.hpp"
#include "glasscape/relations/relations_fixture.hpp"
#include "glasscape/relations/scan.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

RelateOptions quick() {
  RelateOptions options;
  options.resamples = 60;
  options.shuffles = 99;
  options.block = 10;
  return options;
}

TEST(Classes, AreAtomsWithEqualComponents) {
  const Field index("index", Unit("1"), {0, 12, 1, 10, 0, 12, nan, 10, 1, 10}, 2);
  const ClassLabels labels = class_labels(index, "test");
  EXPECT_EQ(labels.names, (std::vector<std::string>{"<0,12>", "<1,10>"}));
  EXPECT_EQ(labels.of, (std::vector<std::uint32_t>{0, 1, 0, ClassLabels::none, 1}));
  EXPECT_EQ(class_labels(Field("n", Unit("1"), {12, 13}), "test").names, (std::vector<std::string>{"12", "13"}));
  EXPECT_THROW(class_labels(Field("s2", Unit("kB"), {-3.2}), "test"), Error);
}

// Class 3 lies 1.5 below the others among Cu only; events are three per atom, some atoms have none.
TEST(Classes, FindThePlantedClassInItsSpecies) {
  const std::size_t n = 2000;
  const Configuration c = testing::random_points(testing::open_cube(60), n, 2, 3);
  CounterRng rng(5, 5);
  std::vector<double> label, property;
  RepeatedValues events;
  for (std::size_t i = 0; i < n; ++i) {
    label.push_back(static_cast<double>(rng.below(6)));
    auto& list = events.of.emplace_back();
    const double centre = 3 - (label.back() == 3 && c.types[i] == 0 ? 1.5 : 0) + 0.5 * rng.normal();
    for (std::size_t k = 0; k < (i % 5 == 0 ? 0U : 3U); ++k) list.push_back(centre + 0.3 * rng.normal());
    property.push_back(averaged(list, "mean", 1));
  }
  const ClassLabels labels = class_labels(Field("l", Unit("1"), label), "test");
  const Field y("activation_mean", Unit("eV"), property);
  const ClassRelation r = relate_classes(c, "l", labels, y, &events, quick(), {});
  ASSERT_EQ(r.of.size(), 2U);
  const SpeciesClasses &cu = r.of[0], &zr = r.of[1];
  EXPECT_EQ(cu.atoms, 1000U);
  EXPECT_EQ(cu.classes.size(), 6U);
  EXPECT_NEAR(cu.diversity, 6, 0.1);
  EXPECT_EQ(cu.pairs.size(), 6U);  // of the four most frequent
  for (const ClassSummary& k : cu.classes) {
    if (k.name != "3") continue;
    EXPECT_LE(k.others.ks.p_value, 0.01);
    EXPECT_NEAR(k.others.shift, -1.5, 0.15);
    EXPECT_EQ(k.others.events_a, 3 * k.defined);
    EXPECT_TRUE(k.mean.interval.contains(1.5));
  }
  for (const ClassSummary& k : zr.classes) EXPECT_GT(k.others.ks.p_value, 0.005) << k.name;
  EXPECT_GT(cu.utility.bottom.value, 0.5);
  EXPECT_LE(cu.utility.bottom.p_value, 0.01);
  EXPECT_GT(zr.utility.bottom.p_value, 0.01);
  EXPECT_GT(cu.utility.explained.interval.low, 0.3);
  double area = 0;
  for (std::size_t k = 0; k < cu.density.size(); ++k) area += cu.density[k] * (cu.edges[k + 1] - cu.edges[k]);
  EXPECT_NEAR(area, 1, 1e-9);
  const std::string csv = classes_csv(r);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 12);
  EXPECT_EQ(to_json(r).at("definition"), "toolkit definition");

  RunContext one, many;
  one.threads = 1;
  many.threads = 3;
  EXPECT_EQ(to_json(relate_classes(c, "l", labels, y, nullptr, quick(), one)),
            to_json(relate_classes(c, "l", labels, y, nullptr, quick(), many)));
}

// Components that do not know of each other share no more than each has; the mean of equal curves is that curve.
TEST(Directional, MeanOfComponentsBesideTheirSum) {
  const Configuration c = testing::random_points(testing::open_cube(34), 900, 1, 8, 2.2);
  const auto a = testing::exponential_field(c.positions, 2.5, 1);
  std::vector<double> same, apart;
  const auto b = testing::exponential_field(c.positions, 2.5, 2), d = testing::exponential_field(c.positions, 2.5, 3);
  for (std::size_t i = 0; i < c.size(); ++i) {
    same.insert(same.end(), {a[i], a[i], a[i]});
    apart.insert(apart.end(), {a[i], b[i], i == 7 ? nan : d[i]});
  }
  const auto equal = directional_autocorrelation(c, Field("v", Unit("Å^2"), same, 3), quick(), {});
  for (std::size_t k = 12; k < 40; ++k) {
    EXPECT_NEAR(equal.mean.raw.curve.value[k], equal.sum.raw.curve.value[k], 1e-12);
    EXPECT_NEAR(equal.mean.raw.curve.error[k], equal.sum.raw.curve.error[k], 1e-12);
  }
  EXPECT_NEAR(equal.mean.raw.length.xi, equal.sum.raw.length.xi, 1e-6);
  EXPECT_NEAR(equal.mean.raw.length.interval.high, equal.sum.raw.length.interval.high, 1e-6);
  const auto other = directional_autocorrelation(c, Field("v", Unit("Å^2"), apart, 3), quick(), {});
  EXPECT_EQ(other.mean.raw.curve.atoms, 899U);
  EXPECT_EQ(other.mean.undefined, 1U);
  const auto alone = autocorrelation(c, Field("a", Unit("Å^2"), a), quick(), {});
  // Averaging three independent curves leaves a smaller error than one of them has.
  double mean = 0, single = 0;
  for (std::size_t k = 16; k < 32; ++k) {
    mean += other.mean.raw.curve.error[k];
    single += alone.raw.curve.error[k];
  }
  EXPECT_LT(mean, 0.85 * single);
  EXPECT_THROW(directional_autocorrelation(c, Field("a", Unit("1"), a), quick(), {}), std::invalid_argument);
}

TEST(Scan, RelatesEveryValue) {
  const Configuration c = testing::random_points(testing::open_cube(34), 600, 2, 9, 2.2);
  const auto y = testing::exponential_field(c.positions, 3, 1), x = testing::exponential_field(c.positions, 1, 2);
  std::vector<double> mixed;
  for (std::size_t i = 0; i < c.size(); ++i) mixed.push_back(x[i] + y[i]);
  const ScanFields fields{.descriptor = "d",
                          .option = "cutoff",
                          .unit = "Å",
                          .values = {3, 6},
                          .names = {"d"},
                          .fields = {Field("d (cutoff 3)", Unit("1"), x), Field("d (cutoff 6)", Unit("1"), mixed)}};
  const Field property("p", Unit("eV"), y);
  const Scan scan = relate_scan(c, fields, &property, quick(), {});
  ASSERT_EQ(scan.points.size(), 2U);
  EXPECT_EQ(scan.points[1].value, 6);
  EXPECT_GT(scan.points[1].relation->species[0].pearson.value, 0.5);
  EXPECT_LT(std::abs(scan.points[0].relation->species[0].pearson.value), 0.3);
  EXPECT_EQ(scan.points[1].length.raw.curve.value[12],
            autocorrelation(c, fields.fields[1], quick(), {}).raw.curve.value[12]);
  const std::string csv = scan_csv(scan), header = csv.substr(0, csv.find('\n'));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 2 * 3);
  const std::string alone = scan_csv(relate_scan(c, fields, nullptr, quick(), {}));
  EXPECT_EQ(std::count(alone.begin(), alone.end(), ','), 3 * std::count(header.begin(), header.end(), ','));
}

}  // namespace
}  // namespace glasscape
