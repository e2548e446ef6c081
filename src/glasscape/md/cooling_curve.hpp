#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace glasscape {

/// What was recorded along a run (cooling.csv of a quench), one entry per sample.
struct CoolingCurve {
  std::vector<double> time;             ///< ps from the beginning of the melt
  std::vector<std::string> stage_name;  ///< "melt", "cool", ...
  std::vector<double> set_temperature;  ///< K
  std::vector<double> temperature;      ///< K, instantaneous
  std::vector<double> energy;           ///< eV per atom, kinetic energy included
  std::vector<double> volume;           ///< Å³ per atom
  std::vector<double> density;          ///< g/cm³
  std::vector<double> pressure;         ///< GPa
  /// Further columns (MdProgram::columns): their titles, and the samples of each.
  std::vector<std::string> further_names;
  std::vector<std::vector<double>> further;

  /// The samples of all stages of that name.
  [[nodiscard]] CoolingCurve stage(std::string_view name) const;
};

/// Throws Error(input) with the line for a file that is not a whole recording.
CoolingCurve read_cooling_curve(const std::filesystem::path& path);

}  // namespace glasscape
