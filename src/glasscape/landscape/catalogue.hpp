#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/event.hpp"
#include "glasscape/landscape/sqlite.hpp"

namespace glasscape {

/// Version of the schema in catalogue.cpp (PRAGMA user_version).
inline constexpr int catalogue_version = 1;

/// What all events of a catalogue have in common. Catalogues with other values are never continued or mixed.
struct Campaign {
  std::string configuration_hash;  ///< hash of box, species, ids and positions
  std::string potential;           ///< description
  std::string potential_hash;
  std::uint64_t seed = 0;
  std::string protocol;
  std::vector<std::pair<std::string, std::string>> settings;  ///< resolved, in table order
  double start_energy = 0;                                    ///< eV
};

/// Exact to the last bit: the same file content gives the same hash in whatever format.
std::string configuration_hash(const Configuration& configuration);

/// An attempt that is stored already.
struct StoredAttempt {
  std::int64_t atom;  ///< id
  std::int64_t attempt;
  bool success;
};

/// One event as far as fields and summaries need it.
struct EventRow {
  std::int64_t atom;
  std::string status;
  double barrier;  ///< eV; NaN unless success
  bool connected;  ///< false also where it could not be determined
  std::int64_t evaluations;
};

/// The SQLite file that a campaign's events are stored in, one transaction each: what add() has returned from
/// survives kill -9. The schema is documented in docs/catalogue.md.
class Catalogue {
 public:
  /// Opens for adding, making the file if it is missing. Throws Error(input) where the file belongs to another glass
  /// or potential, Error(usage) where it was made with other settings; the message names the first difference.
  static Catalogue open(const std::filesystem::path& path, const Campaign& campaign,
                        const Configuration& configuration);
  /// Opens for reading; Error(input) if it is no catalogue.
  static Catalogue read(const std::filesystem::path& path);

  void add(const Event& event);
  /// Merges SQLite's side files into the one file.
  void finish();

  [[nodiscard]] std::vector<StoredAttempt> attempts();
  [[nodiscard]] std::vector<EventRow> events();
  /// Ids, species and positions of the glass, for comparison.
  struct Glass {
    std::vector<std::int64_t> ids;
    std::vector<std::string> species;
    std::vector<Vec3> positions;
  };
  [[nodiscard]] Glass glass();

 private:
  explicit Catalogue(SqliteFile file) : file_(std::move(file)) {}

  SqliteFile file_;
  std::map<std::int64_t, std::int64_t> rank_;  // id of an atom -> its place, for event ids
};

}  // namespace glasscape
