#include "glasscape/mechanics/thermal_deform.hpp"

#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/landscape/inherent_positions.hpp"
#include "glasscape/md/dump_frame.hpp"
#include "glasscape/md/lammps_data.hpp"
#include "glasscape/mechanics/creep_curve.hpp"
#include "glasscape/mechanics/deform.hpp"
#include "glasscape/mechanics/deform_files.hpp"
#include "glasscape/mechanics/deform_folder.hpp"
#include "glasscape/mechanics/stress_strain.hpp"
#include "glasscape/mechanics/test_curve.hpp"
#include "glasscape/mechanics/thermal_deform_setup.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json resolved(const ThermalDeformOptions& options) {
  json result = json::object();
  result["protocol"] = options.protocol;
  for (const auto& [name, value] : thermal_deform_parameters(options.protocol).resolved(options)) result[name] = value;
  return result;
}

// JSON has no NaN.
json number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

void put(json& target, const std::string& name, const std::string& unit, const Measured& m, double scale = 1) {
  target[name + unit] = number(m.value * scale);
  target[name + "_error" + unit] = number(m.error * scale);
}

// +1 where the load pulls or shears forward, −1 in compression: what is positive in a summary.
double sense(const ThermalDeformOptions& o) {
  return o.protocol == "compression" || (o.protocol == "creep" && o.load == "compression") ? -1 : 1;
}

json rate_summary(const ThermalDeformPlan& plan, const TestCurve& curve) {
  const ThermalDeformOptions& o = plan.options;
  std::vector<double> strain, stress;
  for (const TestSample& s : curve.test) {
    strain.push_back(sense(o) * s.strain);
    stress.push_back(sense(o) * s.stress);
  }
  const StressStrainSummary s = analyse_stress_strain(strain, stress,
                                                      {.fit_from = o.fit_from,
                                                       .fit_to = o.fit_to,
                                                       .offset = o.offset,
                                                       .smoothing = o.smoothing,
                                                       .flow_from = o.flow_from});
  json result{{"rate_per_s", plan.rate}, {"strain", curve.test.back().strain}};
  put(result, "modulus", "_GPa", s.modulus);
  result["zero_strain"] = number(s.zero_strain);
  if (!s.modulus_reason.empty()) result["modulus_not_determined"] = s.modulus_reason;
  put(result, "yield_stress", "_GPa", s.yield_stress);
  result["yield_strain"] = number(s.yield_strain);
  if (!s.yield_reason.empty()) result["yield_not_determined"] = s.yield_reason;
  put(result, "maximum_stress", "_GPa", s.maximum_stress);
  result["maximum_strain"] = s.maximum_strain;
  put(result, "flow_stress", "_GPa", s.flow_stress);
  put(result, "flow_slope", "_GPa", s.flow_slope);
  result["flow_from"] = s.flow_from;
  return result;
}

json creep_summary(const ThermalDeformPlan& plan, const TestCurve& curve, double stress) {
  std::vector<double> time[2], strain[2];
  double loaded = 0;
  for (const TestSample& s : curve.test) {
    if (s.stage == "load") loaded = s.strain;
    if (s.stage != "hold" && s.stage != "recover") continue;
    const int k = s.stage == "hold" ? 0 : 1;
    time[k].push_back(s.time);
    strain[k].push_back(sense(plan.options) * s.strain);
  }
  const CreepSummary s = analyse_creep({time[0], strain[0]}, {time[1], strain[1]}, plan.options.rate_fit_from);
  json result{
      {"load", plan.options.load}, {"stress_GPa", stress}, {"strain_when_loaded", sense(plan.options) * loaded}};
  put(result, "loading_strain", "", s.loading_strain);
  put(result, "final_strain", "", s.final_strain);
  put(result, "creep_rate", "_per_s", s.rate, 1e12);
  put(result, "residual_strain", "", s.residual_strain);
  put(result, "recovered_strain", "", s.recovered_strain);
  return result;
}

json mean_state(const TestCurve& curve) {
  double temperature = 0;
  for (const TestSample& s : curve.test) temperature += s.temperature / static_cast<double>(curve.test.size());
  const TestSample &first = curve.test.front(), &last = curve.test.back();
  return {{"mean_temperature_K", temperature},
          {"work_eV", last.work},
          {"energy_gained_eV", last.energy - first.energy},
          {"heat_given_off_eV", last.work - (last.energy - first.energy)}};
}

void write_inherent(const ThermalDeformPlan& plan, const fs::path& from, const fs::path& to,
                    const RunContext& context) {
  Configuration c = read_configuration(from);
  c.velocities.clear();
  c.topology = plan.start.topology;  // which extended XYZ cannot hold
  c.positions = inherent_positions(c, plan.force_field, plan.options.inherent_tolerance, "deform: inherent", context);
  write_configuration(to, c);
}

