#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/catalogue_schema.hpp"
#include "glasscape/landscape/event.hpp"
#include "glasscape/landscape/sqlite.hpp"

namespace glasscape {

/// Exact to the last bit: the same file content gives the same hash in whatever format.
std::string configuration_hash(const Configuration& configuration);

/// An attempt that is stored already.
struct StoredAttempt {
  std::int64_t atom;  ///< id
  std::int64_t attempt;
  bool success;
};

/// One event as far as fields and summaries need it. What was not determined is NaN.
struct EventRow {
  std::int64_t id = 0;
  std::int64_t atom = 0, attempt = 0;
  std::string protocol = {}, status = {};
  double barrier = 0;          ///< eV; NaN unless success
  double barrier_error = 0;    ///< eV
  double reverse_barrier = 0;  ///< eV
  double region_radius = 0;    ///< Å
  bool connected = false;      ///< false also where it could not be determined
  bool connection_known = false;
  std::int64_t centre = 0;  ///< 0 unless success
  double participation = 0;
  std::int64_t evaluations = 0;
  EvaluationCounts phases = {};
  double seconds = 0;
  double near_energy = 0, near_distance = 0;   ///< eV, Å: minimum on the side of the start
  double far_energy = 0, far_distance = 0;     ///< eV, Å: minimum on the far side
  double curvature = 0, second_curvature = 0;  ///< eV/Å²
  double residual = 0;                         ///< eV/Å

  [[nodiscard]] bool success() const { return status == "success"; }
};

/// The SQLite file that a campaign's events are stored in, one transaction each: what add() has returned from
/// survives kill -9. The schema is documented in docs/catalogue.md.
class Catalogue {
 public:
  /// Opens for adding, making the file if it is missing. Throws Error(input) where the file belongs to another glass
  /// or potential, Error(usage) where it was made with other settings; the message names the first difference.
  static Catalogue open(const std::filesystem::path& path, const Campaign& campaign,
                        const Configuration& configuration);
  /// Opens for reading; Error(input) if it is no catalogue. What a kill left in a log beside the file is read as well.
  static Catalogue read(const std::filesystem::path& path);

  /// Stores one event and the minima beside it. An event that is there already is kept.
  void add(const Event& event);
  /// Merges SQLite's side files into the one file.
  void finish();

  [[nodiscard]] std::vector<StoredAttempt> attempts();
  /// In order of id.
  [[nodiscard]] std::vector<EventRow> events();
  [[nodiscard]] Campaign campaign() { return stored_campaign(file_); }
  /// The start: box, ids, species and positions. Masses are those of the elements.
  [[nodiscard]] Configuration configuration();
  /// Ids, species and positions of the glass, for comparison.
  struct Glass {
    std::vector<std::int64_t> ids;
    std::vector<std::string> species;
    std::vector<Vec3> positions;
  };
  [[nodiscard]] Glass glass();

  /// How far atoms moved from the start, at the saddle of an event and in the minima beside it; nothing where there is
  /// no such point, or where it is the start.
  struct Displacements {
    std::optional<std::vector<Displaced>> saddle, near, far;
  };
  [[nodiscard]] Displacements displacements(std::int64_t event);
  /// Outcome of an event; nothing where there is none of that id.
  [[nodiscard]] std::optional<std::string> status(std::int64_t event);
  /// Calls `visit` with the id of each success and its displacements at the saddle, in order of id.
  void each_saddle(const std::function<void(std::int64_t, std::vector<Displaced>&&)>& visit);

 private:
  explicit Catalogue(SqliteFile file) : file_(std::move(file)) {}
  void add_minimum(std::int64_t event, int side, double energy, double distance, const std::vector<Displaced>& moved);

  SqliteFile file_;
  std::map<std::int64_t, std::int64_t> rank_;  // id of an atom -> its place, for event ids
  std::int64_t seed_ = 0;
  double same_energy_ = 1e-3, same_distance_ = 0.1;  // eV, Å: a minimum nearer than this is the start
};

}  // namespace glasscape
