#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/md/program.hpp"
#include "glasscape/md/trajectory.hpp"

namespace glasscape {

/// What every property from dynamics asks of a run.
struct ThermalOptions {
  std::string potential;
  double temperature = 300;  ///< K
  double timestep = 0.002;   ///< ps
  std::int64_t seed = 1;
  std::string engine_forces = "glasscape";
};

/// Dynamics of a given configuration in a temporary folder, gone with this object; not resumed.
///
/// LAMMPS wants cells with a along x and b in the xy plane: other cells are turned on the way in, and frames are turned
/// back.
///
/// Errors   Error(usage) without a potential; Error(input) where a direction is not periodic or a mass is not known
class ThermalRun {
 public:
  /// `where` begins the messages: the name of the descriptor.
  ThermalRun(const Configuration& start, const ThermalOptions& options, const std::string& where);

  /// Gaussian velocities of this temperature [K] without total momentum; draws differ with `stream`.
  void draw_velocities(double temperature, std::uint32_t stream = 0);
  /// Nosé–Hoover at zero pressure, each edge of the cell relaxing its own stress. Frames at multiples of the interval
  /// [steps]; −1: one at the end.
  void add_npt(const std::string& name, double time, std::int64_t frame_interval = 0);
  /// Nosé–Hoover in the cell so reached; the time [ps] is rounded to whole intervals.
  void add_nvt(const std::string& name, double time, std::int64_t frame_interval = 0);
  /// Simple shear at constant rate [1/ps] to a strain by tilting the cell (xy, xz or yz), with the SLLOD equations of
  /// motion; not for turned cells. A frame at the end.
  void add_shear(const std::string& name, const std::string& plane, double rate, double strain);

  /// At least one.
  static std::int64_t steps(double time, double timestep);
  [[nodiscard]] std::int64_t steps(double time) const { return steps(time, options_.timestep); }
  [[nodiscard]] const MdProgram& program() const noexcept { return program_; }
  [[nodiscard]] bool turned() const noexcept { return turned_; }
  [[nodiscard]] const std::shared_ptr<const ForceField>& force_field() const noexcept { return force_field_; }

  void run(const RunContext& context, const FrameSink& frames) const;

 private:
  MdStage& add(const std::string& name, const std::string& fix, std::int64_t steps, std::int64_t frame_interval);

  ThermalOptions options_;
  std::shared_ptr<const ForceField> force_field_;
  MdProgram program_;
  bool turned_ = false;
  Mat3 back_ = Mat3::identity();
};

}  // namespace glasscape
