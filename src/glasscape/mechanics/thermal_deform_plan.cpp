#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <optional>

#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/md/pair_kernel.hpp"
#include "glasscape/md/relabel.hpp"
#include "glasscape/md/run_estimate.hpp"
#include "glasscape/mechanics/deform_files.hpp"
#include "glasscape/mechanics/deform_folder.hpp"
#include "glasscape/mechanics/thermal_deform_setup.hpp"

namespace glasscape {
namespace {

constexpr double per_second = 1e-12;  // in 1/ps
constexpr double bar = 1e4;           // in GPa
// Bytes per atom of a frame in the trajectory (measured with glasses of 5,000 and 108,000 atoms).
constexpr double frame_bytes = 18;

std::int64_t whole_steps(double time, double timestep) {
  return std::max<std::int64_t>(1, std::llround(time / timestep));
}

// An interval near `wanted` that divides `whole`, so that samples fall on frames; `wanted` itself if there is none.
std::int64_t divisor_near(std::int64_t whole, std::int64_t wanted) {
  for (std::int64_t away = 0; away <= wanted / 2; ++away) {
    if (whole % (wanted + away) == 0) return wanted + away;
    if (whole % (wanted - away) == 0) return wanted - away;
  }
  return wanted;
}

// Temperature of the configuration's own velocities; 0 without.
double own_temperature(const Configuration& c) {
  if (c.velocities.empty() || c.size() < 2) return 0;
  constexpr double kinetic = 1.0364269e-4;  // g/mol (Å/ps)² in eV
  double sum = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    sum += kinetic * c.species[static_cast<std::size_t>(c.types[i])].mass * norm2(c.velocities[i]);
  }
  return sum / (3 * static_cast<double>(c.size() - 1) * constants::boltzmann);
}

class Maker {
 public:
  Maker(const Configuration& start, const ThermalDeformOptions& options, ThermalDeformPlan& plan)
      : o_(options), directions_(test_directions(options)), plan_(plan), program_(plan.program) {
    const Configuration atoms = relabelled(start, directions_.axes);
    ThermalRun run(atoms, options, "deform");
    if (o_.velocities == "new") {
      // What the springs of the solid will take up or give back until both halves of its energy are equal.
      run.draw_velocities(std::max(2 * o_.temperature - own_temperature(start), 0.1 * o_.temperature));
    }
    program_ = run.program();
    plan_.force_field = run.force_field();
    program_.initial.ids = start.ids;
    if (o_.velocities == "keep") program_.initial.velocities = atoms.velocities;
    program_.series_file = deform_files::series;
    // LAMMPS's pressure counts compression as positive, we count tension.
    for (const char* c : {"xx", "yy", "zz", "xy", "xz", "yz"}) {
      program_.columns.push_back({fmt::format("s{}_GPa", c), fmt::format("-1e-4*p{}", c)});
    }
    for (const char* c : {"lx", "ly", "lz", "xy", "xz", "yz"}) program_.columns.push_back({fmt::format("{}_A", c), c});
    program_.record = {.final_atoms = deform_files::final_xyz,
                       .detailed = true,
                       .trajectory = o_.frames > 0 || frame_step_wanted() > 0 ? deform_files::growing_trajectory : "",
                       .trajectory_interval = 0,
                       .axes = directions_.axes};
    const double automatic = std::clamp(1e8 / static_cast<double>(start.size()), 1000.0, 50000.0);
    program_.checkpoint_interval = o_.checkpoint_interval > 0 ? whole_steps(o_.checkpoint_interval, o_.timestep)
                                                              : static_cast<std::int64_t>(automatic);
  }

  void equilibrate() {
    if (!(o_.equilibration > 0)) return;
    MdStage& stage = add("equilibrate", whole_steps(o_.equilibration, o_.timestep));
    stage.begin = {
        fmt::format("fix equilibrate all npt temp {0:.10g} {0:.10g} {1:.10g} aniso {2:.10g} {2:.10g} {3:.10g}",
                    o_.temperature, o_.thermostat_time, bar * o_.pressure, o_.barostat_time)};
    if (o_.protocol == "creep" && !directions_.uniaxial()) {
      // The stress that will be held must begin at none.
      stage.begin.insert(stage.begin.begin(), "change_box all triclinic");
      stage.begin.back() +=
          fmt::format(" {} 0 0 {:.10g} flip no", name(directions_.a, directions_.b), o_.barostat_time);
    }
    // The test begins at step 0.
    stage.end = {"unfix equilibrate", "reset_timestep 0"};
    stage.sample_interval = std::clamp<std::int64_t>(stage.steps / 500, 1, 100);
  }

