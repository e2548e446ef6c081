#include "glasscape/landscape/explore.hpp"

#include <atomic>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

#include "glasscape/core/error.hpp"
#include "glasscape/landscape/activation_field.hpp"
#include "glasscape/landscape/atom_selection.hpp"
#include "glasscape/landscape/relax.hpp"
#include "glasscape/landscape/schedule.hpp"
#include "test_crystals.hpp"

namespace glasscape {
namespace {

using namespace testing;

class Explore : public ::testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_KIM_MODELS();
    folder_ = std::filesystem::temp_directory_path() /
              ("glasscape-explore-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()) +
               std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    potential_ = open_potential(mendelev_2009);
    Configuration crystal = fcc_copper(3, 3.63909);
    crystal.positions.erase(crystal.positions.begin() + 40);
    crystal.types.pop_back();
    crystal.ids.pop_back();
    crystal.types[3] = 1;  // a Zr atom beside the vacancy
    configuration_ = relax(crystal, potential_, {.force_tolerance = 1e-7}).configuration;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  ExploreResult run(const std::string& name, const ExploreOptions& options, int threads = 1,
                    const std::atomic<bool>* stop = nullptr) {
    return explore(configuration_, potential_, file(name), options, {.threads = threads, .stop = stop});
  }
  // Every column of every event except the time it took, as text.
  [[nodiscard]] std::vector<std::string> rows(const std::string& name) const {
    SqliteFile db(file(name), SqliteFile::Mode::read_only);
    std::vector<std::string> columns, result;
    SqliteStatement info = db.prepare("SELECT name FROM pragma_table_info('event') WHERE name <> 'seconds'");
    std::string list;
    while (info.step()) list += (list.empty() ? "quote(" : " || '|' || quote(") + info.text(0) + ")";
    SqliteStatement row = db.prepare("SELECT " + list + " FROM event ORDER BY id");
    while (row.step()) result.push_back(row.text(0));
    return result;
  }

  std::filesystem::path folder_;
  std::shared_ptr<const ForceField> potential_;
  Configuration configuration_;
};

ExploreOptions few() {
  ExploreOptions options;
  options.atoms = "1-4,38";
  options.events_per_atom = 3;
  return options;
}

TEST_F(Explore, SameEventsOnOneThreadOrThree) {
  const auto one = run("one.db", few(), 1);
  const auto three = run("three.db", few(), 3);
  EXPECT_TRUE(one.complete && three.complete);
  EXPECT_EQ(one.computed, 15);
  EXPECT_EQ(rows("one.db").size(), 15U);
  EXPECT_EQ(rows("one.db"), rows("three.db"));
}

TEST_F(Explore, ContinuesAndThenHasNothingToDo) {
  auto options = few();
  run("whole.db", options);
  options.events_per_atom = 1;
  EXPECT_EQ(run("parts.db", options).computed, 5);
  options.events_per_atom = 3;
  EXPECT_EQ(run("parts.db", options, 2).computed, 10);
  EXPECT_EQ(rows("whole.db"), rows("parts.db"));
  const auto again = run("parts.db", options);
  EXPECT_EQ(again.computed, 0);
  EXPECT_TRUE(again.complete);
  EXPECT_EQ(again.catalogue.attempts, 15);
}

TEST_F(Explore, StopsWithinAnAttemptAndContinues) {
  std::atomic<bool> stop{false};
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    stop = true;
  });
  auto options = few();
  options.events_per_atom = 20;
  const auto first = run("stopped.db", options, 2, &stop);
  later.join();
  EXPECT_FALSE(first.complete);
  EXPECT_EQ(first.computed + first.remaining, 100);
  EXPECT_EQ(first.catalogue.by_status.count("stopped"), 0U);
  EXPECT_TRUE(run("stopped.db", options, 2).complete);
  run("whole.db", options);
  EXPECT_EQ(rows("whole.db"), rows("stopped.db"));
}

TEST_F(Explore, UntilSuccesses) {
  auto options = few();
  options.until = "successes";
  options.events_per_atom = 2;
  options.max_attempts = 30;
  const auto result = run("s.db", options, 2);
  EXPECT_TRUE(result.complete);
  SqliteFile db(file("s.db"), SqliteFile::Mode::read_only);
  EXPECT_EQ(
      db.integer(
          "SELECT count(*) FROM (SELECT sum(status='success') AS n, max(attempt) AS last FROM event GROUP BY atom "
          "HAVING n = 2 OR last = 29)"),
      5);
  EXPECT_EQ(
      db.integer(
          "SELECT count(*) FROM event e WHERE attempt > 0 AND NOT EXISTS (SELECT 1 FROM event WHERE atom = e.atom "
          "AND attempt = e.attempt - 1)"),
      0);
}

