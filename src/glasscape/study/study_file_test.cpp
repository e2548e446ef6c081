#include "glasscape/study/study_file.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

StudyFile read(const std::string& text, const StudyChoice& choice = {}) {
  // Tests run side by side, each in a process of its own.
  const auto folder = std::filesystem::temp_directory_path() / ("glasscape_study_file-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto path = folder / "glasscape_study_test.toml";
  write_file_atomically(path, text);
  try {
    const StudyFile study = read_study(path, choice);
    std::filesystem::remove_all(folder);
    return study;
  } catch (const Error&) {
    std::filesystem::remove_all(folder);
    throw;
  }
}

std::string message(const std::string& text) {
  try {
    read(text);
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::usage);
    return e.what();
  }
  return "accepted";
}

TEST(StudyFile, KeepsOrderValuesAndPlaces) {
  const auto study = read(
      "title = \"T\"\npotential = \"kim:X\"\nseed = 7\n[glass]\natoms = 1000\ncooling_rate = \"1e12 K/s\"\n"
      "[fields.z_last]\nl = [4, 6]\n[fields.a_first]\ncutoff = 3.9\n");
  EXPECT_EQ(study.title, "T");
  EXPECT_EQ(study.seed, 7);
  ASSERT_EQ(study.fields.size(), 2U);
  EXPECT_EQ(study.fields[0].name, "z_last");
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(study.fields[0].find("l")->value), (std::vector<std::int64_t>{4, 6}));
  EXPECT_EQ(study.glass.find("cooling_rate")->where, "glasscape_study_test.toml:6");
  EXPECT_FALSE(study.explore.present);
}

TEST(StudyFile, MessagesNameFileAndLine) {
  EXPECT_NE(message("potential = \"p\"\n[glas]\natoms = 1\n").find("toml:2: 'glas' is not a known parameter"),
            std::string::npos);
  EXPECT_NE(message("potential = \"p\"\n[glas]\natoms = 1\n").find("did you mean 'glass'?"), std::string::npos);
  EXPECT_NE(message("potential = \"p\"\n[glass]\natoms = = 1\n").find("toml:3"), std::string::npos);
  EXPECT_NE(message("potential = \"p\"\n").find("no [glass] table"), std::string::npos);
  EXPECT_NE(message("[glass]\natoms = 1\n").find("no potential"), std::string::npos);
  EXPECT_NE(message("potential = 3\n[glass]\n").find("'potential' is not a text"), std::string::npos);
  EXPECT_NE(message("potential = \"p\"\n[glass]\natoms = 1979-05-27\n").find("toml:3"), std::string::npos);
  EXPECT_NE(message("potential = \"p\"\nseed = -1\n[glass]\n").find("negative"), std::string::npos);
  EXPECT_NE(message(std::string("potential = \"p\"\n\0[glass]\n", 25)).find("toml:2"), std::string::npos);
}

TEST(StudyFile, LaysAScaleOverTheFile) {
  const std::string text =
      "potential = \"kim:X\"\n[glass]\natoms = 1000\ncooling_rate = \"1e12 K/s\"\n[fields.s2]\ncutoff = 4\n"
      "[scale.full.glass]\natoms = 19652\n[scale.full.fields.s2]\nsmearing = 0.1\n[scale.full.explore]\nstep = 0.15\n";
  const StudyFile plain = read(text);
  EXPECT_EQ(std::get<std::int64_t>(plain.glass.find("atoms")->value), 1000);
  EXPECT_FALSE(plain.explore.present);
  const StudyFile full = read(text, {.scale = "full"});
  EXPECT_EQ(full.scale, "full");
  EXPECT_EQ(std::get<std::int64_t>(full.glass.find("atoms")->value), 19652);
  EXPECT_NE(full.glass.find("atoms")->where.find(":8"), std::string::npos) << full.glass.find("atoms")->where;
  EXPECT_NE(full.glass.find("cooling_rate"), nullptr);
  ASSERT_EQ(full.fields.size(), 1U);
  EXPECT_NE(full.fields[0].find("cutoff"), nullptr);
  EXPECT_NE(full.fields[0].find("smearing"), nullptr);
  EXPECT_TRUE(full.explore.present);
  EXPECT_THROW(read(text, {.scale = "huge"}), Error);
}

