#include "glasscape/landscape/catalogue_schema.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/error.hpp"
#include "glasscape/core/version.hpp"

namespace glasscape {
namespace {

// SQLite keeps this text, comments included: `.schema` shows the units to whoever opens a catalogue.
constexpr const char* schema = R"(
CREATE TABLE campaign (
  program            TEXT NOT NULL,     -- version that made the catalogue
  configuration_hash TEXT NOT NULL,
  potential          TEXT NOT NULL,
  potential_hash     TEXT NOT NULL,
  seed               INTEGER NOT NULL,
  protocol           TEXT NOT NULL,     -- how attempts start
  settings           TEXT NOT NULL,     -- JSON object of all resolved options that decide the events
  start_energy       REAL NOT NULL,     -- eV, whole system
  cell               TEXT NOT NULL,     -- JSON array, cell vectors as rows, Å
  origin             TEXT NOT NULL,     -- JSON array, Å
  periodic           TEXT NOT NULL      -- JSON array
);
CREATE TABLE atom (
  id      INTEGER PRIMARY KEY,
  place   INTEGER NOT NULL,             -- place in the configuration, from 0
  species TEXT NOT NULL,
  x REAL NOT NULL, y REAL NOT NULL, z REAL NOT NULL  -- Å, at the start
);
CREATE TABLE event (
  id               INTEGER PRIMARY KEY, -- attempt * (number of atoms) + place of the atom
  atom             INTEGER NOT NULL,    -- id of the atom that was kicked
  attempt          INTEGER NOT NULL,    -- 0, 1, ... for each atom
  seed             INTEGER NOT NULL,    -- random numbers follow from seed, atom and attempt
  protocol         TEXT NOT NULL,       -- how the attempt started
  status           TEXT NOT NULL,       -- success | higher_index | no_negative_curvature | curvature_lost | not_converged | energy_ceiling | fell_back | diverged | delocalised | vanished
  barrier          REAL,                -- eV, energy of the saddle above the start, corrected for the frozen surroundings; NULL unless success
  barrier_error    REAL,                -- eV, estimated error of that correction; 0: whole system
  reverse_barrier  REAL,                -- eV, energy of the saddle above the minimum on the far side
  connected        INTEGER,             -- 1: one side relaxes back to the start, 0: it does not; NULL: not known
  region_radius    REAL,                -- Å, last region of the search; NULL: whole system
  energy           REAL,                -- eV above the start, where the search ended in the last region, success or not
  curvature        REAL,                -- eV/Å^2, lowest eigenvalue of the Hessian there
  second_curvature REAL,                -- eV/Å^2, upper bound of the second eigenvalue
  residual         REAL,                -- eV/Å, largest force on an atom there
  back_energy      REAL,                -- eV above the start, minimum on the near side
  back_distance    REAL,                -- Å, largest distance of an atom there from the start
  end_energy       REAL,                -- eV above the start, minimum on the far side
  end_distance     REAL,                -- Å
  centre           INTEGER,             -- id of the atom displaced furthest at the saddle
  participation    REAL,                -- (sum d^2)^2 / sum d^4 at the saddle: about how many atoms take part
  pushes           INTEGER NOT NULL,
  evaluations      INTEGER NOT NULL,    -- of energy and forces, all phases
  evaluations_basin INTEGER NOT NULL, evaluations_lanczos INTEGER NOT NULL, evaluations_perpendicular INTEGER NOT NULL,
  evaluations_refinement INTEGER NOT NULL, evaluations_check INTEGER NOT NULL, evaluations_relaxation INTEGER NOT NULL,
  seconds          REAL NOT NULL,       -- s, processor time; the only column that differs between equal runs
  saddle_displacements BLOB,            -- atoms moved from the start to the saddle: records of int64 id, 3 float32 Å, little endian
  UNIQUE (atom, attempt)
);
CREATE TABLE minimum (                  -- minima beside saddles, where they are not the start
  id            INTEGER PRIMARY KEY,    -- 2 * event + side
  event         INTEGER NOT NULL REFERENCES event (id),
  side          INTEGER NOT NULL,       -- 1: beyond the saddle; 0: between the start and the saddle of an event that is not connected
  energy        REAL NOT NULL,          -- eV above the start
  distance      REAL NOT NULL,          -- Å, largest distance of an atom from the start
  displacements BLOB NOT NULL           -- atoms moved from the start: records as in event.saddle_displacements
);
CREATE INDEX minimum_of_event ON minimum (event);
)";

std::string settings_json(const Campaign& campaign) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for (const auto& [name, value] : campaign.settings) object[name] = value;
  return object.dump();
}

std::string vector_json(const Vec3& v) { return nlohmann::json{v.x, v.y, v.z}.dump(); }

[[noreturn]] void refuse_settings(const std::string& path, const std::string& what, const std::string& theirs,
                                  const std::string& ours) {
  throw usage_error(path, fmt::format("was made with {} = {}, not {}", what, theirs, ours),
                    "one catalogue holds events of one kind", "choose another file, or the same settings");
}

void require_same_settings(const std::string& path, const Campaign& found, const Campaign& wanted) {
  const auto value_in = [](const Campaign& campaign, const std::string& name) {
    const auto hit = std::find_if(campaign.settings.begin(), campaign.settings.end(),
                                  [&](const auto& setting) { return setting.first == name; });
    return hit == campaign.settings.end() ? std::string("(unknown)") : hit->second;
  };
  for (const auto& [name, value] : wanted.settings) {
    if (value_in(found, name) != value) refuse_settings(path, name, value_in(found, name), value);
  }
  for (const auto& [name, value] : found.settings) {
    if (value_in(wanted, name) != value) refuse_settings(path, name, value, value_in(wanted, name));
  }
}