// σ_y of the yield test in its own folder; it is run first, or read where it is finished.
double yield_stress(const ThermalDeformPlan& plan, const fs::path& folder, bool replace, const RunContext& context) {
  const json test = thermal_deform(*plan.yield_test, folder / deform_files::yield_folder, replace, context).summary;
  const bool maximum = plan.options.yield == "maximum";
  const std::string name = maximum ? "maximum_stress" : "yield_stress";
  const json &found = test.at(name + "_GPa"), &error = test.at(name + "_error_GPa");
  // A stress that is hardly known is no basis of another test.
  constexpr double loosest = 0.25;
  if (found.is_number() && found.get<double>() > 0 && error.is_number() &&
      error.get<double>() < loosest * found.get<double>()) {
    return found.get<double>();
  }
  throw Error(ErrorKind::numerical,
              {(folder / deform_files::yield_folder).string(),
               "no yield stress: " + test.value("yield_not_determined", "it is not known to a quarter of itself"),
               {},
               "use a larger max_strain, fit_to or smoothing, or yield = maximum; or give the stress itself"});
}

}  // namespace

ThermalDeformResult thermal_deform(const ThermalDeformPlan& given, const fs::path& folder, bool replace,
                                   const RunContext& context) {
  ThermalDeformPlan plan = given;
  const json options = resolved(plan.options);
  const HeldDeformation held = look_into_folder(folder, plan.key, options, replace);
  ThermalDeformResult result;
  result.computed = replace || held.result.is_null();
  make_deform_folder(folder, replace);
  const FolderLock lock(folder);
  double stress = plan.options.stress;
  if (result.computed)
    write_file_atomically(folder / deform_files::checkpoint,
                          json{{"key", plan.key}, {"options", options}}.dump(1) + "\n");
  if (plan.yield_test) {
    stress = target_share(plan.options.target) * yield_stress(plan, folder, false, context);
    set_creep_stress(plan, stress);
  }
  if (result.computed) result.run = run_md(plan.program, folder, context);

  const TestCurve curve = read_test_curve(folder / deform_files::series, plan);
  const bool creep = plan.options.protocol == "creep";
  write_file_atomically(folder / (creep ? deform_files::creep_curve : deform_files::curve), curve_csv(curve.test));
  if (!curve.before.empty()) write_file_atomically(folder / deform_files::equilibration, curve_csv(curve.before));
  if (result.computed) {
    Configuration last = with_small_tilt(read_configuration(folder / deform_files::final_xyz));
    last.topology = plan.start.topology;
    write_configuration(folder / deform_files::final_data, last);
    if (plan.frames > 0) join_frames(folder / deform_files::growing_trajectory, folder / deform_files::trajectory);
    if (plan.options.inherent == "ends") {
      write_inherent(plan, folder / deform_files::start_data, folder / deform_files::start_inherent, context);
      write_inherent(plan, folder / deform_files::final_xyz, folder / deform_files::final_inherent, context);
    }
  }

  json summary{{"protocol", plan.options.protocol},
               {"direction", test_directions(plan.options).uniaxial() ? plan.options.axis : plan.options.plane},
               {"atoms", plan.program.initial.size()},
               {"composition", plan.program.initial.formula()},
               {"temperature_K", plan.options.temperature}};
  summary.update(creep ? creep_summary(plan, curve, stress) : rate_summary(plan, curve));
  summary.update(mean_state(curve));
  summary["steps"] = plan.program.total_steps();
  summary["timestep_ps"] = plan.program.timestep;
  summary["samples"] = curve.test.size();
  summary["frames"] = plan.frames;
  summary["engine_forces"] = plan.program.engine_forces;
  summary["potential"] = plan.force_field->description();
  summary["key"] = plan.key;
  summary["options"] = options;
  write_file_atomically(folder / deform_files::result, summary.dump(1) + "\n");
  for (const char* name : {deform_files::checkpoint, deform_files::growing_trajectory, "restart.1", "restart.2",
                           worker_files::initial, worker_files::program}) {
    fs::remove(folder / name);
  }
  result.summary = std::move(summary);
  return result;
}

std::string emit_lammps(const ThermalDeformPlan& plan, const fs::path& folder) {
  if (plan.yield_test) {
    throw usage_error("target", "the yield stress is not known before the test", {},
                      "emit the test of the yield stress (--protocol " + plan.options.load + "), then give --stress");
  }
  std::string title =
      fmt::format("{} of {} ({} atoms) at {:g} K; {}", plan.options.protocol, plan.program.initial.formula(),
                  plan.program.initial.size(), plan.options.temperature, plan.force_field->description());
  title += "\n# Made by glasscape: lmp -in in.deform. Types in order:";
  for (const Species& s : plan.program.initial.species) title += " " + s.name;
  MdProgram program = plan.program;
  program.record.final_atoms = "end.data";
  program.record.trajectory = deform_files::trajectory;
  const std::string text = lammps_input(program, title, worker_files::initial);
  std::error_code error;
  fs::create_directories(folder, error);
  for (const ParameterFile& file : program.potential_files) write_file_atomically(folder / file.name, file.content);
  write_lammps_data(folder / worker_files::initial, program.initial);
  write_file_atomically(folder / "in.deform", text);
  return text;
}

}  // namespace glasscape
