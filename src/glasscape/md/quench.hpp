#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/md/engine.hpp"
#include "glasscape/md/glass_transition.hpp"
#include "glasscape/md/program.hpp"

namespace glasscape {

/// In the folder, a line per anneal and pair of species: number of the stage, species, attempts, accepted.
inline constexpr const char* quench_swaps_file = "swaps.txt";

/// How a glass is made; see quench_parameters() for meaning, units and bounds.
struct QuenchOptions {
  std::string start;  ///< a file: these atoms, in place of a random packing
  std::string composition;
  std::int64_t atoms = 2000;
  std::string potential;
  double melt_temperature = 2000;
  double melt_time = 50;
  double cooling_rate = 1e12;
  double final_temperature = 50;
  std::vector<double> anneal_temperature;
  std::vector<double> anneal_time;
  double anneal_ramp = 1e13;
  double swap_interval = 0;
  std::int64_t swap_attempts = 10;
  double pressure = 0;
  double free_shape_below = 900;
  double timestep = 0.002;
  double sample_interval = 0.2;
  double checkpoint_interval = 0;
  std::int64_t seed = 1;
  std::string engine_forces = "glasscape";
  std::vector<double> tg_glass_window{300, 500};
  std::vector<double> tg_melt_window{900, 1200};
};
const ParameterTable<QuenchOptions>& quench_parameters();

/// Everything about a quench that is known before it is run.
struct QuenchPlan {
  QuenchOptions options;
  std::shared_ptr<const ForceField> force_field;
  MdProgram program;
  double cooling_rate = 0;       ///< K/s, after rounding to whole steps
  double estimated_seconds = 0;  ///< wall time; from the measured time of one force evaluation
  int ranks = 1;
  std::vector<std::string> notes;          ///< what was decided for the user
  std::string key;                         ///< hash of everything that decides the result
  [[nodiscard]] std::string text() const;  ///< a table for people: stages, steps, estimated time
};

/// Checks the options and makes the program: random packing (or the given start), melt, linear cooling, anneals, each
/// at constant pressure.
///
/// Throws Error(usage) for options that contradict each other, Error(input) for a potential or a start that cannot be
/// used.
QuenchPlan plan_quench(const QuenchOptions& options, const RunContext& context);

/// Swaps of a pair of species in all anneals of a quench.
struct SwapCount {
  std::string species;  ///< "Cu-Zr"
  std::int64_t attempts = 0, accepted = 0;
};

/// What a quench has made; the atoms are in FOLDER/glass.data (velocities included), the cooling curve in
/// FOLDER/cooling.csv, this and more in FOLDER/quench.json.
struct QuenchResult {
  bool computed = true;  ///< false: the folder held the finished result of the same options
  MdOutcome run;
  std::filesystem::path glass;
  double energy_per_atom = 0;    ///< eV, kinetic energy included, mean over the last tenth of the last stage
  double volume_per_atom = 0;    ///< Å³, likewise
  double density = 0;            ///< g/cm³, likewise
  std::vector<SwapCount> swaps;  ///< none without swap_interval
  GlassTransition from_volume, from_energy;  ///< T_g of V(T) and of E(T) while cooling
};

/// Runs a plan in a folder; a folder that holds a checkpoint of the same plan is continued, one that holds its result
/// is read. A folder of another plan is refused (Error(usage), naming the options that differ) unless `replace`.
///
/// Throws Error(stopped) on request, after a checkpoint, and Error(engine) when LAMMPS fails.
QuenchResult quench(const QuenchPlan& plan, const std::filesystem::path& folder, bool replace,
                    const RunContext& context);

/// The plan as input for a LAMMPS elsewhere. Without a folder the returned text holds the atoms too, and names the
/// potential files that must lie beside it; with one, in.quench, initial.data and the potential files are written
/// there.
std::string emit_lammps(const QuenchPlan& plan, const std::filesystem::path& folder = {});

}  // namespace glasscape
