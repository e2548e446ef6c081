#include "glasscape/landscape/catalogue.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
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
  protocol           TEXT NOT NULL,     -- how attempts start: local_push
  settings           TEXT NOT NULL,     -- JSON object of all resolved options
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
  protocol         TEXT NOT NULL,       -- how the attempt started
  status           TEXT NOT NULL,       -- success | higher_index | no_negative_curvature | curvature_lost | not_converged | energy_ceiling | fell_back | diverged
  barrier          REAL,                -- eV, energy of the saddle above the start; NULL unless success
  reverse_barrier  REAL,                -- eV, energy of the saddle above the minimum on the far side
  connected        INTEGER,             -- 1: one side relaxes back to the start, 0: it does not; NULL: not known
  energy           REAL,                -- eV above the start, where the search ended, success or not
  curvature        REAL,                -- eV/Å^2, lowest eigenvalue of the Hessian there
  second_curvature REAL,                -- eV/Å^2, upper bound of the second eigenvalue
  residual         REAL,                -- eV/Å, largest force on an atom there
  back_energy      REAL,                -- eV above the start, minimum on the near side
  back_distance    REAL,                -- Å, largest distance of an atom there from the start
  end_energy       REAL,                -- eV above the start, minimum on the far side
  end_distance     REAL,                -- Å
  centre           INTEGER,             -- id of the atom displaced furthest at the saddle
  participation    REAL,                -- (sum d^2)^2 / sum d^4 at the saddle
  pushes           INTEGER NOT NULL,
  evaluations      INTEGER NOT NULL,    -- of energy and forces, all phases
  evaluations_basin INTEGER NOT NULL, evaluations_lanczos INTEGER NOT NULL, evaluations_perpendicular INTEGER NOT NULL,
  evaluations_refinement INTEGER NOT NULL, evaluations_check INTEGER NOT NULL, evaluations_relaxation INTEGER NOT NULL,
  seconds          REAL NOT NULL,       -- wall time; the only column that differs between equal runs
  saddle_displacements BLOB,            -- atoms moved from the start to the saddle: records of int64 id, 3 float32 Å, little endian
  end_displacements    BLOB,            -- the same to the minimum on the far side
  UNIQUE (atom, attempt)
);
)";

constexpr const char* insert_event =
    "INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

static_assert(std::endian::native == std::endian::little, "displacements are stored little endian");

std::vector<std::byte> pack(const std::vector<Displaced>& atoms) {
  constexpr std::size_t record = 20;
  std::vector<std::byte> blob(record * atoms.size());
  for (std::size_t k = 0; k < atoms.size(); ++k) {
    const Vec3& d = atoms[k].displacement;
    const std::array<float, 3> xyz{static_cast<float>(d.x), static_cast<float>(d.y), static_cast<float>(d.z)};
    std::memcpy(blob.data() + record * k, &atoms[k].id, 8);
    std::memcpy(blob.data() + record * k + 8, xyz.data(), 12);
  }
  return blob;
}

std::string settings_json(const Campaign& campaign) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for (const auto& [name, value] : campaign.settings) object[name] = value;
  return object.dump();
}

std::string vector_json(const Vec3& v) { return nlohmann::json{v.x, v.y, v.z}.dump(); }

void create(SqliteFile& file, const Campaign& campaign, const Configuration& configuration) {
  file.execute("BEGIN IMMEDIATE");
  file.execute(schema);
  const Mat3& h = configuration.box.cell();
  const auto& p = configuration.box.periodic();
  file.prepare("INSERT INTO campaign VALUES (?,?,?,?,?,?,?,?,?,?,?)")
      .bind(fmt::format("glasscape {}", version))
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
  file.execute(fmt::format("PRAGMA user_version = {}", catalogue_version));
  file.execute("COMMIT");
}

[[noreturn]] void refuse_settings(const std::string& path, const std::string& what, const std::string& theirs,
                                  const std::string& ours) {
  throw usage_error(path, fmt::format("was made with {} = {}, not {}", what, theirs, ours),
                    "one catalogue holds events of one kind", "choose another -o, or the same settings");
}

void compare(SqliteFile& file, const Campaign& campaign) {
  SqliteStatement row =
      file.prepare("SELECT configuration_hash, potential_hash, potential, seed, protocol, settings FROM campaign");
  const std::string path = file.path().string();
  if (!row.step())
    throw input_error(path, "has no campaign", "a file made by `glasscape explore`", "choose another -o");
  if (row.text(0) != campaign.configuration_hash) {
    throw input_error(path, "holds the events of another configuration", "one catalogue holds the events of one glass",
                      "choose another -o, or give the configuration that the catalogue was made with");
  }
  if (row.text(1) != campaign.potential_hash) {
    throw input_error(path, fmt::format("was made with another potential ({})", row.text(2)),
                      "one catalogue holds the events of one potential", "choose another -o, or the same --potential");
  }
  if (static_cast<std::uint64_t>(row.integer(3)) != campaign.seed) {
    refuse_settings(path, "seed", std::to_string(row.integer(3)), std::to_string(campaign.seed));
  }
  if (row.text(4) != campaign.protocol) refuse_settings(path, "protocol", row.text(4), campaign.protocol);
  const auto stored = nlohmann::json::parse(row.text(5), nullptr, false);
  for (const auto& [name, value] : campaign.settings) {
    const std::string theirs =
        stored.is_object() && stored.contains(name) ? stored[name].get<std::string>() : "(unknown)";
    if (theirs != value) refuse_settings(path, name, theirs, value);
  }
}