void copy_rows(SqliteFile& from, SqliteFile& to, const std::string& table) {
  SqliteStatement row = from.prepare("SELECT * FROM " + table);
  std::string places = "?";
  for (int k = 1; k < row.columns(); ++k) places += ",?";
  SqliteStatement insert = to.prepare(fmt::format("INSERT INTO {} VALUES ({})", table, places));
  while (row.step()) {
    for (int k = 0; k < row.columns(); ++k) insert.bind_value(row, k);
    insert.run();
  }
}

void make_tables(SqliteFile& file) {
  file.execute(schema);
  file.execute(fmt::format("PRAGMA user_version = {}", catalogue_version));
}

}  // namespace

std::string program_version() { return fmt::format("glasscape {}", version); }

bool is_catalogue(SqliteFile& file) {
  const std::int64_t found = file.integer("PRAGMA user_version");
  const std::int64_t tables = file.integer("SELECT count(*) FROM sqlite_schema");
  if (found == 0 && tables == 0) return false;
  if (file.integer("SELECT count(*) FROM sqlite_schema WHERE name IN ('campaign','atom','event')") != 3) {
    throw input_error(file.path().string(), "is a database, but no catalogue", "a file made by `glasscape explore`",
                      "choose another file");
  }
  if (found != catalogue_version) {
    throw input_error(file.path().string(), fmt::format("is a catalogue of version {}", found),
                      fmt::format("version {}, which this program writes and reads", catalogue_version),
                      found < catalogue_version ? "make it anew with `glasscape explore`: its events lack columns"
                                                : "use the program that made it");
  }
  return true;
}

void create_tables(SqliteFile& file, const Campaign& campaign, const Configuration& configuration) {
  make_tables(file);
  const Mat3& h = configuration.box.cell();
  const auto& p = configuration.box.periodic();
  file.prepare("INSERT INTO campaign VALUES (?,?,?,?,?,?,?,?,?,?,?)")
      .bind(campaign.program.empty() ? program_version() : campaign.program)
      .bind(campaign.configuration_hash)
      .bind(campaign.potential)
      .bind(campaign.potential_hash)
      .bind(static_cast<std::int64_t>(campaign.seed))
      .bind(campaign.protocol)
      .bind(settings_json(campaign))
      .bind(campaign.start_energy)
      .bind(fmt::format("[{},{},{}]", vector_json(h[0]), vector_json(h[1]), vector_json(h[2])))
      .bind(vector_json(configuration.box.origin()))
      .bind(nlohmann::json{p[0], p[1], p[2]}.dump())
      .run();
  SqliteStatement atom = file.prepare("INSERT INTO atom VALUES (?,?,?,?,?,?)");
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    const Vec3& r = configuration.positions[i];
    atom.bind(configuration.ids[i])
        .bind(static_cast<std::int64_t>(i))
        .bind(configuration.species[static_cast<std::size_t>(configuration.types[i])].name)
        .bind(r.x)
        .bind(r.y)
        .bind(r.z)
        .run();
  }
}

void create_tables_like(SqliteFile& file, SqliteFile& model) {
  make_tables(file);
  copy_rows(model, file, "campaign");
  copy_rows(model, file, "atom");
}

Campaign stored_campaign(SqliteFile& file) {
  SqliteStatement row = file.prepare(
      "SELECT program, configuration_hash, potential, potential_hash, seed, protocol, settings, start_energy "
      "FROM campaign");
  if (!row.step()) {
    throw input_error(file.path().string(), "has no campaign", "a file made by `glasscape explore`",
                      "choose another file");
  }
  Campaign campaign{.program = row.text(0),
                    .configuration_hash = row.text(1),
                    .potential = row.text(2),
                    .potential_hash = row.text(3),
                    .seed = static_cast<std::uint64_t>(row.integer(4)),
                    .protocol = row.text(5),
                    .settings = {},
                    .start_energy = row.real(7)};
  const auto settings = nlohmann::ordered_json::parse(row.text(6), nullptr, false);
  if (settings.is_object()) {
    for (const auto& [name, value] : settings.items()) {
      campaign.settings.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  return campaign;
}

void require_same_campaign(const std::string& path, const Campaign& found, const Campaign& wanted) {
  if (found.configuration_hash != wanted.configuration_hash) {
    throw input_error(path, "holds the events of another configuration", "one catalogue holds the events of one glass",
                      "choose another file, or give the configuration that the catalogue was made with");
  }
  if (found.potential_hash != wanted.potential_hash) {
    throw input_error(path, fmt::format("was made with another potential ({})", found.potential),
                      "one catalogue holds the events of one potential",
                      "choose another file, or the same --potential");
  }
  if (found.seed != wanted.seed) refuse_settings(path, "seed", std::to_string(found.seed), std::to_string(wanted.seed));
  if (found.protocol != wanted.protocol) refuse_settings(path, "protocol", found.protocol, wanted.protocol);
  require_same_settings(path, found, wanted);
  if (found.program != wanted.program) refuse_settings(path, "program", found.program, wanted.program);
}

}  // namespace glasscape
