#include "glasscape/deformation/compare/compare_pair.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/deformation/deformation_fixture.hpp"

namespace glasscape {
namespace {

using namespace test;

std::string refusal(const std::string& request) {
  try {
    parse_pair_request(request);
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::usage);
    return e.what();
  }
  return "accepted";
}

TEST(PairRegistry, RefusesWhatItDoesNotKnow) {
  EXPECT_NE(refusal("d2mim").find("did you mean 'd2min'"), std::string::npos);
  EXPECT_NE(refusal("d2min:convention=root2").find("mean"), std::string::npos);
  EXPECT_NE(refusal("d2min:cutof=3").find("cutoff"), std::string::npos);
  EXPECT_NE(refusal("d2min:cutoff=-3").find("> 0"), std::string::npos);
  EXPECT_NE(refusal("ttg:min_neighbors=8").find("9"), std::string::npos);
  EXPECT_NE(refusal("").find("there is no name"), std::string::npos);
}

TEST(PairRegistry, MakesWhatItPromises) {
  const Configuration before = random_cell(80, 2);
  Configuration after = before;
  rattle(after, 0.2, 3);
  for (const PairDescriptor& d : pair_descriptors()) {
    Settings settings;
    if (d.name == "bonds") settings = {{"cutoff", 3.3}};
    if (d.name == "ttg") settings = {{"tensors", true}};
    const PairResult result = d.compute(Reference(before), after, settings, {});
    ASSERT_EQ(result.fields.size(), d.outputs.size()) << d.name;
    for (std::size_t k = 0; k < d.outputs.size(); ++k) {
      EXPECT_EQ(result.fields[k].name(), d.outputs[k].name);
      EXPECT_EQ(result.fields[k].unit().symbol(), d.outputs[k].unit);
      EXPECT_EQ(result.fields[k].components(), d.outputs[k].components);
      EXPECT_EQ(result.fields[k].atoms(), 80u);
      EXPECT_TRUE(result.fields[k].origin().starts_with(d.name + "("));
    }
  }
}

TEST(ComparePair, DoesNotDependOnOrderWrappingAndTheChoiceOfTheCell) {
  const Configuration before = random_cell(120, 6);
  Configuration after = before;
  rattle(after, 0.25, 7);
  map_affinely(after, {{Vec3{1, 0.6, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}});
  const std::vector<FieldRequest> requests{parse_pair_request("d2min:cutoff=4"), parse_pair_request("ttg:cutoff=5"),
                                           parse_pair_request("bonds:cutoff=3.5"), parse_pair_request("displacement")};
  const Comparison plain = compare_pair(before, after, requests, {}, {});
  Configuration other = after;
  Mat3 cell = other.box.cell();
  cell[1] -= cell[0];
  other.box = Box(cell, other.box.origin(), other.box.periodic());
  for (Vec3& r : other.positions) r += Vec3{5, -3, 8};
  wrap(other);
  std::rotate(other.positions.begin(), other.positions.begin() + 13, other.positions.end());
  std::rotate(other.ids.begin(), other.ids.begin() + 13, other.ids.end());
  const Comparison same = compare_pair(before, other, requests, {}, {.threads = 2});
  for (std::size_t k = 0; k < plain.current.fields.size(); ++k) {
    const Field &a = plain.current.fields[k], &b = same.current.fields[k];
    for (std::size_t v = 0; v < a.values().size(); ++v) {
      // Dominance compares ratios, which rounding may swap.
      if (a.name() == "ttg_dominance") continue;
      EXPECT_NEAR(a.values()[v], b.values()[v], 1e-9) << a.name();
    }
  }
  EXPECT_NEAR(same.map.f[0].y, 0.6, 1e-12);
}

TEST(ComparePair, RefusesTwoFieldsOfOneName) {
  const Configuration c = random_cell(50, 1);
  const std::vector<FieldRequest> twice{parse_pair_request("d2min"), parse_pair_request("d2min:convention=sum")};
  EXPECT_THROW(compare_pair(c, c, twice, {}, {}), Error);
  const std::vector<FieldRequest> labelled{parse_pair_request("d2min"),
                                           parse_pair_request("d2min:convention=sum,as=sum")};
  const Comparison both = compare_pair(c, c, labelled, {}, {});
  EXPECT_NE(both.current.find_field("d2min"), nullptr);
  EXPECT_NE(both.current.find_field("sum"), nullptr);
}

TEST(ComparePair, SummaryHoldsTheRelationOfBondsOnlyWithBothFields) {
  const Configuration before = random_cell(100, 1);
  Configuration after = before;
  rattle(after, 0.4, 3);
  const auto summary = [&](std::vector<FieldRequest> requests) {
    return comparison_summary(compare_pair(before, after, requests, {}, {}));
  };
  EXPECT_TRUE(summary({parse_pair_request("d2min")}).at("broken_bonds").is_null());
  const auto both = summary({parse_pair_request("d2min"), parse_pair_request("bonds:cutoff=3.2")});
  EXPECT_EQ(both.at("broken_bonds").at("bins").size(), 10u);
  EXPECT_EQ(both.at("fields").size(), 6u);
  EXPECT_GT(both.at("numbers").at("bonds.Cu-Cu.broken").get<double>(), 0);
}

}  // namespace
}  // namespace glasscape
