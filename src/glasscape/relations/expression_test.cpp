#include "glasscape/relations/expression.hpp"

#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"
#include "glasscape/relations/relations_fixture.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Configuration small() {
  Configuration c = testing::random_points(Box::orthorhombic(20, 20, 20), 6, 2, 1);
  c.fields.emplace_back("a", Unit("eV"), std::vector<double>{1, 2, 3, 4, 5, nan});
  c.fields.emplace_back("b", Unit("meV"), std::vector<double>{1000, 1000, 1000, 1000, 1000, 1000});
  c.fields.emplace_back("area", Unit("Å^2"), std::vector<double>{4, 9, 16, 25, 36, 49});
  c.fields.emplace_back("n", Unit("1"), std::vector<double>{12, 12, 13, 12, 11, 10});
  c.fields.emplace_back("my-field", Unit("1"), std::vector<double>{0, 1, 2, 3, 4, 5});
  c.fields.emplace_back("v", Unit("Å"), std::vector<double>(18, 2.0), 3);
  return c;
}

Field value(const std::string& text) { return evaluate_expression(small(), text, "test", {}); }

TEST(Expression, FollowsTheRulesOfArithmetic) {
  const std::pair<const char*, double> cases[] = {{"n + 2*3 - 4/2", 16},
                                                  {"-n^2", -144},
                                                  {"2^n^0", 2},
                                                  {"(n - 2)*(n + 2)", 140},
                                                  {"n - 2 - 3", 7},
                                                  {"n/2/3", 2},
                                                  {"--n", 12},
                                                  {"2*-n", -24},
                                                  {"abs(-n) + exp(0)*1", 13},
                                                  {"log(exp(n))", 12},
                                                  {"log10(100*n/n)", 2},
                                                  {"sqrt(n*n)", 12},
                                                  {"n == 12", 1},
                                                  {"n != 12", 0},
                                                  {"n <= 12 and n >= 12", 1},
                                                  {"not n > 11 or n < 0", 0},
                                                  {"not (n > 11 and n < 0)", 1},
                                                  {"`my-field` + 1", 1},
                                                  {"1.5e1 - n", 3},
                                                  {" ( n ) ", 12},
                                                  {"n > 11 == 1", nan}};
  for (const auto& [text, expected] : cases) {
    if (std::isnan(expected)) {
      EXPECT_THROW(value(text), Error) << text;
    } else {
      EXPECT_NEAR(value(text).at(0), expected, 1e-12) << text;
    }
  }
}

TEST(Expression, CarriesUnits) {
  const std::pair<const char*, const char*> units[] = {
      {"a + b", "eV"},         {"b - a", "meV"},    {"a*area", "eV*Å^2"}, {"a/area", "eV/Å^2"},
      {"1/area", "1/Å^2"},     {"sqrt(area)", "Å"}, {"sqrt(a)", "1"},     {"area^1.5", "Å^3"},
      {"area/area", "1"},      {"log(a)", "1"},     {"rank(a)", "1"},     {"standardise(a)", "1"},
      {"2*a", "eV"},           {"a + 1", "eV"},     {"a > 2", "1"},       {"coarse(a, 6 Å)", "eV"},
      {"v.x*area/a", "Å^3/eV"}};
  for (const auto& [text, unit] : units) EXPECT_EQ(value(text).unit().symbol(), unit) << text;
  EXPECT_NEAR(value("a + b").at(1), 3, 1e-12);
  EXPECT_NEAR(value("b - a").at(1), -1000, 1e-9);
  EXPECT_EQ(value("b == a").at(0), 1);
  EXPECT_EQ(value("a + b").name(), "a + b");
}

TEST(Expression, LeavesTheUndefinedUndefined) {
  for (const char* text : {"a + 1", "a > 1", "not a > 1", "a > 1 or n > 1", "rank(a)", "coarse(a, 30)", "log(a)"}) {
    EXPECT_TRUE(std::isnan(value(text).at(5))) << text;
  }
  EXPECT_TRUE(std::isnan(value("log(-n)").at(0)));
  EXPECT_TRUE(std::isnan(value("sqrt(0 - n)").at(0)));
  EXPECT_TRUE(std::isnan(value("standardise(b)").at(0)));  // no spread
}

TEST(Expression, RanksAndStandardises) {
  EXPECT_EQ(value("rank(a)").at(4), 5);
  EXPECT_EQ(value("rank(n)").at(0), 4);        // 12 three times: ranks 3, 4, 5
  const Field s = value("standardise(area)");  // atoms 0, 2, 4 are Cu
  EXPECT_NEAR(s.at(0) + s.at(2) + s.at(4), 0, 1e-12);
  EXPECT_NEAR(s.at(0) * s.at(0) + s.at(2) * s.at(2) + s.at(4) * s.at(4), 2, 1e-12);
}

