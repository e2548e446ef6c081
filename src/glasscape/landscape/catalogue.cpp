#include "glasscape/landscape/catalogue.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/core/unit.hpp"

namespace glasscape {
namespace {

constexpr const char* insert_event =
    "INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING";

static_assert(std::endian::native == std::endian::little, "displacements are stored little endian");
constexpr std::size_t record = 20;  // bytes: id and three float32

std::vector<std::byte> pack(const std::vector<Displaced>& atoms) {
  std::vector<std::byte> blob(record * atoms.size());
  for (std::size_t k = 0; k < atoms.size(); ++k) {
    const Vec3& d = atoms[k].displacement;
    const std::array<float, 3> xyz{static_cast<float>(d.x), static_cast<float>(d.y), static_cast<float>(d.z)};
    std::memcpy(blob.data() + record * k, &atoms[k].id, 8);
    std::memcpy(blob.data() + record * k + 8, xyz.data(), 12);
  }
  return blob;
}

std::vector<Displaced> unpack(const std::vector<std::byte>& blob) {
  std::vector<Displaced> atoms(blob.size() / record);
  for (std::size_t k = 0; k < atoms.size(); ++k) {
    std::array<float, 3> xyz{};
    std::memcpy(&atoms[k].id, blob.data() + record * k, 8);
    std::memcpy(xyz.data(), blob.data() + record * k + 8, 12);
    atoms[k].displacement = {xyz[0], xyz[1], xyz[2]};
  }
  return atoms;
}

double setting(const Campaign& campaign, const std::string& name, double otherwise) {
  for (const auto& [key, value] : campaign.settings) {
    if (key == name) return parse_double(value, name);
  }
  return otherwise;
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
  Campaign ours = campaign;
  if (ours.program.empty()) ours.program = program_version();
  SqliteFile file(path, SqliteFile::Mode::read_write);
  const bool exists = is_catalogue(file);
  // A write-ahead log makes one commit per event cheap and lets others read meanwhile; with every commit on the disk
  // before add() returns, events survive power cuts as well as kill -9.
  file.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
  if (exists) {
    require_same_campaign(path.string(), stored_campaign(file), ours);
  } else {
    file.execute("BEGIN IMMEDIATE");
    // Another worker may have made the tables between the first look and the lock.
    if (is_catalogue(file)) {
      require_same_campaign(path.string(), stored_campaign(file), ours);
    } else {
      create_tables(file, ours, configuration);
    }
    file.execute("COMMIT");
  }
  Catalogue catalogue(std::move(file));
  for (std::size_t i = 0; i < configuration.size(); ++i)
    catalogue.rank_[configuration.ids[i]] = static_cast<std::int64_t>(i);
  catalogue.seed_ = static_cast<std::int64_t>(ours.seed);
  catalogue.same_energy_ = setting(ours, "same_energy", catalogue.same_energy_);
  catalogue.same_distance_ = setting(ours, "same_distance", catalogue.same_distance_);
  return catalogue;
}

Catalogue Catalogue::read(const std::filesystem::path& path) {
  recover_file(path);
  SqliteFile file(path, SqliteFile::Mode::read_only);
  if (!is_catalogue(file)) throw input_error(path.string(), "is empty", "a file made by `glasscape explore`", {});
  return Catalogue(std::move(file));
}

void Catalogue::add(const Event& event) {
  const bool success = event.status == SaddleStatus::success;
  const double nan = std::nan("");
  const std::int64_t id = event.attempt * static_cast<std::int64_t>(rank_.size()) + rank_.at(event.atom);
  SqliteTransaction transaction(file_);
  SqliteStatement s = file_.prepare(insert_event);
  s.bind(id).bind(event.atom).bind(event.attempt).bind(seed_).bind(event.protocol).bind(to_string(event.status));
  s.bind(success ? event.barrier : nan).bind(success && std::isfinite(event.barrier_error) ? event.barrier_error : nan);
  s.bind(success && event.sides_converged ? event.reverse_barrier : nan);
  success&& event.sides_converged ? s.bind(std::int64_t{event.connected}) : s.bind_null();
  s.bind(std::isfinite(event.region_radius) ? event.region_radius : nan);
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
  success ? s.bind(pack(event.saddle_displacements)) : s.bind_null();
  s.run();
  if (success && event.sides_converged) {
    if (!event.connected) add_minimum(id, 0, event.back_energy, event.back_distance, event.back_displacements);
    add_minimum(id, 1, event.end_energy, event.end_distance, event.end_displacements);
  }
  transaction.commit();
}

void Catalogue::add_minimum(std::int64_t event, int side, double energy, double distance,
                            const std::vector<Displaced>& moved) {
  if (std::abs(energy) < same_energy_ && distance < same_distance_) return;  // the start itself
  file_.prepare("INSERT INTO minimum VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING")
      .bind(2 * event + side)
      .bind(event)
      .bind(std::int64_t{side})
      .bind(energy)
      .bind(distance)
      .bind(pack(moved))
      .run();
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
  SqliteStatement row = file_.prepare(
      "SELECT id, atom, attempt, protocol, status, barrier, barrier_error, reverse_barrier, region_radius, connected, "
      "centre, participation, evaluations, evaluations_basin, evaluations_lanczos, evaluations_perpendicular, "
      "evaluations_refinement, evaluations_check, evaluations_relaxation, seconds, back_energy, back_distance, "
      "end_energy, end_distance, curvature, second_curvature, residual FROM event ORDER BY id");
  while (row.step()) {
    result.push_back({.id = row.integer(0),
                      .atom = row.integer(1),
                      .attempt = row.integer(2),
                      .protocol = row.text(3),
                      .status = row.text(4),
                      .barrier = row.real(5),
                      .barrier_error = row.real(6),
                      .reverse_barrier = row.real(7),
                      .region_radius = row.real(8),
                      .connected = row.integer(9) != 0,
                      .connection_known = !row.is_null(9),
                      .centre = row.integer(10),
                      .participation = row.real(11),
                      .evaluations = row.integer(12),
                      .phases = {.basin = row.integer(13),
                                 .lanczos = row.integer(14),
                                 .perpendicular = row.integer(15),
                                 .refinement = row.integer(16),
                                 .check = row.integer(17),
                                 .relaxation = row.integer(18)},
                      .seconds = row.real(19),
                      .near_energy = row.real(20),
                      .near_distance = row.real(21),
                      .far_energy = row.real(22),
                      .far_distance = row.real(23),
                      .curvature = row.real(24),
                      .second_curvature = row.real(25),
                      .residual = row.real(26)});
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

Configuration Catalogue::configuration() {
  SqliteStatement row = file_.prepare("SELECT cell, origin, periodic FROM campaign");
  if (!row.step()) throw input_error(file_.path().string(), "has no campaign");
  const auto cell = nlohmann::json::parse(row.text(0)), origin = nlohmann::json::parse(row.text(1)),
             periodic = nlohmann::json::parse(row.text(2));
  const auto vector = [](const nlohmann::json& v) { return Vec3{v.at(0), v.at(1), v.at(2)}; };
  Configuration result;
  result.box = Box({vector(cell.at(0)), vector(cell.at(1)), vector(cell.at(2))}, vector(origin),
                   {periodic.at(0), periodic.at(1), periodic.at(2)});
  Glass atoms = glass();
  result.ids = std::move(atoms.ids);
  result.positions = std::move(atoms.positions);
  for (const std::string& name : atoms.species) {
    std::size_t type = 0;
    while (type < result.species.size() && result.species[type].name != name) ++type;
    if (type == result.species.size()) result.species.push_back({name, atomic_weight(name)});
    result.types.push_back(static_cast<std::int32_t>(type));
  }
  return result;
}

Catalogue::Displacements Catalogue::displacements(std::int64_t event) {
  Displacements result;
  SqliteStatement saddle = file_.prepare("SELECT saddle_displacements FROM event WHERE id = ?");
  saddle.bind(event);
  if (saddle.step() && !saddle.is_null(0)) result.saddle = unpack(saddle.blob(0));
  SqliteStatement minimum = file_.prepare("SELECT side, displacements FROM minimum WHERE event = ?");
  minimum.bind(event);
  while (minimum.step()) (minimum.integer(0) == 0 ? result.near : result.far) = unpack(minimum.blob(1));
  return result;
}

std::optional<std::string> Catalogue::status(std::int64_t event) {
  SqliteStatement row = file_.prepare("SELECT status FROM event WHERE id = ?");
  row.bind(event);
  if (!row.step()) return {};
  return row.text(0);
}

void Catalogue::each_saddle(const std::function<void(std::int64_t, std::vector<Displaced>&&)>& visit) {
  SqliteStatement row =
      file_.prepare("SELECT id, saddle_displacements FROM event WHERE status = 'success' ORDER BY id");
  while (row.step()) visit(row.integer(0), unpack(row.blob(1)));
}

}  // namespace glasscape
