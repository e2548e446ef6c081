#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/md/thermal_run.hpp"
#include "glasscape/vibration/time_functions.hpp"

namespace glasscape {

/// How the dynamics of a trajectory are measured; zeros follow from the structure.
struct TimeDependenceOptions {
  double wave_number = 0;     ///< 1/Å; 0: 2π / r_peak
  double overlap_length = 0;  ///< Å; 0: 0.3 r_peak
  std::int64_t origins = 20;
  std::int64_t lags = 60;
  std::string spacing = "log";
};
const ParameterTable<TimeDependenceOptions>& time_dependence_parameters();

/// The run at constant temperature that a trajectory is made by.
struct IsothermalOptions : ThermalOptions {
  double time = 1000;            ///< ps
  double equilibration = 20;     ///< ps
  double sample_interval = 0.2;  ///< ps
};
const ParameterTable<IsothermalOptions>& isothermal_parameters();

/// Functions of time and where they come from.
struct TimeDependence {
  TimeFunctions functions;
  std::vector<std::string> species;  ///< "all", then the names: as functions.species
  std::vector<std::size_t> atoms;    ///< of each
  std::size_t frames = 0;
  bool equally_spaced = true;
  double peak_distance = 0;   ///< Å, r_peak: the first peak of the total g(r) of the first frame; 0: not looked for
  double wave_number = 0;     ///< 1/Å, used
  double overlap_length = 0;  ///< Å, used
};

/// Mean squared displacement, α2, F_s and overlap (vibration/time_functions.hpp) along the frames of a file.
///
/// The file is read twice: for the times, and for the atoms; of these only origins stay in memory. r_peak = first peak
/// of the total g(r) of the first frame. That k = 2π / r_peak, near the first peak of S(q), and a = 0.3 r_peak, well
/// outside the cage's thermal motion, are our choices.
///
/// `timestep` [ps] multiplies the step numbers of the file; `interval` [ps], if not 0, is the time between frames
/// instead.
///
/// Errors   Error(input) for frames of other atoms, times that do not increase, atoms that cannot be followed;
///          Error(usage) without r_peak (open boxes) where it is needed
TimeDependence time_dependence(const std::filesystem::path& trajectory, const ReadOptions& reading, double timestep,
                               double interval, const TimeDependenceOptions& options, const RunContext& context);

/// The same of a run at constant temperature: velocities of the temperature are drawn, `equilibration` at zero
/// pressure, then `time` in the cell so reached (Nosé–Hoover), sampled at `sample_interval`. A start with velocities is
/// taken to be in thermal motion, one without to be a minimum, half of whose first kinetic energy goes into the
/// springs. The frames stay in no file; not resumed.
TimeDependence isothermal_dynamics(const Configuration& start, const IsothermalOptions& run,
                                   const TimeDependenceOptions& options, const RunContext& context);

/// FOLDER/dynamics.csv (a row per time, per species msd, α2, F_s and Q with their errors) and FOLDER/dynamics.json
/// (what is read off them).
void write_time_dependence(const std::filesystem::path& folder, const TimeDependence& result);
/// The text of dynamics.json.
std::string time_dependence_json(const TimeDependence& result);

}  // namespace glasscape