TEST_F(Explore, TableHoldsWhatItPromises) {
  run("t.db", few(), 2);
  SqliteFile db(file("t.db"), SqliteFile::Mode::read_only);
  EXPECT_GT(db.integer("SELECT count(*) FROM event WHERE status = 'success'"), 3);
  EXPECT_EQ(db.integer("SELECT count(*) FROM event WHERE (status = 'success') <> (barrier IS NOT NULL)"), 0);
  EXPECT_EQ(db.integer("SELECT count(*) FROM event WHERE status = 'success' AND NOT (barrier > 0 AND curvature < 0 AND "
                       "second_curvature > 0 AND residual <= 0.01)"),
            0);
  EXPECT_EQ(db.integer("SELECT count(*) FROM event WHERE status = 'success' AND connected AND abs(back_energy) > 1e-3"),
            0);
  EXPECT_EQ(
      db.integer("SELECT count(*) FROM event WHERE connected AND abs(barrier - end_energy - reverse_barrier) > 1e-9"),
      0);
  EXPECT_EQ(
      db.integer("SELECT count(*) FROM event WHERE evaluations <> evaluations_basin + evaluations_lanczos + "
                 "evaluations_perpendicular + evaluations_refinement + evaluations_check + evaluations_relaxation"),
      0);
  EXPECT_EQ(db.integer(
                "SELECT count(*) FROM event WHERE id <> attempt * 107 + (SELECT place FROM atom WHERE atom.id = atom)"),
            0);
  // The displacements give back the centre: the atom displaced furthest.
  SqliteStatement row = db.prepare("SELECT centre, saddle_displacements FROM event WHERE status = 'success'");
  while (row.step()) {
    const auto blob = row.blob(1);
    ASSERT_EQ(blob.size() % 20, 0U);
    std::int64_t furthest = 0;
    double largest = 0;
    for (std::size_t k = 0; k < blob.size(); k += 20) {
      std::int64_t id = 0;
      float d[3];
      std::memcpy(&id, blob.data() + k, 8);
      std::memcpy(d, blob.data() + k + 8, 12);
      const double length = std::hypot(d[0], d[1], d[2]);
      EXPECT_GE(length, 0.0999);
      if (length > largest) {
        largest = length;
        furthest = id;
      }
    }
    EXPECT_EQ(furthest, row.integer(0));
  }
}

TEST_F(Explore, RefusesAnotherGlassPotentialSeedOrSetting) {
  auto options = few();
  options.events_per_atom = 1;
  run("a.db", options);
  const auto refusal = [&](auto&& call) -> std::string {
    try {
      call();
    } catch (const Error& e) {
      return e.text().what;
    }
    return "accepted";
  };
  auto seed = options;
  seed.seed = 2;
  EXPECT_NE(refusal([&] { run("a.db", seed); }).find("seed = 1, not 2"), std::string::npos);
  auto step = options;
  step.step = 0.2;
  EXPECT_NE(refusal([&] { run("a.db", step); }).find("step = 0.15, not 0.2"), std::string::npos);
  const Configuration kept = configuration_;
  configuration_.positions[0].x += 1e-9;
  EXPECT_NE(refusal([&] { run("a.db", options); }).find("another configuration"), std::string::npos);
  configuration_ = kept;
  potential_ = open_potential(mendelev_2019);
  auto loose = options;
  loose.start_force = 10;
  EXPECT_NE(refusal([&] { run("a.db", loose); }).find("another potential"), std::string::npos);
  std::ofstream(file("text.db")) << "this is no database, but it is long enough to be read as one if nobody looks";
  potential_ = open_potential(mendelev_2009);
  EXPECT_NE(refusal([&] { run("text.db", options); }).find("no usable catalogue"), std::string::npos);
  EXPECT_EQ(rows("a.db").size(), 5U);
}

TEST_F(Explore, AFullDiskIsAnErrorThatLosesNothing) {
  auto options = few();
  run("whole.db", options);
  options.events_per_atom = 1;
  run("full.db", options);
  {
    // A database that may not grow fails as a full disk does: SQLITE_FULL on the insert.
    SqliteFile db(file("full.db"), SqliteFile::Mode::read_write);
    db.execute("PRAGMA max_page_count = 1");
    try {
      db.execute("CREATE TABLE filler AS SELECT zeroblob(1000000)");
      FAIL();
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::engine);
      EXPECT_NE(e.text().remedy.find("make room"), std::string::npos);
    }
  }
  EXPECT_EQ(rows("full.db").size(), 5U);
  options.events_per_atom = 3;
  EXPECT_TRUE(run("full.db", options).complete);
  EXPECT_EQ(rows("full.db"), rows("whole.db"));
}

