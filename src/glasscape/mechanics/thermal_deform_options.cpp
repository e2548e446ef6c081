#include <algorithm>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/md/thermal_rows.hpp"
#include "glasscape/mechanics/thermal_deform.hpp"

namespace glasscape {
namespace {

using O = ThermalDeformOptions;
using Table = ParameterTable<O>;
using Rows = ThermalRows<O>;
using Row = Table::Row;

const Unit none("1"), ps("ps");

Row plane(std::vector<std::string> choices) {
  return {.name = "plane",
          .member = &O::plane,
          .unit = none,
          .help = "plane of the shear: direction, then normal",
          .choices = std::move(choices)};
}
Row axis() {
  return {.name = "axis",
          .member = &O::axis,
          .unit = none,
          .help = "direction of tension or compression",
          .choices = {"x", "y", "z"}};
}
Row rate() {
  return {.name = "rate",
          .member = &O::rate,
          .unit = Unit("1/s"),
          .help = "magnitude of the strain rate",
          .bounds = positive()};
}
Row rate_of() {
  return {.name = "rate_of",
          .member = &O::rate_of,
          .unit = none,
          .help = "what grows at the constant rate: strain of the first length, or of the present one",
          .choices = {"engineering", "true"}};
}
Row max_strain(const char* help) {
  return {.name = "max_strain",
          .member = &O::max_strain,
          .unit = none,
          .help = help,
          .bounds = {.low = 0, .high = 10, .low_open = true}};
}
Row sides() {
  return {.name = "sides",
          .member = &O::sides,
          .unit = none,
          .help = "lengths of the cell that are not strained: relaxed to the pressure each by itself, or kept",
          .choices = {"free", "fixed"}};
}
Row pressure() {
  return {.name = "pressure",
          .member = &O::pressure,
          .unit = Unit("GPa"),
          .help = "pressure of the equilibration and of free sides",
          .bounds = between(-5, 1000)};
}

Row equilibration() {
  return {.name = "equilibration",
          .member = &O::equilibration,
          .unit = ps,
          .help = "time at the temperature and pressure before the test; 0: none, the cell stays as it is",
          .bounds = at_least(0)};
}
Row velocities() {
  return {.name = "velocities",
          .member = &O::velocities,
          .unit = none,
          .help = "drawn anew with the seed, or kept as the file has them",
          .choices = {"new", "keep"}};
}
Row thermostat() {
  return {.name = "thermostat",
          .member = &O::thermostat,
          .unit = none,
          .help = "of the test; velocities are relative to the mean flow. none: no heat is taken away",
          .choices = {"nose-hoover", "langevin", "none"}};
}
Row thermostat_time() {
  return {.name = "thermostat_time",
          .member = &O::thermostat_time,
          .unit = ps,
          .help = "damping time of the temperature",
          .bounds = positive()};
}
Row barostat_time() {
  return {.name = "barostat_time",
          .member = &O::barostat_time,
          .unit = ps,
          .help = "damping time of the pressure",
          .bounds = positive()};
}
Row sample_interval() {
  return {.name = "sample_interval",
          .member = &O::sample_interval,
          .unit = ps,
          .help = "time between rows of the curve; 0: a thousand of them",
          .bounds = at_least(0)};
}
Row frames() {
  return {.name = "frames",
          .member = &O::frames,
          .unit = none,
          .help = "frames of the trajectory after the first, at equal distances; 0: none",
          .bounds = between(0, 1e7)};
}
Row frame_strain() {
  return {.name = "frame_strain",
          .member = &O::frame_strain,
          .unit = none,
          .help = "strain between frames, instead of their number",
          .bounds = at_least(0)};
}
Row frame_time() {
  return {.name = "frame_time",
          .member = &O::frame_time,
          .unit = ps,
          .help = "time between frames, instead of their number",
          .bounds = at_least(0)};
}
Row inherent() {
  return {.name = "inherent",
          .member = &O::inherent,
          .unit = none,
          .help = "also write the minima below the first and the last state, in their cells",
          .choices = {"none", "ends"}};
}
Row inherent_tolerance() {
  return {.name = "inherent_tolerance",
          .member = &O::inherent_tolerance,
          .unit = Unit("eV/Å"),
          .help = "largest force left on an atom of these minima",
          .bounds = {.low = 0, .high = 1e-2, .low_open = true}};
}
Row checkpoint_interval() {
  return {.name = "checkpoint_interval",
          .member = &O::checkpoint_interval,
          .unit = ps,
          .help = "time between checkpoints; 0: by the number of atoms",
          .bounds = at_least(0)};
}
Row fit_from() {
  return {.name = "fit_from",
          .member = &O::fit_from,
          .unit = none,
          .help = "strain where the fit of the modulus begins",
          .bounds = at_least(0)};
}
Row fit_to() {
  return {.name = "fit_to", .member = &O::fit_to, .unit = none, .help = "and where it ends", .bounds = positive()};
}
Row offset() {
  return {.name = "offset",
          .member = &O::offset,
          .unit = none,
          .help = "plastic strain that defines the yield stress",
          .bounds = positive()};
}
Row smoothing() {
  return {.name = "smoothing",
          .member = &O::smoothing,
          .unit = none,
          .help = "strain over which the curve is averaged before yield and maximum are looked for; 0: not at all",
          .bounds = at_least(0)};
}
Row flow_from() {
  return {.name = "flow_from",
          .member = &O::flow_from,
          .unit = none,
          .help = "strain from which the flow stress is averaged; 0: the last third of the test",
          .bounds = at_least(0)};
}

Row load() {
  return {.name = "load",
          .member = &O::load,
          .unit = none,
          .help = "kind of the constant stress",
          .choices = {"tension", "compression", "shear"}};
}
Row stress() {
  return {.name = "stress",
          .member = &O::stress,
          .unit = Unit("GPa"),
          .help = "magnitude of the constant stress",
          .bounds = at_least(0)};
}
Row target() {
  return {.name = "target",
          .member = &O::target,
          .unit = none,
          .help = "the stress as a share of the yield stress, such as 0.65sigma_y, which is measured first"};
}
Row time() {
  return {.name = "time", .member = &O::time, .unit = ps, .help = "time at the stress", .bounds = positive()};
}
Row ramp() {
  return {.name = "ramp",
          .member = &O::ramp,
          .unit = ps,
          .help = "time over which the stress is put on and taken off",
          .bounds = positive()};
}
Row release() {
  return {.name = "release", .member = &O::release, .unit = none, .help = "take the stress off at the end and recover"};
}
Row recovery() {
  return {
      .name = "recovery", .member = &O::recovery, .unit = ps, .help = "time after the release", .bounds = positive()};
}
Row rate_fit_from() {
  return {.name = "rate_fit_from",
          .member = &O::rate_fit_from,
          .unit = none,
          .help = "share of the time at the stress after which the creep rate is fitted",
          .bounds = {.low = 0, .high = 1, .high_open = true}};
}
Row yield() {
  return {.name = "yield",
          .member = &O::yield,
          .unit = none,
          .help = "target: which stress of the yield test is sigma_y, at the offset strain or the largest",
          .choices = {"offset", "maximum"}};
}

const char* const to_strain = "strain to go to";

}  // namespace

const std::vector<std::string>& thermal_protocols() {
  static const std::vector<std::string> names{"shear", "tension", "compression", "creep"};
  return names;
}

const ParameterTable<ThermalDeformOptions>& thermal_deform_parameters(const std::string& protocol) {
  static const Table shear{plane({"xy", "xz", "yz", "yx", "zx", "zy"}),
                           rate(),
                           max_strain(to_strain),
                           sides(),
                           pressure(),
                           Rows::temperature(),
                           equilibration(),
                           velocities(),
                           Rows::seed(),
                           Rows::timestep(),
                           thermostat(),
                           thermostat_time(),
                           barostat_time(),
                           sample_interval(),
                           frames(),
                           frame_strain(),
                           fit_from(),
                           fit_to(),
                           offset(),
                           smoothing(),
                           flow_from(),
                           inherent(),
                           inherent_tolerance(),
                           checkpoint_interval(),
                           Rows::engine_forces()};
  static const Table uniaxial{axis(),
                              rate(),
                              rate_of(),
                              max_strain("magnitude of the strain to go to, of the first length"),
                              sides(),
                              pressure(),
                              Rows::temperature(),
                              equilibration(),
                              velocities(),
                              Rows::seed(),
                              Rows::timestep(),
                              thermostat(),
                              thermostat_time(),
                              barostat_time(),
                              sample_interval(),
                              frames(),
                              frame_strain(),
                              fit_from(),
                              fit_to(),
                              offset(),
                              smoothing(),
                              flow_from(),
                              inherent(),
                              inherent_tolerance(),
                              checkpoint_interval(),
                              Rows::engine_forces()};
  static const Table creep{load(),
                           axis(),
                           plane({"xy", "xz", "yz"}),
                           stress(),
                           target(),
                           time(),
                           ramp(),
                           release(),
                           recovery(),
                           rate_fit_from(),
                           pressure(),
                           Rows::temperature(),
                           equilibration(),
                           velocities(),
                           Rows::seed(),
                           Rows::timestep(),
                           thermostat(),
                           thermostat_time(),
                           barostat_time(),
                           sample_interval(),
                           frames(),
                           frame_time(),
                           yield(),
                           rate(),
                           rate_of(),
                           max_strain("target: strain that the yield test goes to"),
                           fit_from(),
                           fit_to(),
                           offset(),
                           smoothing(),
                           inherent(),
                           inherent_tolerance(),
                           checkpoint_interval(),
                           Rows::engine_forces()};
  if (protocol == "shear") return shear;
  if (protocol == "tension" || protocol == "compression") return uniaxial;
  if (protocol == "creep") return creep;
  throw usage_error("protocol", fmt::format("'{}' is none at temperature", protocol), join(thermal_protocols(), ", "));
}

std::vector<std::string> idle_parameters(const ThermalDeformOptions& o) {
  std::vector<std::string> idle;
  const auto add = [&](std::initializer_list<const char*> names) {
    idle.insert(idle.end(), names.begin(), names.end());
  };
  if (o.protocol == "creep") {
    if (o.load == "shear") {
      add({"axis", "rate_of"});
    } else {
      add({"plane"});
    }
    if (o.target.empty()) add({"yield", "rate", "rate_of", "max_strain", "fit_from", "fit_to", "offset", "smoothing"});
    if (!o.release) add({"recovery"});
  }
  if (o.inherent == "none") add({"inherent_tolerance"});
  if (o.frame_strain > 0 || o.frame_time > 0) add({"frames"});
  if (o.velocities == "keep") add({"seed"});
  return idle;
}

}  // namespace glasscape