  void strain_at_rate() {
    const double sign = o_.protocol == "compression" ? -1 : 1, strain = sign * o_.max_strain;
    const bool relative = o_.protocol != "shear" && o_.rate_of == "true";
    const double path = relative ? std::log1p(strain) : strain;
    std::int64_t steps = steps_of(std::abs(path) / (o_.rate * per_second));
    std::int64_t frame = 0;
    if (o_.frame_strain > 0) {
      frame = std::max<std::int64_t>(1, std::llround(static_cast<double>(steps) * o_.frame_strain / o_.max_strain));
    } else if (o_.frames > 0) {
      frame = std::max<std::int64_t>(1, std::llround(static_cast<double>(steps) / static_cast<double>(o_.frames)));
      steps = frame * o_.frames;
    }
    schedule(steps, frame);
    // The rate gives way to a whole number of steps.
    const double exact = path / (static_cast<double>(steps) * o_.timestep);
    plan_.rate = exact / per_second;
    MdStage& stage = add(o_.protocol, steps);
    if (o_.protocol == "shear") {
      const std::string tilt = name(directions_.a, directions_.b);
      stage.begin = {"change_box all triclinic"};
      hold(stage, o_.sides == "free" ? aniso() + fmt::format(" scale{} no", tilt) : std::string{});
      stage.begin.push_back(fmt::format("fix strain all deform 1 {} erate {:.15g} remap x flip no", tilt, exact));
    } else {
      hold(stage, o_.sides == "free" ? other_lengths(o_.pressure) : std::string{});
      stage.begin.push_back(fmt::format("fix strain all deform 1 {} {} {:.15g} remap x flip no", "xyz"[directions_.a],
                                        relative ? "trate" : "erate", exact));
    }
    stage.end.insert(stage.end.begin(), "unfix strain");
    record(stage);
  }

  void creep(double stress) {
    const std::int64_t ramp = steps_of(o_.ramp), rest = steps_of(o_.time);
    std::int64_t total = ramp + rest;
    if (o_.release) total += ramp + steps_of(o_.recovery);
    std::int64_t frame = 0;
    if (o_.frame_time > 0) {
      frame = whole_steps(o_.frame_time, o_.timestep);
    } else if (o_.frames > 0) {
      frame = std::max<std::int64_t>(1, std::llround(static_cast<double>(total) / static_cast<double>(o_.frames)));
    }
    schedule(total, frame);
    const double sign = o_.load == "compression" ? -1 : 1;
    loaded("load", ramp, 0, sign * stress);
    loaded("hold", rest, sign * stress, sign * stress);
    if (!o_.release) return;
    loaded("release", ramp, sign * stress, 0);
    loaded("recover", steps_of(o_.recovery), 0, 0);
  }

 private:
  static std::string name(std::size_t a, std::size_t b) { return {"xyz"[a], "xyz"[b]}; }

  [[nodiscard]] double frame_step_wanted() const { return o_.protocol == "creep" ? o_.frame_time : o_.frame_strain; }

  [[nodiscard]] std::int64_t steps_of(double time) const {
    const double steps = time / o_.timestep;
    if (steps > 2e9) {
      throw usage_error("deform", fmt::format("a stage takes {:.3g} steps", steps), "at most 2 000 000 000 steps");
    }
    return whole_steps(time, o_.timestep);
  }

  // How often samples and frames are taken; frames fall on samples where they can.
  void schedule(std::int64_t steps, std::int64_t frame) {
    program_.record.trajectory_interval = frame;
    if (o_.sample_interval > 0) {
      program_.sample_interval = whole_steps(o_.sample_interval, o_.timestep);
      return;
    }
    const std::int64_t wanted = std::max<std::int64_t>(1, steps / 1000);
    program_.sample_interval = frame > 0 ? divisor_near(frame, std::min(wanted, frame)) : wanted;
  }

  MdStage& add(const std::string& stage, std::int64_t steps) {
    program_.stages.push_back(
        {.name = stage, .steps = steps, .from_temperature = o_.temperature, .to_temperature = o_.temperature});
    return program_.stages.back();
  }