// Against a neighbour list, in a triclinic box smaller than the radius, with undefined values.
TEST(Expression, CoarseIsTheMeanOverASphere) {
  Configuration c = testing::random_points(
      Box(Mat3{{Vec3{9, 0, 0}, Vec3{2, 10, 0}, Vec3{1, 3, 8}}}, {}, {true, true, false}), 60, 2, 4);
  std::vector<double> x;
  for (std::size_t i = 0; i < c.size(); ++i) x.push_back(i % 9 == 3 ? nan : std::sin(static_cast<double>(i)));
  c.fields.emplace_back("x", Unit("Å"), x);
  for (const double radius : {2.5, 6.0, 11.0}) {
    const Field coarse = evaluate_expression(c, fmt::format("coarse(x, {} nm)", radius / 10), "test", {});
    const NeighborList list(c.view(), radius);
    for (std::size_t i = 0; i < c.size(); ++i) {
      double sum = x[i], count = 1;
      for (const Neighbor& n : list.of(i)) {
        if (std::isnan(x[n.index])) continue;
        sum += x[n.index];
        count += 1;
      }
      if (std::isnan(x[i])) {
        EXPECT_TRUE(std::isnan(coarse.at(i)));
      } else {
        EXPECT_NEAR(coarse.at(i), sum / count, 1e-12) << radius << " " << i;
      }
    }
  }
}

TEST(Expression, ErrorsNameThePlaceAndWhatIsExpected) {
  const std::pair<const char*, const char*> cases[] = {{"log(a", "character 6"},
                                                       {"a + area", "character 3"},
                                                       {"a ++", "character 4"},
                                                       {"foo*2", "character 1"},
                                                       {"coarse(a)", "character 9"},
                                                       {"coarse(a, 3 eV)", "character 11"},
                                                       {"coarse(a, -1)", "character 11"},
                                                       {"lgo(a)", "character 1"},
                                                       {"a = 2", "character 3"},
                                                       {"a b", "character 3"},
                                                       {"v + 1", "character 1"},
                                                       {"rank(3)*a", "character 1"},
                                                       {"a^n", "character 2"},
                                                       {"2^a", "character 2"},
                                                       {"`a + 1", "character 1"},
                                                       {"a & n", "character 3"},
                                                       {"1e999*a", "character 1"},
                                                       {"", "character 1"},
                                                       {"log*2", "character 1"},
                                                       {"a + (Å", "character 6"}};
  for (const auto& [text, place] : cases) {
    try {
      value(text);
      ADD_FAILURE() << text << " was accepted";
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::usage);
      EXPECT_NE(std::string(e.what()).find(place), std::string::npos) << text << ": " << e.what();
      EXPECT_FALSE(e.text().allowed.empty()) << text;
    }
  }
  EXPECT_THROW(value("2*3"), Error);
  EXPECT_THROW(value(std::string(100000, '(')), Error);
  EXPECT_THROW(value(std::string(100000, '-') + "a"), Error);
  EXPECT_THROW(value(std::string("a") + std::string(100000, '^')), Error);
}

TEST(Expression, SelectsAndRestricts) {
  const Configuration c = small();
  EXPECT_EQ(select_atoms(c, "n == 12", {}, {}), (std::vector<std::size_t>{0, 1, 3}));
  EXPECT_EQ(select_atoms(c, "n == 12", {"Zr"}, {}), (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(select_atoms(c, "a > 0", {}, {}).size(), 5U);  // undefined is not chosen
  EXPECT_THROW(select_atoms(c, "n > 99", {}, {}), Error);
  EXPECT_THROW(select_atoms(c, "", {"Ni"}, {}), Error);
  const Configuration r = restricted(c, {1, 3});
  ASSERT_EQ(r.species.size(), 1U);
  EXPECT_EQ(r.species[0].name, "Zr");
  EXPECT_EQ(r.types, (std::vector<std::int32_t>{0, 0}));
  EXPECT_EQ(r.find_field("a")->at(1), 4);
  EXPECT_EQ(r.find_field("v")->components(), 3U);
  EXPECT_EQ(column_or_expression(c, "my-field", "test", {}).at(3), 3);
  EXPECT_EQ(split_list("a, coarse(s2, 6 Å),b"), (std::vector<std::string>{"a", "coarse(s2, 6 Å)", "b"}));
}

}  // namespace
}  // namespace glasscape
