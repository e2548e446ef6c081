#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/md/worker_files.hpp"

namespace glasscape {

/// One stretch of dynamics under the same fixes.
struct MdStage {
  std::string name;                ///< "melt", "cool", ...: a column of the recorded series
  std::vector<std::string> begin;  ///< LAMMPS commands before it: fixes
  std::vector<std::string> end;    ///< and after it: unfix
  std::int64_t steps = 0;
  double from_temperature = 0, to_temperature = 0;  ///< K; the set temperature runs linearly between them
  std::int64_t frame_interval = 0;                  ///< steps between frames handed to the caller; 0: none
  std::int64_t sample_interval = 0;                 ///< steps between samples of this stage; 0: MdProgram's
  bool recorded = false;                            ///< frames go to MdRecord::trajectory
  std::string snapshot;                             ///< data file of the atoms where the stage begins; empty: none
};

/// What a run leaves on disk beside its checkpoints.
struct MdRecord {
  std::string final_atoms = worker_files::final_atoms;  ///< the last state, velocities included
  /// Columns may speak of the stress, samples are also taken at each frame and where a stage ends, and atoms are
  /// written with the ids of the initial configuration and along `axes`.
  bool detailed = false;
  std::string trajectory;  ///< frames of the recorded stages (dump_frame.hpp); empty: none
  /// Steps between frames, counted by LAMMPS's step number; one more where a recorded stage ends. 0: none.
  std::int64_t trajectory_interval = 0;
  std::array<int, 3> axes{0, 1, 2};  ///< the Cartesian direction that each axis of LAMMPS stands for in what is written
};

/// A further column of the recorded series.
struct MdColumn {
  std::string name;        ///< with its unit, such as "regions_K"
  std::string expression;  ///< a LAMMPS equal-style formula, such as "ke(regions)" or "-pxy*1e-4"
};

/// A protocol as LAMMPS commands: the one source of what runs in process and of what --emit-lammps prints.
///
/// Steps count from 0 at the beginning of the first stage (or where a stage's commands reset them).
struct MdProgram {
  Configuration initial;
  bool molecular = false;              ///< for the worker, which has its atoms from LAMMPS: the initial ones have bonds
  std::vector<std::string> potential;  ///< pair_style and pair_coeff of LAMMPS itself
  std::vector<ParameterFile> potential_files;  ///< what those commands read
  std::string engine_forces;                   ///< "lammps": those commands; "glasscape": our own kernel
  std::string potential_specification;         ///< what our own kernel opens (see open_potential)
  std::vector<std::string> start;              ///< minimisation, velocities: only where the run begins
  std::vector<MdStage> stages;
  double timestep = 0.002;                         ///< ps
  std::int64_t sample_interval = 100;              ///< steps between recorded temperatures, energies, volumes
  std::int64_t checkpoint_interval = 20000;        ///< steps
  std::vector<MdColumn> columns;                   ///< recorded beside temperature, energy and volume
  std::string series_file = worker_files::series;  ///< where they are recorded
  MdRecord record;

  [[nodiscard]] std::int64_t total_steps() const;
};

/// Commands before the atoms are read or made; `molecular`: atoms with bonds.
std::vector<std::string> setup_commands(bool molecular);
/// Commands after the potential is known, at the beginning and after a restart.
std::vector<std::string> settings_commands(const MdProgram& program);

/// The whole protocol as an input file for a LAMMPS elsewhere. The initial atoms are read from `data_file`, or are
/// written into the input (create_atoms) if that is empty, which Error(usage) refuses for atoms with bonds. Ends with
/// the data file of the final atoms.
std::string lammps_input(const MdProgram& program, const std::string& title, const std::string& data_file);

/// The program as JSON text and back, for the worker process; the initial configuration and the
/// potential's files are not part of it.
std::string to_json(const MdProgram& program);
MdProgram md_program_from_json(const std::string& text);

}  // namespace glasscape
