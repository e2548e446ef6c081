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
#include "glasscape/md/program.hpp"
#include "glasscape/polymer/chains.hpp"
#include "glasscape/polymer/statistics.hpp"

namespace glasscape {

inline constexpr const char* melt_file = "melt.data";

/// A melt of equal chains; see polymer_parameters() for meaning, units and bounds.
struct PolymerOptions {
  std::string potential = "martini-ps-a";
  std::int64_t chains = 100;
  std::int64_t monomers = 10;
  double density = 0.7;  ///< g/cm³, to begin with
  double temperature = 600;
  double push_time = 10;        ///< ps
  double equilibration = 1000;  ///< ps
  double pressure = 0;          ///< GPa
  double timestep = 0.005;      ///< ps
  double sample_interval = 1;   ///< ps
  double checkpoint_interval = 0;
  std::int64_t seed = 1;
};
const ParameterTable<PolymerOptions>& polymer_parameters();

/// Everything about a melt that is known before it is made.
struct PolymerPlan {
  PolymerOptions options;
  std::shared_ptr<const ForceField> force_field;
  MdProgram program;
  ChainDimensions expected;     ///< of one chain at the temperature
  MeanError grown_end_to_end2;  ///< Å², of the chains as they were grown
  double estimated_seconds = 0;
  int ranks = 1;
  std::string key;                         ///< hash of everything that decides the result
  [[nodiscard]] std::string text() const;  ///< for people
};

/// Checks the options and makes the program: chains are grown (chain_growth.hpp), pushed apart under a soft repulsion
/// that rises while no bead may move farther than 0.05 Å in a step, minimised, and then held at temperature and
/// pressure in a cube.
///
/// Throws Error(usage) for options that contradict each other or a cell too small for the cutoff, Error(input) for a
/// potential that cannot be used.
PolymerPlan plan_polymer(const PolymerOptions& options, const RunContext& context);

/// What came of it: FOLDER/melt.data (velocities, bonds and angles included), the recorded series FOLDER/cooling.csv,
/// this in FOLDER/polymer.json.
struct PolymerResult {
  bool computed = true;  ///< false: the folder held the finished result of the same options
  MdOutcome run;
  std::filesystem::path melt;
  MeanError density;      ///< g/cm³, over the second half of the equilibration; error with its autocorrelation
  MeanError end_to_end2;  ///< Å², over the chains of the last state
  MeanError gyration2;    ///< Å², of the backbone
  ChainDimensions expected;
};

/// Makes a melt in a folder; a folder that holds a checkpoint of the same plan is continued, one that holds its result
/// is read. A folder of another plan is refused (Error(usage)) unless `replace`.
///
/// Throws Error(stopped) on request, after a checkpoint, and Error(engine) when LAMMPS fails.
PolymerResult build_polymer(const PolymerPlan& plan, const std::filesystem::path& folder, bool replace,
                            const RunContext& context);

/// The plan as input for a LAMMPS elsewhere: in.polymer and initial.data in a folder. Returns the input.
std::string emit_lammps(const PolymerPlan& plan, const std::filesystem::path& folder);

}  // namespace glasscape