// Refuses what is a database but not ours; false if the file is new or empty.
bool is_catalogue(SqliteFile& file) {
  const std::int64_t found = file.integer("PRAGMA user_version");
  const std::int64_t tables = file.integer("SELECT count(*) FROM sqlite_schema");
  if (found == 0 && tables == 0) return false;
  if (found != catalogue_version ||
      file.integer("SELECT count(*) FROM sqlite_schema WHERE name IN ('campaign','atom','event')") != 3) {
    throw input_error(file.path().string(), fmt::format("is no catalogue of version {}", catalogue_version),
                      "a file made by this version of `glasscape explore`", "choose another file");
  }
  return true;
}

}  // namespace

std::string configuration_hash(const Configuration& configuration) {
  std::string bytes;
  const auto put = [&](const void* data, std::size_t size) { bytes.append(static_cast<const char*>(data), size); };
  put(&configuration.box.cell(), sizeof(Mat3));
  put(&configuration.box.origin(), sizeof(Vec3));
  for (const bool p : configuration.box.periodic()) bytes += p ? 'p' : 'f';
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    bytes += configuration.species[static_cast<std::size_t>(configuration.types[i])].name + '\n';
    put(&configuration.ids[i], sizeof configuration.ids[i]);
    put(&configuration.positions[i], sizeof(Vec3));
  }
  return hash_text(bytes);
}

Catalogue Catalogue::open(const std::filesystem::path& path, const Campaign& campaign,
                          const Configuration& configuration) {
  SqliteFile file(path, SqliteFile::Mode::read_write);
  const bool exists = is_catalogue(file);
  // A write-ahead log makes one commit per event cheap, lets others read meanwhile, and survives kill -9.
  file.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  if (exists) {
    compare(file, campaign);
  } else {
    create(file, campaign, configuration);
  }
  Catalogue catalogue(std::move(file));
  for (std::size_t i = 0; i < configuration.size(); ++i)
    catalogue.rank_[configuration.ids[i]] = static_cast<std::int64_t>(i);
  return catalogue;
}

Catalogue Catalogue::read(const std::filesystem::path& path) {
  SqliteFile file(path, SqliteFile::Mode::read_only);
  if (!is_catalogue(file)) throw input_error(path.string(), "is empty", "a file made by `glasscape explore`", {});
  return Catalogue(std::move(file));
}

void Catalogue::add(const Event& event) {
  const bool success = event.status == SaddleStatus::success;
  const double nan = std::nan("");
  SqliteStatement s = file_.prepare(insert_event);
  s.bind(event.attempt * static_cast<std::int64_t>(rank_.size()) + rank_.at(event.atom))
      .bind(event.atom)
      .bind(event.attempt)
      .bind(event.protocol)
      .bind(to_string(event.status))
      .bind(success ? event.barrier : nan)
      .bind(success && event.sides_converged ? event.reverse_barrier : nan);
  success&& event.sides_converged ? s.bind(std::int64_t{event.connected}) : s.bind_null();
  s.bind(event.energy).bind(event.curvature).bind(event.second_curvature).bind(event.residual);
  s.bind(event.back_energy).bind(event.back_distance).bind(event.end_energy).bind(event.end_distance);
  success ? s.bind(event.centre) : s.bind_null();
  s.bind(event.participation).bind(event.pushes);
  const EvaluationCounts& n = event.evaluations;
  for (const std::int64_t count :
       {n.total(), n.basin, n.lanczos, n.perpendicular, n.refinement, n.check, n.relaxation}) {
    s.bind(count);
  }
  s.bind(event.seconds);
  if (success) {
    s.bind(pack(event.saddle_displacements)).bind(pack(event.end_displacements));
  } else {
    s.bind_null().bind_null();
  }
  s.run();
}

void Catalogue::finish() {
  // Readers that hold the file keep it in its present mode, which loses nothing.
  try {
    file_.execute("PRAGMA journal_mode = DELETE");
  } catch (const Error&) {
  }
}

std::vector<StoredAttempt> Catalogue::attempts() {
  std::vector<StoredAttempt> result;
  SqliteStatement row = file_.prepare("SELECT atom, attempt, status = 'success' FROM event ORDER BY id");
  while (row.step()) result.push_back({row.integer(0), row.integer(1), row.integer(2) != 0});
  return result;
}

std::vector<EventRow> Catalogue::events() {
  std::vector<EventRow> result;
  SqliteStatement row = file_.prepare("SELECT atom, status, barrier, connected, evaluations FROM event ORDER BY id");
  while (row.step()) {
    result.push_back({.atom = row.integer(0),
                      .status = row.text(1),
                      .barrier = row.real(2),
                      .connected = row.integer(3) != 0,
                      .evaluations = row.integer(4)});
  }
  return result;
}

Catalogue::Glass Catalogue::glass() {
  Glass glass;
  SqliteStatement row = file_.prepare("SELECT id, species, x, y, z FROM atom ORDER BY place");
  while (row.step()) {
    glass.ids.push_back(row.integer(0));
    glass.species.push_back(row.text(1));
    glass.positions.push_back({row.real(2), row.real(3), row.real(4)});
  }
  return glass;
}

}  // namespace glasscape
