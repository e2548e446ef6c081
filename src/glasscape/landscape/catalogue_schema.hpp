#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/sqlite.hpp"

namespace glasscape {

/// Version of the schema in catalogue_schema.cpp (PRAGMA user_version).
inline constexpr int catalogue_version = 2;

/// What all events of a catalogue have in common. Catalogues with other values are never continued or mixed.
struct Campaign {
  std::string program = {};        ///< version that computes; filled in by create_catalogue where empty
  std::string configuration_hash;  ///< hash of box, species, ids and positions
  std::string potential;           ///< description
  std::string potential_hash;
  std::uint64_t seed = 0;
  std::string protocol;
  std::vector<std::pair<std::string, std::string>> settings;  ///< resolved, in table order
  double start_energy = 0;                                    ///< eV
};

/// "glasscape 1.2.3": what a campaign made by this program says.
std::string program_version();

/// True for a catalogue of this version, false for a file that is new or empty. Throws Error(input) for any other
/// database, saying which version it has if it is a catalogue.
bool is_catalogue(SqliteFile& file);

/// Makes the tables, with the campaign and the atoms in them; inside the caller's transaction.
void create_tables(SqliteFile& file, const Campaign& campaign, const Configuration& configuration);
/// The same with campaign and atoms of another catalogue.
void create_tables_like(SqliteFile& file, SqliteFile& model);

Campaign stored_campaign(SqliteFile& file);

/// Throws an Error that names the first difference: Error(input) for another glass or potential, Error(usage) for
/// another seed, protocol, setting or program. `found` is what the file at `path` holds.
void require_same_campaign(const std::string& path, const Campaign& found, const Campaign& wanted);

}  // namespace glasscape
