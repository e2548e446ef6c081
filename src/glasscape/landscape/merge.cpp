#include "glasscape/landscape/merge.hpp"

#include <fmt/format.h>
#include <optional>

#include "glasscape/core/error.hpp"
#include "glasscape/landscape/catalogue_schema.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

std::string insert_into(const std::string& table, int columns) {
  std::string places = "?";
  for (int k = 1; k < columns; ++k) places += ",?";
  return fmt::format("INSERT INTO {} VALUES ({})", table, places);
}

[[noreturn]] void refuse(const SqliteFile& shard, std::int64_t event, const std::string& column,
                         const fs::path& other) {
  throw input_error(shard.path().string(),
                    fmt::format("event {} differs in {} from the one in {}", event, column, other.string()),
                    "equal events under equal ids",
                    "the shards were computed by different programs or on different processors, or one is damaged");
}

// The statements of one shard's merge; rows are compared and copied in the order of ids.
class ShardMerge {
 public:
  ShardMerge(SqliteFile& shard, SqliteFile& output)
      : shard_(shard),
        output_(output),
        event_(shard.prepare("SELECT * FROM event ORDER BY id")),
        minima_(shard.prepare(minima)),
        known_event_(output.prepare("SELECT * FROM event WHERE id = ?")),
        known_minima_(output.prepare(minima)),
        insert_event_(output.prepare(insert_into("event", event_.columns()))),
        insert_minimum_(output.prepare(insert_into("minimum", minima_.columns()))),
        set_seconds_(output.prepare("UPDATE event SET seconds = ? WHERE id = ?")) {
    while (seconds_ < event_.columns() && event_.name(seconds_) != "seconds") ++seconds_;
  }

  void run(MergeResult& result, const RunContext& context) {
    std::int64_t rows = 0;
    while (event_.step()) {
      if (++rows % 1024 == 0 && context.stop_requested())
        throw Error(ErrorKind::stopped, {"merge", "stopped; the output is as it was", {}, "give the command again"});
      const std::int64_t id = event_.integer(0);
      known_event_.bind(id);
      const bool known = known_event_.step();
      known ? compare(id) : copy(id);
      known_event_.reset();
      ++(known ? result.repeated : result.added);
    }
  }

 private:
  static constexpr const char* minima = "SELECT * FROM minimum WHERE event = ? ORDER BY id";

  void copy(std::int64_t id) {
    for (int k = 0; k < event_.columns(); ++k) insert_event_.bind_value(event_, k);
    insert_event_.run();
    minima_.bind(id);
    while (minima_.step()) {
      for (int k = 0; k < minima_.columns(); ++k) insert_minimum_.bind_value(minima_, k);
      insert_minimum_.run();
    }
    minima_.reset();
  }

  void compare(std::int64_t id) {
    for (int k = 0; k < event_.columns(); ++k) {
      if (k != seconds_ && !event_.same(known_event_, k)) refuse(shard_, id, event_.name(k), output_.path());
    }
    minima_.bind(id);
    known_minima_.bind(id);
    for (;;) {
      const bool here = minima_.step(), there = known_minima_.step();
      if (!here && !there) break;
      if (here != there || minima_.integer(0) != known_minima_.integer(0))
        refuse(shard_, id, "its minima", output_.path());
      for (int k = 0; k < minima_.columns(); ++k) {
        if (!minima_.same(known_minima_, k))
          refuse(shard_, id, fmt::format("the {} of a minimum", minima_.name(k)), output_.path());
      }
    }
    minima_.reset();
    known_minima_.reset();
    if (event_.real(seconds_) < known_event_.real(seconds_)) set_seconds_.bind(event_.real(seconds_)).bind(id).run();
  }

  SqliteFile& shard_;
  SqliteFile& output_;
  SqliteStatement event_, minima_, known_event_, known_minima_, insert_event_, insert_minimum_, set_seconds_;
  int seconds_ = 0;
};

// A shard that is open for reading, in one snapshot: its writer may go on meanwhile.
SqliteFile open_shard(const fs::path& path) {
  recover_file(path);
  SqliteFile shard(path, SqliteFile::Mode::read_only);
  shard.execute("BEGIN");
  if (!is_catalogue(shard)) {
    throw input_error(path.string(), "is empty", "a file made by `glasscape explore`",
                      "leave it out, or let `explore` write to it first");
  }
  return shard;
}

// A failure leaves nothing of a file that was made here; one that holds something belongs to another merge.
struct Fresh {
  fs::path path;
  bool existed;
  ~Fresh() {
    std::error_code failed;
    if (!existed && fs::file_size(path, failed) == 0 && !failed) fs::remove(path, failed);
  }
};

}  // namespace

MergeResult merge_catalogues(const fs::path& output, const std::vector<fs::path>& shards, const RunContext& context) {
  std::error_code ignored;
  const bool exists = fs::exists(output, ignored);
  std::vector<fs::path> others;
  for (const fs::path& shard : shards) {
    if (!exists || !fs::equivalent(shard, output, ignored)) others.push_back(shard);
  }
  // All inputs are looked at before the output is touched.
  std::optional<Campaign> campaign;
  if (exists && fs::file_size(output, ignored) > 0) {
    SqliteFile present = open_shard(output);
    campaign = stored_campaign(present);
  }
  for (const fs::path& path : others) {
    SqliteFile shard = open_shard(path);
    const Campaign found = stored_campaign(shard);
    if (!campaign) campaign = found;
    require_same_campaign(path.string(), found, *campaign);
  }

  const Fresh fresh{output, exists};
  MergeResult result;
  SqliteFile merged(output, SqliteFile::Mode::read_write);
  SqliteTransaction transaction(merged);
  bool made = is_catalogue(merged);
  if (made && campaign) require_same_campaign(output.string(), stored_campaign(merged), *campaign);
  double done = 0;
  for (const fs::path& path : others) {
    context.report("merge", done++ / static_cast<double>(others.size()), path.string());
    SqliteFile shard = open_shard(path);
    if (!made) create_tables_like(merged, shard);
    made = true;
    ShardMerge(shard, merged).run(result, context);
    // Sums over processors of different kinds differ in the last bits.
    const double energy = stored_campaign(shard).start_energy;
    merged.prepare("UPDATE campaign SET start_energy = min(start_energy, ?)").bind(energy).run();
  }
  if (!made) throw input_error(output.string(), "is empty", "a file made by `glasscape explore`", "name shards");
  result.events = merged.integer("SELECT count(*) FROM event");
  transaction.commit();
  try {
    merged.execute("PRAGMA journal_mode = DELETE");  // one file, without a log beside it
  } catch (const Error&) {                           // somebody reads it, which loses nothing
  }
  context.report("merge", 1);
  return result;
}

}  // namespace glasscape