  // The first of these stages begins with the reference.
  void record(MdStage& stage) {
    stage.recorded = !program_.record.trajectory.empty();
    if (std::exchange(reference_, true)) return;
    stage.snapshot = deform_files::start_data;
  }

  [[nodiscard]] std::string aniso() const {
    return fmt::format(" aniso {0:.10g} {0:.10g} {1:.10g}", bar * o_.pressure, o_.barostat_time);
  }
  [[nodiscard]] std::string other_lengths(double pressure) const {
    std::string text;
    for (std::size_t k = 0; k < 3; ++k) {
      if (directions_.uniaxial() && k == directions_.a) continue;
      text += fmt::format(" {0} {1:.10g} {1:.10g} {2:.10g}", "xyz"[k], bar * pressure, o_.barostat_time);
    }
    return text;
  }

  // Integration with the thermostat of the test and a barostat on these components, if any.
  void hold(MdStage& stage, const std::string& barostat) {
    const std::string id = fmt::format("hold{}", program_.stages.size());
    const std::string heat = fmt::format("temp {0:.10g} {0:.10g} {1:.10g}", o_.temperature, o_.thermostat_time);
    const bool own = o_.thermostat != "nose-hoover";
    if (barostat.empty()) {
      stage.begin.push_back(own ? fmt::format("fix {} all nve", id) : fmt::format("fix {} all nvt {}", id, heat));
    } else {
      stage.begin.push_back(own ? fmt::format("fix {} all nph{}", id, barostat)
                                : fmt::format("fix {} all npt {}{}", id, heat, barostat));
    }
    stage.end.push_back("unfix " + id);
    if (o_.thermostat == "langevin") {
      CounterRng rng(static_cast<std::uint64_t>(o_.seed), 5, static_cast<std::uint32_t>(program_.stages.size()));
      stage.begin.push_back(fmt::format("fix heat{0} all langevin {1:.10g} {1:.10g} {2:.10g} {3} zero yes",
                                        program_.stages.size(), o_.temperature, o_.thermostat_time,
                                        1 + rng.below(900000000)));
      stage.end.push_back(fmt::format("unfix heat{}", program_.stages.size()));
    }
  }

  void loaded(const std::string& stage_name, std::int64_t steps, double from, double to) {
    MdStage& stage = add(stage_name, steps);
    // The stress is Cauchy's: LAMMPS's reference cell follows the present one.
    std::string barostat;
    if (directions_.uniaxial()) {
      barostat = fmt::format(" {} {:.10g} {:.10g} {:.10g}", "xyz"[directions_.a], bar * (o_.pressure - from),
                             bar * (o_.pressure - to), o_.barostat_time);
    } else {
      if (!reference_) stage.begin.push_back("change_box all triclinic");
      barostat = fmt::format(" {} {:.10g} {:.10g} {:.10g} flip no", name(directions_.a, directions_.b), -bar * from,
                             -bar * to, o_.barostat_time);
    }
    hold(stage, barostat + other_lengths(o_.pressure) + " nreset 1");
    record(stage);
  }