TEST(StudyFile, StartsFromTheGlassOfTheCommandLine) {
  const StudyFile study =
      read("potential = \"kim:X\"\n[glass]\natoms = 1000\n", {.glass = "some.lammps", .elements = {"Cu", "Zr"}});
  EXPECT_EQ(study.glass.find("atoms"), nullptr);
  EXPECT_TRUE(std::filesystem::path(std::get<std::string>(study.glass.find("file")->value)).is_absolute());
  EXPECT_EQ(std::get<std::vector<std::string>>(study.glass.find("elements")->value).size(), 2U);
}

TEST(StudyFile, AGlassOfTheCommandLineTakesThePlaceOfAMelt) {
  const std::string text = "potential = \"p\"\n[polymer]\nchains = 20\n[glass]\nmelt_time = 1\n";
  EXPECT_TRUE(read(text).polymer.present);
  EXPECT_FALSE(read(text, {.glass = "some.data"}).polymer.present);
}

TEST(StudyFile, ReadsWhatIsComparedWithPapers) {
  const std::string head = "potential = \"kim:X\"\n[glass]\natoms = 1000\n";
  const StudyFile study = read(head +
                               "[[compare]]\nwhat = \"a\"\nvalue = \"relax/relax.json: x\"\nlow = 1\n"
                               "[[compare]]\nwhat = \"b\"\nvalue = \"relax/relax.json: y\"\n");
  ASSERT_EQ(study.comparisons.size(), 2U);
  EXPECT_EQ(study.comparisons[0].low, 1);
  EXPECT_TRUE(std::isnan(study.comparisons[0].high));
  EXPECT_NE(message(head + "[[compare]]\nwhat = \"a\"\n").find("value"), std::string::npos);
  EXPECT_NE(message(head + "[[compare]]\nwhat = \"a\"\nvalu = \"x\"\n").find("'value'"), std::string::npos);
}

TEST(StudyFile, HasBranches) {
  const std::string text =
      "potential = \"p\"\n[glass]\natoms = 1000\n[inhomogenize]\nconnectivity = 0\nsize = 10\n"
      "[branch.strong.inhomogenize]\nconnectivity = 1\n[branch.none.glass]\natoms = 500\n"
      "[branch.none.inhomogenize]\nsize = 12\n[scale.full.branch.strong.inhomogenize]\nconnectivity = 0.9\n";
  const auto study = read(text);
  ASSERT_EQ(study.branches.size(), 2U);
  EXPECT_EQ(study.branches[0].branch, "strong");
  EXPECT_EQ(study.branches[1].branch, "none");
  const auto integer = [](const StudySection& s, const char* key) {
    return std::get<std::int64_t>(s.find(key)->value);
  };
  EXPECT_EQ(integer(study.branches[0].inhomogenize, "connectivity"), 1);
  EXPECT_EQ(integer(study.branches[0].inhomogenize, "size"), 10);
  EXPECT_EQ(integer(study.branches[1].glass, "atoms"), 500);
  EXPECT_EQ(integer(study.branches[1].inhomogenize, "connectivity"), 0);
  EXPECT_EQ(integer(study.inhomogenize, "connectivity"), 0);
  EXPECT_EQ(study.branches[1].inhomogenize.find("size")->where, "glasscape_study_test.toml:12");
  EXPECT_EQ(std::get<double>(read(text, {.scale = "full"}).branches[0].inhomogenize.find("connectivity")->value), 0.9);
  EXPECT_NE(message("potential = \"p\"\n[glass]\n[branch.a]\ntitle = \"x\"\n").find("toml:4: 'title' cannot differ"),
            std::string::npos);
  const auto two = read(
      "[branch.a]\npotential = \"p\"\nseed = 2\n[branch.a.glass]\n[branch.b]\npotential = \"q\"\n"
      "[branch.b.glass]\natoms = 5\n");
  EXPECT_EQ(two.branches[0].potential, "p");
  EXPECT_EQ(two.branches[0].seed, 2);
  EXPECT_EQ(two.branches[1].potential, "q");
  EXPECT_EQ(integer(two.branches[1].glass, "atoms"), 5);
  EXPECT_NE(message("potential = \"p\"\n[branch.a.relax]\n").find("no [glass]"), std::string::npos);
  EXPECT_NE(message("potential = \"p\"\n[glass]\n[branch.\"a/b\".glass]\natoms = 1\n").find("no name of a branch"),
            std::string::npos);
}

}  // namespace
}  // namespace glasscape
