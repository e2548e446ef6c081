#include "glasscape/relations/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "glasscape/relations/relate.hpp"
#include "glasscape/relations/relations_fixture.hpp"
#include "glasscape/relations/verdict_tables.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Two species at random places in an open cube, a property of correlation length 3 Å known through noisy events, and
// descriptors that share more or less of it.
struct Planted {
  Configuration configuration;
  VerdictRequest request;
};

Planted planted(std::size_t atoms, const std::vector<double>& shares, std::uint64_t seed, double noise = 1) {
  Planted p;
  p.configuration = testing::random_points(testing::open_cube(40), atoms, 2, seed, 2.2);
  const auto& positions = p.configuration.positions;
  const auto truth = testing::exponential_field(positions, 3, seed + 1);
  CounterRng rng(seed, 9);
  RepeatedValues events;
  std::vector<double> property;
  for (std::size_t i = 0; i < atoms; ++i) {
    auto& list = events.of.emplace_back();
    for (std::uint64_t k = 0; k < rng.below(4); ++k) list.push_back(truth[i] + noise * rng.normal());
    property.push_back(averaged(list, "mean", 1));  // NaN for a quarter of the atoms
  }
  p.request.properties.emplace_back("activation_mean", Unit("eV"), property);
  p.request.events["activation_mean"] = events;
  for (std::size_t c = 0; c < shares.size(); ++c) {
    const auto other = testing::exponential_field(positions, 1.5 + static_cast<double>(c), seed + 10 + c);
    std::vector<double> x;
    for (std::size_t i = 0; i < atoms; ++i)
      x.push_back(shares[c] * truth[i] + std::sqrt(1 - shares[c] * shares[c]) * other[i]);
    p.request.descriptors.emplace_back(fmt::format("d{}", c), Unit("Å"), x);
  }
  return p;
}

RelateOptions quick() {
  RelateOptions options;
  options.resamples = 200;
  options.shuffles = 100;
  options.block = 10;
  return options;
}

TEST(Verdict, RanksPlantedDescriptorsPerSpecies) {
  const Planted p = planted(1500, {0.1, 0.8, -0.45}, 3);
  const Verdict v = relate_everything(p.configuration, p.request, quick(), {});
  ASSERT_EQ(v.of.size(), 3U);  // all, Cu, Zr
  EXPECT_EQ(v.of[0].species, "all");
  EXPECT_EQ(v.of[1].species, "Cu");
  EXPECT_EQ(v.lengths.size(), 4U);
  for (const SpeciesVerdict& s : v.of) {
    EXPECT_EQ(s.table.of[1].rank, 1U) << s.species;
    EXPECT_EQ(s.table.of[2].rank, 2U) << s.species;
    EXPECT_FALSE(s.table.of[0].ties_with_best) << s.species;
    // One to three events of noise 1: intraclass 1/2, reliability 1/(1 + ⟨1/n⟩) = 0.62.
    ASSERT_TRUE(s.reliability.has_value());
    EXPECT_NEAR(s.reliability->intraclass.value, 0.5, 0.12) << s.species;
    EXPECT_NEAR(s.table.reliability.value, 0.62, 0.1) << s.species;
    EXPECT_TRUE(s.table.of[1].corrected.interval.contains(0.8) || std::abs(s.table.of[1].corrected.value - 0.8) < 0.12)
        << s.species << " " << s.table.of[1].corrected.value;
    EXPECT_LT(s.table.of[1].pearson.value, 0.75) << s.species;
    EXPECT_EQ(s.table.of[1].binned.at(0).per_bin, 100);
  }
  EXPECT_EQ(v.of[1].atoms + v.of[2].atoms, v.of[0].atoms);
}

TEST(Verdict, AgreesWithThePairByItself) {
  const Planted p = planted(800, {0.5}, 7);
  const Verdict v = relate_everything(p.configuration, p.request, quick(), {});
  const auto pair = relate_fields(p.configuration, p.request.descriptors[0], p.request.properties[0], quick(), {});
  for (std::size_t s = 0; s < 3; ++s) {
    const Predictor& a = v.of[s].table.of[0];
    const SpeciesRelation& b = pair.species[s];
    EXPECT_EQ(v.of[s].species, b.species);
    EXPECT_EQ(a.pairs, b.sample.size());
    EXPECT_NEAR(a.pearson.value, b.pearson.value, 1e-12);
    EXPECT_NEAR(a.spearman.value, b.spearman.value, 1e-12);
    // Other random numbers: the error of an interval from 200 resamples.
    EXPECT_NEAR(a.pearson.interval.low, b.pearson.interval.low, 0.03);
  }
  const auto alone = autocorrelation(p.configuration, p.request.descriptors[0], quick(), {});
  for (std::size_t k = 12; k < 48; ++k) EXPECT_EQ(v.lengths[0].raw.curve.value[k], alone.raw.curve.value[k]);
  EXPECT_EQ(v.lengths[0].standardised.length.xi, alone.standardised.length.xi);
  EXPECT_EQ(v.lengths[0].standardised.length.interval.low, alone.standardised.length.interval.low);
}