  const ThermalDeformOptions& o_;
  TestDirections directions_;
  ThermalDeformPlan& plan_;
  MdProgram& program_;
  bool reference_ = false;
};

void check_cell(const Configuration& c, const ThermalDeformOptions& o) {
  if (!c.box.lower_triangular()) {
    throw input_error("deform", "the cell's first edge does not lie along x, or the second not in the xy plane",
                      "a lower triangular cell", "rotate the configuration first");
  }
  const Mat3& h = c.box.cell();
  const bool tilted = h[1].x != 0 || h[2].x != 0 || h[2].y != 0;
  const bool shear = o.protocol == "shear";
  if (!tilted || (shear && (o.plane == "xz" || o.plane == "yz" || (o.plane == "xy" && h[2].y == 0)))) return;
  throw input_error("deform", fmt::format("the cell is tilted (xy {:g}, xz {:g}, yz {:g} Å)", h[1].x, h[2].x, h[2].y),
                    "an orthogonal cell; for shear in xz or yz, and in xy with yz = 0, any lower triangular one");
}

// The barostat's mass goes with kT: a cold solid, about 10 eV per atom stiff, swings too fast for the steps.
void check_barostat(const ThermalDeformOptions& o) {
  const double shortest = 4 * o.timestep * std::sqrt(10 / (constants::boltzmann * o.temperature));
  if (o.barostat_time >= shortest) return;
  throw usage_error("barostat_time", fmt::format("{:g} ps is too short at {:g} K", o.barostat_time, o.temperature),
                    fmt::format("at least {:.2g} ps", shortest));
}

void check(const Configuration& c, const ThermalDeformOptions& o) {
  check_cell(c, o);
  check_barostat(o);
  if (o.velocities == "keep" && c.velocities.empty()) {
    throw input_error("deform", "the configuration has no velocities to keep", {}, "use velocities = new");
  }
  if (o.protocol == "creep") {
    if (o.target.empty() == !(o.stress > 0)) {
      throw usage_error("stress",
                        o.target.empty() ? "neither a stress nor a target is given" : "stress and target are given",
                        "one of them: a stress in GPa, or a target such as 0.65sigma_y");
    }
    if (!o.target.empty()) target_share(o.target);
    return;
  }
  if (o.protocol == "compression" && o.max_strain >= 0.95) {
    throw usage_error("max_strain", fmt::format("a compression by {:g} leaves no cell", o.max_strain), "below 0.95");
  }
  const double time = o.max_strain / (o.rate * per_second);
  if (time < 100 * o.timestep) {
    throw usage_error("rate", fmt::format("the strain of {:g} takes fewer than 100 steps", o.max_strain),
                      fmt::format("at most {:.3g} 1/s", o.max_strain / (100 * o.timestep * per_second)));
  }
  if (o.frame_strain > o.max_strain) {
    throw usage_error("frame_strain", fmt::format("{:g} is more than the strain to go to", o.frame_strain));
  }
  if (o.fit_from >= o.fit_to || o.fit_to > o.max_strain) {
    throw usage_error("fit_to", fmt::format("the modulus is fitted from {:g} to {:g}", o.fit_from, o.fit_to),
                      fmt::format("above fit_from, and at most max_strain = {:g}", o.max_strain));
  }
  if (o.flow_from >= o.max_strain) {
    throw usage_error("flow_from", fmt::format("{:g} is not reached", o.flow_from),
                      fmt::format("below max_strain = {:g}", o.max_strain));
  }
}

// Options that change what is read off the curve, but not the run.
bool only_analysis(const ThermalDeformOptions& o, const std::string& name) {
  static const std::vector<std::string> always{"rate_fit_from", "flow_from"};
  static const std::vector<std::string> of_rate_tests{"fit_from", "fit_to", "offset", "smoothing"};
  const auto in = [&](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  return in(always) || (o.protocol != "creep" && in(of_rate_tests));
}

std::string key_of(const ThermalDeformPlan& plan) {
  const Configuration& c = plan.start;
  std::string identity = plan.options.protocol + plan.force_field->fingerprint() + atoms_key(c);
  identity += hash_text({reinterpret_cast<const char*>(c.velocities.data()), c.velocities.size() * sizeof(Vec3)});
  for (const auto& [name, value] : thermal_deform_parameters(plan.options.protocol).resolved(plan.options)) {
    if (!only_analysis(plan.options, name)) identity += fmt::format("\n{} = {}", name, value);
  }
  return hash_text(identity);
}

std::int64_t count_frames(const MdProgram& program) {
  if (program.record.trajectory.empty()) return 0;
  std::int64_t count = 1, step = 0;
  for (const MdStage& stage : program.stages) {
    if (!stage.recorded) continue;
    const std::int64_t every = program.record.trajectory_interval, end = step + stage.steps;
    count += end / every - step / every + (end % every != 0 ? 1 : 0);
    step = end;
  }
  return count;
}

}  // namespace

TestDirections test_directions(const ThermalDeformOptions& o) {
  const auto letter = [](char c) { return static_cast<std::size_t>(c - 'x'); };
  TestDirections d;
  if (!(o.protocol == "shear" || (o.protocol == "creep" && o.load == "shear"))) {
    d.a = d.b = letter(o.axis.at(0));
    return d;
  }
  d.a = letter(o.plane.at(0));
  d.b = letter(o.plane.at(1));
  if (d.a > d.b) {
    // LAMMPS tilts xy, xz and yz only: for the others the two axes change their names.
    std::swap(d.axes[d.a], d.axes[d.b]);
    std::swap(d.a, d.b);
  }
  return d;
}

double target_share(const std::string& target) {
  std::string text = target;
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  for (const std::string unit : {"*sigma_y", "sigma_y", "*σ_y", "σ_y"}) {
    if (!text.ends_with(unit)) continue;
    text.erase(text.size() - unit.size());
    char* end = nullptr;
    const double share = text.empty() ? 1.0 : std::strtod(text.c_str(), &end);
    if ((text.empty() || *end == '\0') && share > 0 && std::isfinite(share)) return share;
    break;
  }
  throw usage_error("target", fmt::format("'{}' is no share of the yield stress", target), "such as 0.65sigma_y");
}

void set_creep_stress(ThermalDeformPlan& plan, double stress) {
  plan.program = {};
  Maker maker(plan.start, plan.options, plan);
  maker.equilibrate();
  maker.creep(stress);
}

ThermalDeformPlan plan_thermal_deform(const Configuration& configuration, const ThermalDeformOptions& options,
                                      const RunContext& context) {
  thermal_deform_parameters(options.protocol);
  check(configuration, options);
  ThermalDeformPlan plan;
  plan.options = options;
  plan.start = configuration;
  plan.start.fields.clear();
  if (options.protocol == "creep") {
    // The yield stress is not known yet; what depends on it is made when it is.
    set_creep_stress(plan, options.stress);
    if (!options.target.empty()) {
      ThermalDeformOptions test = options;
      test.protocol = options.load;
      test.target.clear();
      test.frames = 0;
      test.frame_time = 0;
      test.inherent = "none";
      plan.yield_test = std::make_shared<ThermalDeformPlan>(plan_thermal_deform(configuration, test, context));
    }
  } else {
    Maker maker(plan.start, plan.options, plan);
    maker.equilibrate();
    maker.strain_at_rate();
  }
  if (options.engine_forces == "glasscape" && plan.program.engine_forces == "lammps") {
    plan.notes.push_back(fmt::format("our kernel knows embedded-atom potentials only: LAMMPS computes the forces of {}",
                                     plan.force_field->description()));
  }
  plan.frames = count_frames(plan.program);
  plan.trajectory_bytes = frame_bytes * static_cast<double>(plan.frames) * static_cast<double>(configuration.size());
  plan.ranks = md_ranks(configuration.size(), context);
  plan.estimated_seconds = estimated_seconds(plan.program, *plan.force_field, plan.ranks);
  plan.key = key_of(plan);
  return plan;
}

std::string ThermalDeformPlan::text() const {
  std::string text = yield_test ? "yield test\n" + yield_test->text() + "then\n" : std::string{};
  text += fmt::format("{:<12} {:>12} {:>12}\n", "stage", "ps", "steps");
  for (const MdStage& stage : program.stages) {
    text += fmt::format("{:<12} {:>12.6g} {:>12}\n", stage.name, static_cast<double>(stage.steps) * program.timestep,
                        stage.steps);
  }
  text += fmt::format("{} ({} atoms) at {:g} K, {}\n", program.initial.formula(), program.initial.size(),
                      options.temperature, force_field->description());
  if (options.protocol == "creep") {
    const std::string where = options.load == "shear" ? options.plane : "along " + options.axis;
    text += options.target.empty() ? fmt::format("{} at {:g} GPa {}\n", options.load, options.stress, where)
                                   : fmt::format("{} at {} {}\n", options.load, options.target, where);
  } else {
    text += fmt::format("{} {} to a strain of {:g} at {:.4g} 1/s, sides {}\n", options.protocol,
                        options.protocol == "shear" ? options.plane : "along " + options.axis, options.max_strain,
                        std::abs(rate), options.sides);
  }
  text += fmt::format("a sample every {} steps; {} frames, about {:.3g} MB\n", program.sample_interval, frames,
                      trajectory_bytes * 1e-6);
  text += fmt::format("{} steps of {:g} fs, about {} on {} {}\n", program.total_steps(), 1000 * program.timestep,
                      clock_text(estimated_seconds), ranks, ranks == 1 ? "process" : "processes");
  for (const auto& note : notes) text += note + "\n";
  return text;
}

}  // namespace glasscape
