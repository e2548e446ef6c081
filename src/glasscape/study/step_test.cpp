#include "glasscape/study/step.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/study/branches.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

class StepTest : public testing::Test {
 protected:
  // Tests run side by side, each in a process of its own.
  fs::path directory = fs::temp_directory_path() / ("glasscape_step_test-" + std::to_string(::getpid()));
  std::vector<std::string> ran;
  std::string option = "1";
  bool fail_last = false;

  void SetUp() override { fs::remove_all(directory); }
  void TearDown() override { fs::remove_all(directory); }

  std::vector<Step> graph() {
    const auto writes = [this](const std::string& name, const std::string& need) {
      return [this, name, need](const fs::path& folder, const auto& of, const RunContext&) {
        ran.push_back(name);
        if (fail_last && name == "c") throw Error(ErrorKind::stopped, {"c", "stopped", {}, {}});
        const std::string before = need.empty() ? "" : read_file(of(need) / "out.txt");
        write_file_atomically(folder / "out.txt", before + name);
      };
    };
    return {{.name = "a", .summary = "first", .outputs = {"out.txt"}, .run = writes("a", "")},
            {.name = "b",
             .summary = "second",
             .needs = {"a"},
             .options = {{"x", option}},
             .outputs = {"out.txt"},
             .run = writes("b", "a")},
            {.name = "c", .summary = "third", .needs = {"b"}, .outputs = {"out.txt"}, .run = writes("c", "b")},
            {.name = "d", .summary = "beside", .needs = {"a"}, .outputs = {"out.txt"}, .run = writes("d", "a")}};
  }
  std::vector<std::string> run() {
    ran.clear();
    run_steps(graph(), directory, {}, [](const std::string&) {});
    return ran;
  }
};

using Names = std::vector<std::string>;

TEST_F(StepTest, RunsOnceThenNothing) {
  EXPECT_EQ(run(), (Names{"a", "b", "c", "d"}));
  EXPECT_EQ(read_file(directory / "c" / "out.txt"), "abc");
  EXPECT_EQ(run(), Names{});
}

TEST_F(StepTest, AnOptionRedoesOnlyWhatDependsOnItAndNothingIsLost) {
  run();
  option = "2";
  EXPECT_EQ(run(), (Names{"b", "c"}));
  option = "1";
  EXPECT_EQ(run(), Names{});  // the old result is still there
}

TEST_F(StepTest, DamagedOrMissingResultsAreRedone) {
  run();
  write_file_atomically(directory / "d" / "out.txt", "edited by hand");
  EXPECT_EQ(run(), Names{"d"});
  fs::remove(directory / "c" / "out.txt");
  EXPECT_EQ(run(), Names{"c"});
}

TEST_F(StepTest, AnInterruptedStudyContinues) {
  fail_last = true;
  EXPECT_THROW(run(), Error);
  EXPECT_EQ(ran, (Names{"a", "b", "c"}));
  fail_last = false;
  EXPECT_EQ(run(), (Names{"c", "d"}));
}

TEST_F(StepTest, InputFilesAreKnownByContent) {
  fs::create_directories(directory);
  const auto input = directory / "input.txt";
  write_file_atomically(input, "1");
  auto steps = graph();
  steps[0].inputs = {input};
  const auto before = examine(steps, directory);
  write_file_atomically(input, "2");
  const auto after = examine(steps, directory);
  for (std::size_t s = 0; s < steps.size(); ++s) EXPECT_NE(before[s].key, after[s].key);
  fs::remove(input);
  EXPECT_THROW(examine(steps, directory), Error);
}

TEST(Branches, ShareWhatIsTheSameInAll) {
  const auto steps = [](const char* connectivity) {
    return std::vector<Step>{{.name = "glass", .summary = "", .options = {{"atoms", "10"}}},
                             {.name = "modify", .summary = "", .needs = {"glass"}, .options = {{"c", connectivity}}},
                             {.name = "relax", .summary = "", .needs = {"modify"}},
                             {.name = "other", .summary = "", .needs = {"glass"}}};
  };
  std::vector<std::string> asked;
  auto first = steps("0"), second = steps("1");
  second[2].run = [&](const auto&, const auto& of, const auto&) { asked.push_back(of("modify").string()); };
  const auto all = join_branches({{"a", first}, {"b", second}});
  std::vector<std::string> names;
  for (const Step& s : all) names.push_back(s.name);
  EXPECT_EQ(names, (std::vector<std::string>{"glass", "modify.a", "relax.a", "other", "modify.b", "relax.b"}));
  EXPECT_EQ(all[5].needs, std::vector<std::string>{"modify.b"});
  EXPECT_EQ(all[5].branch, "b");
  EXPECT_EQ(all[3].branch, "");
  all[5].run({}, [](const std::string& name) { return std::filesystem::path("at/" + name); }, {});
  EXPECT_EQ(asked, std::vector<std::string>{"at/modify.b"});
}

}  // namespace
}  // namespace glasscape
