#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/field.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/core/unit.hpp"

namespace glasscape {
namespace {

TEST(Philox, KnownAnswers) {
  // Published with the generator (Random123, philox4x32 10 rounds).
  using Block = std::array<std::uint32_t, 4>;
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  const std::uint32_t f = 0xffffffff;
  EXPECT_EQ(philox4x32({f, f, f, f}, {f, f}), (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(CounterRng, MomentsAndIndependenceOfStreams) {
  CounterRng a(1, 2, 3), b(1, 2, 4);
  double sum = 0, square = 0, cross_sum = 0;
  Vec3 mean{};
  const int n = 100000;
  for (int i = 0; i < n; ++i) {
    const double x = a.normal(), y = b.normal();
    sum += x;
    square += x * x;
    cross_sum += x * y;
    const Vec3 u = a.unit_vector();
    EXPECT_NEAR(norm(u), 1, 1e-14);
    mean += u;
  }
  const double sigma = 5 / std::sqrt(n);  // five standard errors
  EXPECT_NEAR(sum / n, 0, sigma);
  EXPECT_NEAR(square / n, 1, sigma * std::sqrt(2.0));
  EXPECT_NEAR(cross_sum / n, 0, sigma);
  EXPECT_LT(norm(mean) / n, sigma);
}

TEST(Unit, Conversions) {
  const auto value = [](const char* text, const char* unit) { return parse_quantity(text, Unit(unit), "test"); };
  EXPECT_DOUBLE_EQ(value("1e12 K/s", "K/ps"), 1);
  EXPECT_DOUBLE_EQ(value("0.39 nm", "Å"), 3.9);
  EXPECT_DOUBLE_EQ(value("3.9", "Å"), 3.9);
  EXPECT_DOUBLE_EQ(value("1 GPa", "bar"), 1e4);
  EXPECT_NEAR(value("160.2176634 GPa", "eV/Å^3"), 1, 1e-12);
  EXPECT_NEAR(value("96.485332 kJ/mol", "eV"), 1, 1e-7);
  EXPECT_DOUBLE_EQ(value("1e9 /s", "1/ps"), 1e-3);
  EXPECT_DOUBLE_EQ(value("1e9 1/s", "1/ps"), 1e-3);
  EXPECT_THROW(value("3 /", "1/ps"), Error);
  EXPECT_NEAR(value("1 g/cm^3", "g/mol/Å³"), 0.602214, 1e-6);
  for (const char* bad : {"3 K", "abc", "", "1 Ångström", "nan Å", "1e999 Å", "3 Å 4"}) {
    EXPECT_THROW(value(bad, "Å"), Error) << bad;
  }
}

struct Options {
  double cutoff = 3.9;
  std::int64_t count = 12;
  bool weighted = false;
  std::string mode = "plain";
  std::vector<double> list = {1, 2};
};
const ParameterTable<Options>& table() {
  static const ParameterTable<Options> rows{
      {.name = "cutoff", .member = &Options::cutoff, .unit = Unit("Å"), .help = "radius", .bounds = positive()},
      {.name = "count", .member = &Options::count, .unit = Unit("1"), .help = "number", .bounds = between(1, 100)},
      {.name = "weighted", .member = &Options::weighted, .unit = Unit("1"), .help = "flag"},
      {.name = "mode", .member = &Options::mode, .unit = Unit("1"), .help = "way", .choices = {"plain", "radical"}},
      {.name = "list", .member = &Options::list, .unit = Unit("Å"), .help = "radii", .bounds = positive()}};
  return rows;
}

TEST(ParameterTable, SetsWithUnitsAndRefusesTheRest) {
  Options o;
  table().set(o, "cutoff", std::string("0.5 nm"));
  table().set(o, "count", std::string("1e1"));
  table().set(o, "weighted", std::string("yes"));
  table().set(o, "list", std::string("1, 0.2 nm"));
  EXPECT_DOUBLE_EQ(o.cutoff, 5);
  EXPECT_EQ(o.count, 10);
  EXPECT_TRUE(o.weighted);
  EXPECT_EQ(o.list, (std::vector<double>{1, 2}));
  const Options before = o;
  const std::pair<const char*, ParameterValue> bad[] = {{"cutoff", 0.0},
                                                        {"cutoff", std::nan("")},
                                                        {"cutoff", true},
                                                        {"count", 1.5},
                                                        {"count", std::int64_t{101}},
                                                        {"mode", std::string("radial")},
                                                        {"list", std::vector<double>{1, -1}},
                                                        {"cutof", 1.0}};
  for (const auto& [name, value] : bad) EXPECT_THROW(table().set(o, name, value), Error) << name;
  EXPECT_EQ(o.cutoff, before.cutoff);
}

TEST(ParameterTable, MessagesNameTheNearestMatch) {
  Options o;
  try {
    table().set(o, "cutof", 1.0, "study.toml:7");
    FAIL();
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(),
                 "study.toml:7: 'cutof' is not a known parameter\n  allowed: cutoff, count, weighted, mode, list\n"
                 "  remedy:  did you mean 'cutoff'?");
    EXPECT_EQ(e.kind(), ErrorKind::usage);
  }
}

TEST(AtomicFile, LeavesNothingWithoutCommit) {
  const auto folder = std::filesystem::temp_directory_path() / "glasscape_atomic_test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  {
    AtomicFile file(folder / "a.txt");
    file.write("half");
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  write_file_atomically(folder / "a.txt", "whole");
  EXPECT_EQ(read_file(folder / "a.txt"), "whole");
  EXPECT_EQ(hash_file(folder / "a.txt"), hash_text("whole"));
  EXPECT_THROW(write_file_atomically(folder / "missing" / "a.txt", "x"), Error);
  std::filesystem::remove_all(folder);
}

TEST(Field, ComponentsMustDivideTheValues) {
  EXPECT_THROW(Field("u", Unit("Å"), {1, 2, 3, 4}, 3), std::invalid_argument);
  const Field f("u", Unit("Å"), {1, 2, 3}, 3);
  EXPECT_EQ(f.column_names(), (std::vector<std::string>{"u.x", "u.y", "u.z"}));
}

}  // namespace
}  // namespace glasscape