// Twelve descriptors whose share of the property grows with their own length, or not at all.
TEST(Verdict, TestsTheRule) {
  PredictorTable table;
  std::vector<FieldAutocorrelation> lengths;
  for (int k = 0; k < 12; ++k) {
    Predictor p;
    p.spearman.value = (k % 2 == 0 ? 1 : -1) * (0.05 + 0.05 * k);
    p.spearman.interval = {p.spearman.value - 0.2, p.spearman.value + 0.2};
    p.score = std::abs(p.spearman.value);
    table.of.push_back(p);
    FieldAutocorrelation f;
    f.standardised.length.xi = 1 + 0.1 * (k ^ 1);  // neighbours in score exchanged
    f.raw.length.xi = k == 3 ? nan : 1 + (k * 7 % 12);
    lengths.push_back(f);
  }
  const RuleTest rule = test_rule(table, lengths, false, quick(), 5, {});
  EXPECT_EQ(rule.points.size(), 12U);
  EXPECT_NEAR(rule.spearman.value, 1 - 6 * 12.0 / (12 * 143), 1e-12);
  EXPECT_LT(rule.p_value, 0.001);
  EXPECT_GT(rule.spearman.interval.low, 0.5);
  EXPECT_EQ(rule.points[0].score_interval.low, 0);  // the interval of the signed value holds 0
  EXPECT_NEAR(rule.points[11].score_interval.low, 0.4, 1e-12);
  EXPECT_NEAR(rule.points[11].score_interval.high, 0.8, 1e-12);
  const RuleTest raw = test_rule(table, lengths, true, quick(), 5, {});
  EXPECT_EQ(raw.left_out, 1U);
  EXPECT_GT(raw.p_value, 0.05);
  table.of.resize(3);
  lengths.resize(3);
  EXPECT_TRUE(std::isnan(test_rule(table, lengths, false, quick(), 5, {}).p_value));
}

TEST(Verdict, DoesNotDependOnThreads) {
  const Planted p = planted(600, {0.5, 0.2}, 11);
  RunContext one, many;
  one.threads = 1;
  many.threads = 4;
  const auto a = to_json(relate_everything(p.configuration, p.request, quick(), one)).dump();
  EXPECT_EQ(a, to_json(relate_everything(p.configuration, p.request, quick(), many)).dump());
}

TEST(Verdict, KnowsPropertiesByName) {
  for (const char* name : {"activation_mean", "d2min_0.05", "shear_d2min", "diffusive_msd", "propensity", "fast_p_hop",
                           "hops", "first_hop", "aqs_first_strain"}) {
    EXPECT_TRUE(is_property_name(name)) << name;
  }
  for (const char* name : {"vmsd", "s2", "coordination", "softness", "participation_fraction", "reactivation_x"}) {
    EXPECT_FALSE(is_property_name(name)) << name;
  }
  Configuration c = testing::random_points(testing::open_cube(9), 4, 1, 1);
  for (const char* name : {"activation_mean", "activation_min", "activation_count", "viscosity_log10", "d2min",
                           "propensity_error", "s2", "vmsd_variance"}) {
    c.fields.emplace_back(name, Unit("1"), std::vector<double>(4, 1.0));
  }
  c.fields.emplace_back("index", Unit("1"), std::vector<double>(8, 1.0), 2);
  EXPECT_EQ(default_properties(c), (std::vector<std::string>{"activation_mean", "d2min"}));
  EXPECT_EQ(default_descriptors(c), (std::vector<std::string>{"s2"}));
}

TEST(Verdict, TablesHoldEveryNumberOrSayWhy) {
  Planted p = planted(300, {0.5, 0.2}, 13);
  p.request.descriptors.emplace_back("flat, same", Unit("1"), std::vector<double>(300, 2.0));
  const Verdict v = relate_everything(p.configuration, p.request, quick(), {});
  const std::string csv = matrix_csv(v);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 3 * 3);
  EXPECT_NE(csv.find("\"flat, same\""), std::string::npos);
  const std::string ranking = ranking_csv(v);
  EXPECT_EQ(std::count(ranking.begin(), ranking.end(), '\n'), 1 + 3 * 3);
  EXPECT_NE(lengths_csv(v.lengths).find("standardised"), std::string::npos);
  EXPECT_NE(reliability_csv(v).find("activation_mean,Zr,"), std::string::npos);
  const auto json = to_json(v);
  EXPECT_EQ(json.at("verdicts").size(), 3U);
  EXPECT_TRUE(json.at("verdicts")[0].at("predictors")[2].at("rank").is_null());
  EXPECT_EQ(json.at("verdicts")[0].at("ranking")[2], "flat, same");
  EXPECT_NE(json.dump().find("bins of 200"), std::string::npos);  // the note why there is no binned r
}

}  // namespace
}  // namespace glasscape
