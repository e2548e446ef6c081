#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/md/worker_files.hpp"
#include "glasscape/mechanics/deform.hpp"

namespace glasscape {

/// Names inside the folder of a deformation.
namespace deform_files {
inline constexpr const char* result = "deform.json";
inline constexpr const char* checkpoint = "checkpoint.json";
inline constexpr const char* curve = "stress_strain.csv";
inline constexpr const char* events = "events.csv";
inline constexpr const char* event_folder = "events";
inline constexpr const char* final_xyz = "final.xyz";
inline constexpr const char* final_data = "final.data";
inline constexpr const char* start_data = "start.data";  ///< these and the following: at temperature only
inline constexpr const char* start_inherent = "start-inherent.xyz";
inline constexpr const char* final_inherent = "final-inherent.xyz";
inline constexpr const char* creep_curve = "creep.csv";
inline constexpr const char* equilibration = "equilibration.csv";
inline constexpr const char* trajectory = "trajectory.dump.gz";
inline constexpr const char* growing_trajectory = "trajectory.partial.dump.gz";  ///< while unfinished
inline constexpr const char* series = "series.csv";
inline constexpr const char* yield_folder = "yield";
/// All of them, and what molecular dynamics leaves.
inline constexpr std::array all{result,
                                checkpoint,
                                curve,
                                events,
                                event_folder,
                                final_xyz,
                                final_data,
                                start_data,
                                start_inherent,
                                final_inherent,
                                creep_curve,
                                equilibration,
                                trajectory,
                                growing_trajectory,
                                series,
                                yield_folder,
                                worker_files::program,
                                worker_files::initial,
                                worker_files::state,
                                worker_files::log,
                                "restart.1",
                                "restart.2"};
}  // namespace deform_files

/// What a deformation has to tell so far: rows for stress_strain.csv and events.csv.
struct DeformRecord {
  nlohmann::json moduli;                            ///< null if not asked for
  nlohmann::json curve = nlohmann::json::array();   ///< an array per state, see curve_columns
  nlohmann::json events = nlohmann::json::array();  ///< an object per event

  void add(const QuasistaticState& state, const char* mark);
  void add(const QuasistaticEvent& event, const Configuration& start, const QuasistaticState& before);
  [[nodiscard]] std::string curve_csv() const;
  [[nodiscard]] std::string events_csv() const;
  /// deform.json: moduli, yield point, counts, curve and events.
  [[nodiscard]] nlohmann::json summary(const DeformOptions& options, const QuasistaticState& last, double modulus,
                                       std::size_t atoms) const;
};

nlohmann::json moduli_json(const ElasticConstants& constants);

/// What a run needs to go on.
struct DeformCheckpoint {
  QuasistaticState state;  ///< without strain and box, which follow from tick and stretch
  double modulus = 0;
  std::vector<Vec3> drift;
  DeformRecord record;
};

/// Numbers are written with as many digits as bring back the same bits.
nlohmann::json checkpoint_json(const std::string& key, const nlohmann::json& options, const QuasistaticRun& run,
                               const DeformRecord& record);
/// Throws Error(input) for a file that is damaged.
DeformCheckpoint read_checkpoint(const nlohmann::json& checkpoint, std::size_t atoms);

}  // namespace glasscape
