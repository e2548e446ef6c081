#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/md/engine.hpp"
#include "glasscape/md/program.hpp"
#include "glasscape/md/thermal_run.hpp"

namespace glasscape {

/// A mechanical test at temperature. One struct for all protocols; thermal_deform_parameters() has the rows that a
/// protocol reads, with meaning, units and bounds.
struct ThermalDeformOptions : ThermalOptions {
  std::string protocol = "shear";  ///< shear, tension, compression, creep
  std::string plane = "xy";        ///< shear: direction, then normal
  std::string axis = "x";          ///< tension, compression, creep
  std::string load = "compression";
  double rate = 1e9;  ///< 1/s
  std::string rate_of = "engineering";
  double max_strain = 0.2;
  std::string sides = "free";
  double pressure = 0;  ///< GPa
  double stress = 0;    ///< GPa; creep, a magnitude
  std::string target;   ///< creep: "0.65sigma_y"
  std::string yield = "offset";
  double time = 100;  ///< ps, at the constant stress
  double ramp = 5;    ///< ps, on the way there and back
  bool release = false;
  double recovery = 20;  ///< ps
  double rate_fit_from = 0.5;
  double equilibration = 20;  ///< ps
  std::string velocities = "new";
  std::string thermostat = "nose-hoover";
  double thermostat_time = 0.1;  ///< ps
  double barostat_time = 1;      ///< ps
  double sample_interval = 0;    ///< ps; 0: by the length of the test
  std::int64_t frames = 50;
  double frame_strain = 0;  ///< 0: by the number of frames
  double frame_time = 0;    ///< ps; likewise
  std::string inherent = "none";
  double inherent_tolerance = 1e-4;  ///< eV/Å
  double checkpoint_interval = 0;    ///< ps; 0: by the number of atoms
  double fit_from = 0, fit_to = 0.01;
  double offset = 0.002;
  double smoothing = 0.002;
  double flow_from = 0;  ///< 0: the last third
};

/// The protocols other than aqs.
const std::vector<std::string>& thermal_protocols();
/// The rows that a protocol reads; throws Error(usage) for one that does not exist.
const ParameterTable<ThermalDeformOptions>& thermal_deform_parameters(const std::string& protocol);
/// Rows of that table that have no effect while the other options are what they are: those of the yield test of a creep
/// whose stress is given, for example. Somebody who sets them has misunderstood.
std::vector<std::string> idle_parameters(const ThermalDeformOptions& options);

/// Everything about a test that is known before it is run.
struct ThermalDeformPlan {
  ThermalDeformOptions options;
  std::shared_ptr<const ForceField> force_field;
  MdProgram program;
  Configuration start;                            ///< as it was given
  std::shared_ptr<ThermalDeformPlan> yield_test;  ///< creep with a target: run first; program's stress follows from it
  double rate = 0;                                ///< 1/s, after rounding to whole steps
  std::int64_t frames = 0;                        ///< in the trajectory, the reference included
  double trajectory_bytes = 0;                    ///< on the disk, about
  double estimated_seconds = 0;                   ///< wall time, the yield test not included
  int ranks = 1;
  std::vector<std::string> notes;          ///< what was decided for the user
  std::string key;                         ///< hash of everything that decides the result
  [[nodiscard]] std::string text() const;  ///< for people: stages, steps, estimated time, disk
};

/// Checks the options and makes the program.
///
/// The cell and the atoms follow the strain together in every step (LAMMPS: fix deform, remap x), so that velocities
/// are those relative to the mean flow and the thermostat sees heat only; ṙ = v + L·r, v̇ = F/m. SLLOD's further term
/// −L·v is left out: it is of the order of the strain within one vibration.
///
/// | protocol             | strained                                      | stress                              |
/// |----------------------|-----------------------------------------------|-------------------------------------|
/// | shear                | F = 1 + γ e_a ⊗ e_b, γ = rate · t             | σ_ab                                |
/// | tension, compression | ε = L/L₀ − 1 along the axis, rate dε/dt or dL/L | σ_aa, above the pressure of free sides |
/// | creep                | what the stress makes of the cell             | held: σ_aa or σ_ab                  |
///
/// sides = free: the lengths of the cell that the test does not strain relax to the pressure, each by itself; fixed:
/// they stay. No other angle of the cell changes.
///
/// Input    periodic, lower triangular cell; orthogonal but for shear in xy (with yz = 0), xz or yz
/// Errors   Error(usage) for options that contradict each other, Error(input) for a cell or a potential that cannot be
///          used
ThermalDeformPlan plan_thermal_deform(const Configuration& configuration, const ThermalDeformOptions& options,
                                      const RunContext& context);

struct ThermalDeformResult {
  bool computed = true;  ///< false: the folder held the finished result
  MdOutcome run;
  nlohmann::json summary;  ///< what deform.json holds
};

/// Runs a plan in a folder:
///
///   start.data           the reference: the state after equilibration, velocities included
///   trajectory.dump.gz   frames with unwrapped atoms, ids, cells without flips; the first is the reference
///   stress_strain.csv    a row per sample (creep: creep.csv); LAMMPS's steps, from 0 at the reference
///   equilibration.csv    the same before
///   final.xyz            the last state, unwrapped, velocities included
///   final.data           the same for LAMMPS: tilt below half a box length, atoms wrapped
///   start-inherent.xyz, final-inherent.xyz   if asked for: minima below the two states, in their cells
///   deform.json          options, and what follows from the curve (stress_strain.hpp, creep_curve.hpp)
///   yield/               creep with a target: the folder of the test that found σ_y
///
/// A folder that holds a checkpoint of the same plan is continued, each sample and frame standing there once; one that
/// holds its result is read. On one rank an uninterrupted run is the same to the last bit each time. A continuation
/// goes on from LAMMPS's restart file and differs by rounding at once, so by much after some ps.
///
/// Throws Error(usage) for a folder of something else (unless `replace`), Error(stopped) on request after a checkpoint,
/// Error(engine) when LAMMPS fails, Error(numerical) where the target needs a σ_y that the test does not have.
ThermalDeformResult thermal_deform(const ThermalDeformPlan& plan, const std::filesystem::path& folder, bool replace,
                                   const RunContext& context);

/// The plan as input for a LAMMPS elsewhere, with the files it reads: in.deform, initial.data, the potential's. Returns
/// the input. It writes start.data, trajectory.dump.gz and end.data, and the curve is LAMMPS's log.
///
/// Errors   Error(usage) for a creep whose stress is not known yet
std::string emit_lammps(const ThermalDeformPlan& plan, const std::filesystem::path& folder);

}  // namespace glasscape
