#include "glasscape/study/study_number.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/study/compare_step.hpp"

namespace glasscape {
namespace {

const auto document = nlohmann::json::parse(R"({
  "of": [{"species": "all", "n": 3, "list": [{"name": "s2", "r": {"value": 0.2, "low": 0.1, "high": 0.3}}]},
         {"species": "Cu", "n": 3, "list": [{"name": "s2", "r": {"value": 0.5, "low": 0.4, "high": 0.6}},
                                            {"name": "q6", "r": {"value": null, "low": null, "high": null}}]}],
  "raw": {"xi": 2.2, "xi_low": 2.0, "xi_high": 2.5, "word": "none"}, "plain": 7})");

TEST(StudyNumber, FollowsMembersEntriesAndConditions) {
  const StudyNumber r = study_number(document, "of[species=Cu, n=3].list[name=s2].r");
  EXPECT_EQ(r.value, 0.5);
  EXPECT_EQ(r.low, 0.4);
  EXPECT_EQ(r.high, 0.6);
  EXPECT_EQ(study_number(document, "of[0].list[0].r.value").value, 0.2);
  EXPECT_EQ(study_number(document, "of[species=Cu].list[r.low=0.4].r.high").value, 0.6);
  EXPECT_EQ(study_number(document, "plain").value, 7);
  EXPECT_TRUE(std::isnan(study_number(document, "plain").low));
}

TEST(StudyNumber, FindsTheIntervalOfAPlainNumberBesideIt) {
  const StudyNumber xi = study_number(document, "raw.xi");
  EXPECT_EQ(xi.value, 2.2);
  EXPECT_EQ(xi.low, 2.0);
  EXPECT_EQ(xi.high, 2.5);
}

TEST(StudyNumber, FindsTheStandardErrorOfAPlainNumber) {
  const auto test = nlohmann::json::parse(
      R"({"modulus_GPa": 30, "modulus_error_GPa": 2, "change_eV": 1, "change_standard_error_eV": 0.25, "rate": 4})");
  EXPECT_EQ(study_number(test, "modulus_GPa").low, 28);
  EXPECT_EQ(study_number(test, "modulus_GPa").high, 32);
  EXPECT_EQ(study_number(test, "change_eV").high, 1.25);
  EXPECT_TRUE(std::isnan(study_number(test, "rate").low));
}

TEST(StudyNumber, KnowsTheFormsOfAnEstimate) {
  const auto estimates = nlohmann::json::parse(
      R"({"alpha": {"value": 3, "error": 0.5}, "both": {"value": 3, "low": 1, "high": 4, "error": 0.5},
          "turn": {"mean": 2, "standard_error": 0.25}, "radius": {"value_A": 11, "low_A": null, "high_A": 12},
          "none": {"mean": null, "standard_error": null}})");
  EXPECT_EQ(study_number(estimates, "alpha").low, 2.5);
  EXPECT_EQ(study_number(estimates, "both").low, 1);
  EXPECT_EQ(study_number(estimates, "turn").high, 2.25);
  EXPECT_EQ(study_number(estimates, "turn.mean").high, 2.25);
  EXPECT_EQ(study_number(estimates, "radius.value_A").value, 11);
  EXPECT_EQ(study_number(estimates, "radius.value_A").high, 12);
  EXPECT_TRUE(std::isnan(study_number(estimates, "radius.value_A").low));
  EXPECT_EQ(study_number(estimates, "none").trouble, "not determined");
}

TEST(StudyNumber, SaysWhereAPathLeadsNowhere) {
  const auto trouble = [&](const char* path) { return study_number(document, path).trouble; };
  EXPECT_NE(trouble("of[species=Zr].list").find("[species=Zr]"), std::string::npos);
  EXPECT_NE(trouble("of[7]").find("[7]"), std::string::npos);
  EXPECT_NE(trouble("raw.eta").find("eta"), std::string::npos);
  EXPECT_NE(trouble("raw.word").find("no number"), std::string::npos);
  EXPECT_EQ(trouble("of[species=Cu].list[name=q6].r"), "not determined");
  EXPECT_NE(trouble("plain[a=b]").find("[a=b]"), std::string::npos);
}

TEST(StudyNumber, PlacesHaveAStepAFileAndAPath) {
  const NumberPlace place = number_place("fields.s2/fields.json: a.b", "here");
  EXPECT_EQ(place.step, "fields.s2");
  EXPECT_EQ(place.file, "fields.json");
  EXPECT_EQ(place.path, "a.b");
  for (const char* wrong : {"relate", "relate/x.json", "relate: a", "relate/x.json: ", "relate/x.json: a[b"}) {
    EXPECT_THROW(number_place(wrong, "here"), Error) << wrong;
  }
}

TEST(PublishedNumber, AgreesByValueOrByInterval) {
  PublishedNumber line{.low = 0.9, .high = NAN};
  EXPECT_EQ(agreement({0.95, 0.8, 0.99, ""}, line), Agreement::agrees);
  EXPECT_EQ(agreement({0.85, 0.8, 0.95, ""}, line), Agreement::within_error);
  EXPECT_EQ(agreement({0.85, 0.8, 0.89, ""}, line), Agreement::differs);
  EXPECT_EQ(agreement({0.85, NAN, NAN, ""}, line), Agreement::differs);
  EXPECT_EQ(agreement({NAN, NAN, NAN, "not determined"}, line), Agreement::missing);
  line.low = NAN;
  EXPECT_EQ(agreement({0.85, NAN, NAN, ""}, line), Agreement::unbounded);
}

TEST(StudyNumber, DifferencesAndRatiosCarryTheirErrors) {
  const StudyNumber a{10, 7, 14, {}}, b{5, 1, 8, {}};
  const StudyNumber d = difference(a, b);
  EXPECT_EQ(d.value, 5);
  EXPECT_DOUBLE_EQ(d.low, 5 - std::hypot(3, 3));
  EXPECT_DOUBLE_EQ(d.high, 5 + std::hypot(4, 4));
  const StudyNumber r = ratio(a, b);
  EXPECT_EQ(r.value, 2);
  EXPECT_DOUBLE_EQ(r.low, 2 - 2 * std::hypot(0.3, 0.6));
  EXPECT_DOUBLE_EQ(r.high, 2 + 2 * std::hypot(0.4, 0.8));
  EXPECT_EQ(ratio(a, {0, 0, 0, {}}).trouble, "divided by nothing");
  const StudyNumber missing{NAN, NAN, NAN, "there is no 'x'"};
  EXPECT_EQ(difference(a, missing).trouble, "there is no 'x'");
  EXPECT_EQ(ratio(missing, b).trouble, "there is no 'x'");
}

}  // namespace
}  // namespace glasscape
