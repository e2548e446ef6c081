#include "glasscape/landscape/merge.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <thread>

#include "glasscape/core/error.hpp"
#include "glasscape/landscape/explore.hpp"
#include "test_catalogues.hpp"

namespace glasscape {
namespace {

using namespace testing;
namespace fs = std::filesystem;

class Merge : public CatalogueFolder {
 protected:
  struct Task {
    std::int64_t atom, attempt;
  };
  void write(const std::string& name, const std::vector<Task>& tasks, double seconds = 0.5,
             const Campaign& campaign = planted_campaign()) const {
    Catalogue c = Catalogue::open(file(name), campaign, planted_glass());
    for (const Task& t : tasks) c.add(planted_event(t.atom, t.attempt, seconds));
    c.finish();
  }
  static std::vector<Task> all() {
    std::vector<Task> tasks;
    for (std::int64_t attempt = 0; attempt < 3; ++attempt) {
      for (std::int64_t atom = 11; atom < 38; ++atom) tasks.push_back({atom, attempt});
    }
    return tasks;
  }
  void change(const std::string& name, const std::string& sql) const {
    SqliteFile(file(name), SqliteFile::Mode::read_write).execute(sql);
  }
  [[nodiscard]] std::string refusal(const std::string& output, const std::vector<std::string>& shards) const {
    std::vector<fs::path> paths;
    for (const auto& s : shards) paths.push_back(file(s));
    try {
      merge_catalogues(file(output), paths);
    } catch (const Error& e) {
      return e.text().where + ": " + e.text().what;
    }
    return "accepted";
  }
};

TEST_F(Merge, DoesNotDependOnOrderGroupingOrRepetition) {
  write("whole.db", all());
  CounterRng rng(5, 1, 1);
  for (int trial = 0; trial < 5; ++trial) {
    const std::string t = std::to_string(trial) + "-";
    // Each event goes to one to three of the shards, with another time in each.
    const int count = 2 + static_cast<int>(rng.uniform() * 6);
    std::vector<std::vector<Task>> parts(static_cast<std::size_t>(count));
    for (const Task& task : all()) {
      for (int copies = 1 + static_cast<int>(rng.uniform() * 3); copies > 0; --copies)
        parts[static_cast<std::size_t>(rng.uniform() * count)].push_back(task);
    }
    std::vector<fs::path> shards;
    for (int k = 0; k < count; ++k) {
      const std::string name = t + "shard" + std::to_string(k);
      write(name, parts[static_cast<std::size_t>(k)], 0.1 * (1 + (k * 7) % count));
      shards.push_back(file(name));
    }
    merge_catalogues(file(t + "once"), shards);
    EXPECT_EQ(rows(t + "once"), rows("whole.db"));

    std::vector<fs::path> order = shards;
    for (std::size_t k = order.size(); k > 1; --k)
      std::swap(order[k - 1], order[static_cast<std::size_t>(rng.uniform() * static_cast<double>(k))]);
    const auto middle = order.begin() + 1 + static_cast<std::ptrdiff_t>(rng.uniform() * (count - 1));
    merge_catalogues(file(t + "left"), {order.begin(), middle});
    merge_catalogues(file(t + "right"), {middle, order.end()});
    merge_catalogues(file(t + "grouped"), {file(t + "right"), file(t + "left")});
    EXPECT_EQ(rows(t + "grouped", true), rows(t + "once", true));

    merge_catalogues(file(t + "left"), order);  // into a shard that exists, which is also among the inputs
    EXPECT_EQ(rows(t + "left", true), rows(t + "once", true));
    const MergeResult again = merge_catalogues(file(t + "left"), {file(t + "left"), file(t + "once")});
    EXPECT_EQ(again.added, 0);
    EXPECT_EQ(again.repeated, 81);
    EXPECT_EQ(rows(t + "left", true), rows(t + "once", true));
  }
}

TEST_F(Merge, NamesTheFirstDifferenceOfTwoCampaignsAndLeavesTheOutputAsItWas) {
  write("a.db", {{11, 0}, {12, 0}});
  const auto before = rows("a.db", true);
  int k = 0;
  const auto with = [&](auto&& alter) {
    Campaign campaign = planted_campaign();
    alter(campaign);
    const std::string name = "b" + std::to_string(k++);
    write(name, {{13, 0}}, 0.5, campaign);
    write("good" + name, {{14, 0}});
    const std::string text = refusal("a.db", {"good" + name, name});
    EXPECT_EQ(rows("a.db", true), before);
    EXPECT_NE(text.find(name + ": "), std::string::npos) << text;
    EXPECT_NE(refusal("new.db", {"good" + name, name}), "accepted");
    EXPECT_FALSE(fs::exists(file("new.db")));
    return text;
  };
  EXPECT_NE(with([](Campaign& c) { c.configuration_hash = "other"; }).find("another configuration"), std::string::npos);
  EXPECT_NE(with([](Campaign& c) { c.potential_hash = "other"; }).find("another potential (model)"), std::string::npos);
  EXPECT_NE(with([](Campaign& c) { c.seed = 8; }).find("seed = 8, not 7"), std::string::npos);
  EXPECT_NE(with([](Campaign& c) { c.protocol = "soft_mode"; }).find("protocol = soft_mode, not local_push"),
            std::string::npos);
  EXPECT_NE(with([](Campaign& c) { c.settings[0].second = "0.2"; }).find("step = 0.2, not 0.15"), std::string::npos);
  EXPECT_NE(with([](Campaign& c) { c.settings.emplace_back("more", "1"); }).find("more = 1, not (unknown)"),
            std::string::npos);
  EXPECT_NE(with([](Campaign& c) { c.program = "glasscape 0"; }).find("program = glasscape 0, not"), std::string::npos);
}

TEST_F(Merge, RefusesEventsOfOneIdThatDiffer) {
  write("a.db", all());
  const auto before = rows("a.db", true);
  std::int64_t success = 0, apart = 0;
  {
    SqliteFile db(file("a.db"), SqliteFile::Mode::read_only);
    success = db.integer("SELECT id FROM event WHERE status = 'success' AND connected LIMIT 1");
    apart = db.integer("SELECT id FROM event WHERE status = 'success' AND NOT connected LIMIT 1");
  }
  const auto conflict = [&](const std::string& sql, std::int64_t id, const std::string& column) {
    fs::remove(file("b.db"));
    write("b.db", all());
    change("b.db", sql);
    const std::string text = refusal("a.db", {"b.db"});
    EXPECT_NE(text.find("event " + std::to_string(id) + " differs in " + column), std::string::npos) << text;
    EXPECT_EQ(rows("a.db", true), before);
  };
  const std::string here = " WHERE id = " + std::to_string(success);
  conflict("UPDATE event SET barrier = barrier + 1e-15" + here, success, "barrier");
  conflict("UPDATE event SET saddle_displacements = zeroblob(20)" + here, success, "saddle_displacements");
  conflict("UPDATE event SET region_radius = NULL" + here, success, "region_radius");
  conflict("UPDATE event SET status = 'vanished'" + here, success, "status");
  conflict("UPDATE minimum SET energy = 1 WHERE event = " + std::to_string(success), success,
           "the energy of a minimum");
  conflict("DELETE FROM minimum WHERE side = 0 AND event = " + std::to_string(apart), apart, "its minima");
}

TEST_F(Merge, ReadsLogsThatAKillLeft) {
  {
    Catalogue open = Catalogue::open(file("live.db"), planted_campaign(), planted_glass());
    for (const Task& t : all()) open.add(planted_event(t.atom, t.attempt));
    for (const char* side : {"", "-wal"})
      fs::copy_file(file("live.db").string() + side, file("dead.db").string() + side);
    // All of it is in the log still, and the writer goes on meanwhile.
    EXPECT_EQ(merge_catalogues(file("from_live.db"), {file("live.db")}).events, 81);
  }
  EXPECT_GT(fs::file_size(file("dead.db-wal")), 10000U);
  EXPECT_EQ(merge_catalogues(file("from_dead.db"), {file("dead.db")}).events, 81);
  EXPECT_EQ(rows("from_dead.db"), rows("from_live.db"));
  EXPECT_EQ(rows("live.db"), rows("from_live.db"));
  // The output may have been killed as well.
  fs::remove(file("dead.db-shm"));
  write("more.db", {{11, 5}});
  EXPECT_EQ(merge_catalogues(file("dead.db"), {file("more.db")}).events, 82);
  EXPECT_FALSE(fs::exists(file("dead.db-wal")));
}

TEST_F(Merge, RefusesWhatIsNoShard) {
  write("a.db", {{11, 0}});
  std::ofstream(file("empty.db")).close();
  std::ofstream(file("text.db")) << std::string(5000, 'x');
  change("table.db", "CREATE TABLE t (a)");
  write("old.db", {{12, 0}});
  change("old.db", "PRAGMA user_version = 1");
  EXPECT_NE(refusal("a.db", {"none.db"}).find("cannot be opened"), std::string::npos);
  EXPECT_NE(refusal("a.db", {"empty.db"}).find("is empty"), std::string::npos);
  EXPECT_NE(refusal("a.db", {"text.db"}).find("no usable catalogue"), std::string::npos);
  EXPECT_NE(refusal("a.db", {"table.db"}).find("no catalogue"), std::string::npos);
  EXPECT_NE(refusal("a.db", {"old.db"}).find("is a catalogue of version 1"), std::string::npos);
  EXPECT_NE(refusal("text.db", {"a.db"}).find("no usable catalogue"), std::string::npos);
  EXPECT_NE(refusal("new.db", {"new.db"}).find("cannot be opened"), std::string::npos);
  EXPECT_FALSE(fs::exists(file("new.db")) || fs::exists(file("none.db")));
  EXPECT_EQ(rows("a.db").size(),
            planted_event(11, 0).status == SaddleStatus::success ? 2U + !planted_event(11, 0).connected : 1U);
}

TEST_F(Merge, StopsOnRequestAndLeavesTheOutput) {
  write("a.db", {{11, 0}});
  write("b.db", all());
  for (int k = 1; k < 20; ++k) {
    change("b.db", "CREATE TEMP TABLE copy AS SELECT * FROM event WHERE attempt < 3; UPDATE copy SET id = id + " +
                       std::to_string(81 * k) + ", attempt = attempt + " + std::to_string(3 * k) +
                       "; INSERT INTO event SELECT * FROM copy");
  }
  const auto before = rows("a.db", true);
  std::atomic<bool> stop{true};
  EXPECT_THROW(merge_catalogues(file("a.db"), {file("b.db")}, {.stop = &stop}), Error);
  EXPECT_EQ(rows("a.db", true), before);
}

TEST_F(Merge, TwoAtATimeIntoOneFile) {
  std::vector<std::vector<Task>> parts(4);
  for (std::size_t k = 0; k < all().size(); ++k) parts[k % 4].push_back(all()[k]);
  for (std::size_t k = 0; k < 4; ++k) write("s" + std::to_string(k), parts[k]);
  write("whole.db", all());
  std::vector<std::thread> threads;
  for (std::size_t k = 0; k < 4; ++k)
    threads.emplace_back([&, k] { merge_catalogues(file("out.db"), {file("s" + std::to_string(k))}); });
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(rows("out.db"), rows("whole.db"));
}

TEST(Shards, AreReadFromText) {
  const Shard shard = parse_shard("3/16", "--shard");
  EXPECT_EQ(shard.index, 3);
  EXPECT_EQ(shard.of, 16);
  for (const char* bad : {"", "3", "0/4", "5/4", "1/0", "-1/4", "1/4x", "a/b", "1/", "/4", "1 / 4"})
    EXPECT_THROW(parse_shard(bad, "--shard"), Error) << bad;
}

TEST_F(CatalogueFolder, StoresMinimaThatAreNotTheStartAndGivesEverythingBack) {
  const Configuration glass = planted_glass();
  Event apart = planted_event(11, 0);
  apart.status = SaddleStatus::success;
  apart.sides_converged = true;
  apart.connected = false;
  apart.barrier = 1;
  apart.barrier_error = 0.004;
  apart.reverse_barrier = 0.25;
  apart.region_radius = 16;
  apart.back_energy = 0.25;
  apart.back_distance = 0.5;
  apart.end_energy = 0.75;
  apart.end_distance = 1.5;
  apart.saddle_displacements = {{11, {0.5, 0, 0}}, {12, {0, -0.25, 0}}};
  apart.back_displacements = {{11, {0.125, 0, 0}}};
  apart.end_displacements = {{11, {1.5, 0, 0}}};
  Event joined = apart, ring = apart, open = apart, failed = apart;
  joined.attempt = 1;
  joined.connected = true;
  joined.back_energy = 1e-5;
  joined.back_distance = 0.01;
  joined.back_displacements.clear();
  ring = joined;
  ring.attempt = 2;  // both sides lead back to the start
  ring.end_energy = -1e-5;
  ring.end_distance = 0.02;
  open.attempt = 3;
  open.sides_converged = false;
  failed.attempt = 4;
  failed.status = SaddleStatus::vanished;
  {
    Catalogue c = Catalogue::open(file("a.db"), planted_campaign(), glass);
    for (const Event& e : {apart, joined, ring, open, failed}) c.add(e);
    c.add(apart);  // again: kept as it is
  }
  Catalogue c = Catalogue::read(file("a.db"));
  const auto events = c.events();
  ASSERT_EQ(events.size(), 5U);
  EXPECT_EQ(events[0].barrier_error, 0.004);
  EXPECT_EQ(events[0].reverse_barrier, 0.25);
  EXPECT_EQ(events[0].region_radius, 16);
  EXPECT_TRUE(events[0].connection_known && !events[0].connected && events[1].connected);
  EXPECT_FALSE(events[3].connection_known);
  EXPECT_TRUE(std::isnan(events[4].barrier) && std::isnan(events[4].barrier_error));
  EXPECT_EQ(events[4].status, "vanished");
  const auto d = c.displacements(events[0].id);
  EXPECT_EQ(d.saddle->at(1).displacement.y, -0.25);
  EXPECT_EQ(d.near->at(0).displacement.x, 0.125);
  EXPECT_EQ(d.far->at(0).displacement.x, 1.5);
  EXPECT_FALSE(c.displacements(events[1].id).near || !c.displacements(events[1].id).far);
  EXPECT_FALSE(c.displacements(events[2].id).far || c.displacements(events[3].id).far);
  EXPECT_FALSE(c.displacements(events[4].id).saddle);

  SqliteFile db(file("a.db"), SqliteFile::Mode::read_only);
  EXPECT_EQ(db.integer("SELECT count(*) FROM minimum"), 3);
  EXPECT_EQ(db.integer("SELECT count(*) FROM minimum WHERE id <> 2 * event + side"), 0);
  EXPECT_EQ(db.integer("SELECT count(*) FROM event WHERE seed = 7"), 5);

  const Configuration back = c.configuration();
  EXPECT_EQ(back.ids, glass.ids);
  EXPECT_EQ(back.types, glass.types);
  EXPECT_EQ(back.box.cell()[1].y, 9.0);
  EXPECT_EQ(back.species[1].name, "Zr");
  for (std::size_t i = 0; i < glass.size(); ++i) EXPECT_EQ(norm(back.positions[i] - glass.positions[i]), 0);
  const Campaign campaign = c.campaign();
  EXPECT_EQ(campaign.program, program_version());
  EXPECT_EQ(campaign.settings, planted_campaign().settings);
}

}  // namespace
}  // namespace glasscape
