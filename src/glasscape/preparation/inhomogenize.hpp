#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/md/engine.hpp"
#include "glasscape/md/thermal_run.hpp"
#include "glasscape/preparation/relaxed_regions.hpp"

namespace glasscape {

/// How relaxed regions are inserted; see inhomogenize_parameters() for meaning, units and bounds.
struct InhomogenizeOptions : ThermalOptions {
  InhomogenizeOptions() { temperature = 850; }
  double size = 10;
  double fraction = 0.02;
  double connectivity = 0;
  std::string direction = "x";
  double matrix_temperature = 50;
  double time = 1000;
  double ramp = 1e13;
  double hold = 10;
  double sample_interval = 0.2;
  double checkpoint_interval = 0;
};
const ParameterTable<InhomogenizeOptions>& inhomogenize_parameters();

/// Everything about a run that is known before it.
struct InhomogenizePlan {
  InhomogenizeOptions options;
  Configuration start;  ///< as given
  RegionGrid grid;
  RegionAtoms regions;
  std::shared_ptr<const ForceField> force_field;
  MdProgram program;
  double estimated_seconds = 0;  ///< wall time
  int ranks = 1;
  std::vector<std::string> notes;          ///< what was decided for the user
  std::string key;                         ///< hash of everything that decides the result
  [[nodiscard]] std::string text() const;  ///< for people: regions, stages, steps, estimated time
};

/// Checks the options, places the regions (relaxed_regions.hpp) and makes the program:
///
/// | stage       | regions                                       | matrix             | cell        |
/// |-------------|-----------------------------------------------|--------------------|-------------|
/// | equilibrate | matrix temperature, with all atoms            | 5 ps               | no pressure |
/// | heat        | to the temperature at the rate of the ramp    | matrix temperature | fixed       |
/// | anneal      | temperature, for the time                     | matrix temperature | fixed       |
/// | cool        | back at the rate of the ramp                  | matrix temperature | fixed       |
/// | hold        | matrix temperature, with all atoms            |                    | no pressure |
///
/// In the three stages of fixed volume all atoms are integrated, under two thermostats. Regions: Nosé–Hoover on their
/// common kinetic energy, a chain of one: longer chains settle below the set temperature where heat flows out for good.
/// Matrix: Langevin, so that heat is taken where it arrives; one thermostat for the whole matrix would freeze its far
/// parts while the surroundings of the regions stay hot.
///
/// Throws Error(usage) for options that contradict each other, Error(input) for a potential or a cell that cannot be
/// used
InhomogenizePlan plan_inhomogenize(const Configuration& glass, const InhomogenizeOptions& options,
                                   const RunContext& context);

/// Potential energy of some atoms in the inherent structures before and after, means per atom.
struct EnergyChange {
  std::string species;  ///< "all" for all
  std::size_t atoms = 0;
  double before = 0, after = 0;  ///< eV
  double change = 0, error = 0;  ///< eV; of the mean of the atoms' own changes, and its standard error
};

struct InhomogenizeResult {
  bool computed = true;  ///< false: the folder held the finished result of the same options
  MdOutcome run;
  std::filesystem::path glass;                            ///< FOLDER/glass.data
  std::filesystem::path fields;                           ///< FOLDER/glass.xyz
  double region_temperature = 0, matrix_temperature = 0;  ///< K, means over the second half of the anneal
  double heat_flow = 0;        ///< eV/ps, out of the regions, through the matrix, into its thermostat, likewise
  double volume_per_atom = 0;  ///< Å³, mean over the second half of the hold
  std::vector<EnergyChange> regions, matrix;  ///< all atoms, then each species
};

/// Runs a plan in a folder: glass.data (the atoms at the end, velocities included), glass.xyz (the same with the fields
/// `region`: 0 in the matrix, else 1 ..., `connected`: 1 in chained regions, and `inherent_energy` [eV] in the inherent
/// structure), temperatures.csv (both groups along the run), inhomogenize.json.
///
/// Atoms keep their ids and order. A folder that holds a checkpoint of the same plan is continued, one that holds its
/// result is read; one of another plan is refused (Error(usage)) unless `replace`.
///
/// Throws Error(stopped) on request, after a checkpoint, and Error(engine) when LAMMPS fails.
InhomogenizeResult inhomogenize(const InhomogenizePlan& plan, const std::filesystem::path& folder, bool replace,
                                const RunContext& context);

/// The plan as input for a LAMMPS elsewhere, written to a folder with the files it reads (in.inhomogenize); without a
/// folder the returned text holds the atoms too.
std::string emit_lammps(const InhomogenizePlan& plan, const std::filesystem::path& folder = {});

}  // namespace glasscape