TEST_F(Explore, ActivationFieldIsTheStatisticsOfTheTable) {
  run("f.db", few(), 2);
  SqliteFile db(file("f.db"), SqliteFile::Mode::read_only);
  const auto fields = activation(configuration_, {.events = file("f.db").string()}, {});
  ASSERT_EQ(fields.size(), 5U);
  for (std::size_t i = 0; i < configuration_.size(); ++i) {
    const auto row = [&](const char* what) {
      SqliteStatement s =
          db.prepare(std::string("SELECT ") + what + " FROM event WHERE status = 'success' AND atom = ?");
      s.bind(configuration_.ids[i]);
      s.step();
      return s.real(0);
    };
    const double count = row("count(*)");
    EXPECT_EQ(fields[4].at(i), count);
    if (count == 0) {
      EXPECT_TRUE(std::isnan(fields[0].at(i)) && std::isnan(fields[1].at(i)) && std::isnan(fields[2].at(i)));
    } else {
      EXPECT_NEAR(fields[0].at(i), row("avg(barrier)"), 1e-12);
      EXPECT_EQ(fields[1].at(i), row("min(barrier)"));
      EXPECT_LE(fields[1].at(i), fields[2].at(i));
    }
  }
  const auto connected = activation(configuration_, {.events = file("f.db").string(), .connected = "only"}, {});
  double sum = 0;
  for (const double n : connected[4].values()) sum += n;
  EXPECT_EQ(sum, static_cast<double>(db.integer("SELECT count(*) FROM event WHERE status = 'success' AND connected")));

  Configuration moved = configuration_;
  for (Vec3& r : moved.positions) r += moved.box.cell()[1];  // another image of the same glass
  EXPECT_EQ(activation(moved, {.events = file("f.db").string()}, {})[4].at(0), fields[4].at(0));
  moved.positions[4].x += 0.1;
  EXPECT_THROW((void)activation(moved, {.events = file("f.db").string()}, {}), Error);
  Configuration renamed = configuration_;
  renamed.ids[0] = 4711;
  EXPECT_THROW((void)activation(renamed, {.events = file("f.db").string()}, {}), Error);
  EXPECT_THROW((void)activation(configuration_, {.events = file("none.db").string()}, {}), Error);
  EXPECT_THROW((void)activation(configuration_, {}, {}), Error);
}

TEST(AtomSelection, ReadsLists) {
  Configuration c = b2_copper_zirconium(2, 3.2);  // Cu, Zr, Cu, Zr, ... with ids 1 to 16
  using V = std::vector<std::size_t>;
  EXPECT_EQ(select_atoms(c, "all").size(), 16U);
  EXPECT_EQ(select_atoms(c, "3"), V{2});
  EXPECT_EQ(select_atoms(c, "2-4,3,16"), (V{1, 2, 3, 15}));
  EXPECT_EQ(select_atoms(c, "Zr"), (V{1, 3, 5, 7, 9, 11, 13, 15}));
  EXPECT_EQ(select_atoms(c, "every:6"), (V{0, 6, 12}));
  std::reverse(c.ids.begin(), c.ids.end());
  EXPECT_EQ(select_atoms(c, "1-2"), (V{14, 15}));
  for (const char* bad : {"", "Fe", "17", "5-3", "every:0", "every:x", "1,,2", "1-2-3", "99-120"}) {
    EXPECT_THROW((void)select_atoms(c, bad), Error) << bad;
  }
}

TEST(AtomSelection, SamplesAreNestedAndUniform) {
  const Configuration c = fcc_copper(4, 3.6);
  const auto all = select_atoms(c, "all");
  const auto ten = sample_atoms(c, all, 10, 5), twenty = sample_atoms(c, all, 20, 5);
  EXPECT_EQ(ten.size(), 10U);
  EXPECT_TRUE(std::includes(twenty.begin(), twenty.end(), ten.begin(), ten.end()));
  EXPECT_NE(ten, sample_atoms(c, all, 10, 6));
  EXPECT_EQ(sample_atoms(c, all, 0, 5), all);
  double sum = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    for (const std::size_t i : sample_atoms(c, all, 10, seed)) sum += static_cast<double>(i);
  }
  EXPECT_NEAR(sum / 2000, 127.5, 5);  // three standard errors
}

TEST(Schedule, AllFirstAttemptsComeBeforeAnySecond) {
  Schedule schedule;
  for (std::size_t atom : {2U, 0U, 1U}) {
    for (std::int64_t k = 0; k < 2; ++k) schedule.want({atom, k});
  }
  std::vector<std::pair<std::int64_t, std::size_t>> order;
  while (const auto task = schedule.next()) {
    order.emplace_back(task->attempt, task->atom);
    schedule.finished(*task, false);
  }
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_EQ(order.size(), 6U);
}

TEST(Schedule, RepeatsAnAtomUntilItHasItsSuccesses) {
  Schedule schedule;
  schedule.want_successes(0, 0, 2, 10);
  schedule.want_successes(1, 4, 1, 6);  // four attempts are stored already; six at most
  std::vector<std::int64_t> first, second;
  while (const auto task = schedule.next()) {
    (task->atom == 0 ? first : second).push_back(task->attempt);
    schedule.finished(*task, task->atom == 0 && task->attempt % 2 == 1);
  }
  EXPECT_EQ(first, (std::vector<std::int64_t>{0, 1, 2, 3}));
  EXPECT_EQ(second, (std::vector<std::int64_t>{4, 5}));
}

}  // namespace
}  // namespace glasscape
