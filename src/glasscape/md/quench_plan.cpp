#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/geometry/composition.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/md/emit_lammps.hpp"
#include "glasscape/md/packing.hpp"
#include "glasscape/md/pair_kernel.hpp"
#include "glasscape/md/quench.hpp"
#include "glasscape/md/run_estimate.hpp"
#include "glasscape/md/thermal_run.hpp"

namespace glasscape {
namespace {

// Damping times of thermostat and barostat in ps: the usual 50 and 500 steps of 2 fs.
constexpr double thermostat = 0.1, barostat = 1.0;
// The last stage, at the final temperature, over which the result's averages are taken.
constexpr double hold_time = 2.0;

std::int64_t whole_steps(double time, double timestep) {
  return std::max<std::int64_t>(1, std::llround(time / timestep));
}

class StageMaker {
 public:
  StageMaker(const QuenchOptions& options, MdProgram& program) : options_(options), program_(program) {}

  void hold(const std::string& name, double temperature, double time) { add(name, temperature, temperature, time); }

  // Molecular dynamics with Monte Carlo exchanges of unlike atoms; what was accepted is appended to a file.
  void anneal(double temperature, double time) {
    add("anneal", temperature, temperature, time);
    if (!(options_.swap_interval > 0)) return;
    MdStage& stage = program_.stages.back();
    const auto interval = whole_steps(options_.swap_interval, options_.timestep);
    const auto& species = program_.initial.species;
    for (std::size_t a = 1; a <= species.size(); ++a) {
      for (std::size_t b = a + 1; b <= species.size(); ++b) {
        CounterRng rng(static_cast<std::uint64_t>(options_.seed), 9,
                       static_cast<std::uint32_t>(program_.stages.size() * 10000 + a * 100 + b));
        const std::string id = fmt::format("swap{}_{}", a, b);
        stage.begin.push_back(fmt::format("fix {} all atom/swap {} {} {} {:.10g} ke yes types {} {}", id, interval,
                                          options_.swap_attempts, 1 + rng.below(900000000), temperature, a, b));
        stage.end.push_back(fmt::format("print \"{} {}-{} $(f_{}[1]:%.0f) $(f_{}[2]:%.0f)\" append {} screen no",
                                        program_.stages.size(), species[a - 1].name, species[b - 1].name, id, id,
                                        quench_swaps_file));
        stage.end.push_back("unfix " + id);
      }
    }
  }

  // Linear in time; cut in two where the cell becomes free to change its shape.
  void ramp(const std::string& name, double from, double to, double rate_per_ps) {
    const double border = options_.free_shape_below;
    if ((from - border) * (to - border) < 0) {
      add(name, from, border, std::abs(from - border) / rate_per_ps);
      from = border;
    }
    if (from != to) add(name, from, to, std::abs(from - to) / rate_per_ps);
  }

 private:
  void add(const std::string& name, double from, double to, double time) {
    if (!(time > 0)) return;
    // A liquid resists no shear: its cell, free to change shape, would drift by tens of percent within nanoseconds.
    const bool free_shape = std::max(from, to) <= options_.free_shape_below;
    const std::string id = fmt::format("npt{}", program_.stages.size());
    const double bar = options_.pressure * 1e4;
    program_.stages.push_back(
        {.name = name,
         .begin = {fmt::format("fix {} all npt temp {:.10g} {:.10g} {:g} {} {:.10g} {:.10g} {:g}", id, from, to,
                               thermostat, free_shape ? "aniso" : "iso", bar, bar, barostat)},
         .end = {"unfix " + id},
         .steps = whole_steps(time, options_.timestep),
         .from_temperature = from,
         .to_temperature = to});
  }

  const QuenchOptions& options_;
  MdProgram& program_;
};

void check(const QuenchOptions& o) {
  if (o.composition.empty() == o.start.empty()) {
    if (o.start.empty()) throw usage_error("composition", "none is given", "for example Cu50Zr50", "add --composition");
    throw usage_error("start", "a start and a composition are given", "one of them: the start has its own composition");
  }
  if (o.potential.empty()) {
    throw usage_error("potential", "none is given", "a file such as CuZr.eam.fs, or kim:MODEL_ID", "add --potential");
  }
  if (o.final_temperature >= o.melt_temperature) {
    throw usage_error("final_temperature",
                      fmt::format("{:g} K is not below the melt's {:g} K", o.final_temperature, o.melt_temperature));
  }
  if (o.anneal_temperature.size() != o.anneal_time.size()) {
    throw usage_error(
        "anneal_time",
        fmt::format("{} times for {} anneal temperatures", o.anneal_time.size(), o.anneal_temperature.size()),
        "as many times as temperatures");
  }
  if (o.swap_interval > 0 && o.anneal_temperature.empty()) {
    throw usage_error("swap_interval", "atoms are exchanged in anneals, and there are none", {},
                      "give anneal_temperature and anneal_time");
  }
  if (o.melt_time < 100 * o.timestep) {
    throw usage_error("melt_time", fmt::format("{:g} ps are fewer than 100 steps", o.melt_time), ">= 100 timesteps");
  }
  if (o.sample_interval < o.timestep) {
    throw usage_error("sample_interval", fmt::format("{:g} ps is shorter than one step", o.sample_interval));
  }
  for (const auto& [window, name] :
       {std::pair{&o.tg_glass_window, "tg_glass_window"}, std::pair{&o.tg_melt_window, "tg_melt_window"}}) {
    if (window->size() != 2 || !((*window)[0] < (*window)[1])) {
      throw usage_error(name, fmt::format("{} values", window->size()), "two temperatures, the lower first");
    }
  }
  if (o.tg_glass_window[1] > o.tg_melt_window[0]) {
    throw usage_error("tg_glass_window", "it does not lie below tg_melt_window");
  }
}

// The cell must hold the sphere of interaction of an atom without its own image.
void check_size(const QuenchOptions& o, double volume_per_atom, double cutoff) {
  const double length = std::cbrt(volume_per_atom * static_cast<double>(o.atoms));
  if (length >= 2 * cutoff) return;
  throw usage_error("atoms",
                    fmt::format("{} atoms fill a cube of {:.1f} Å, less than twice the potential's cutoff of {:.3g} Å",
                                o.atoms, length, cutoff),
                    fmt::format(">= {:.0f}", std::ceil(std::pow(2 * cutoff, 3) / volume_per_atom)));
}

Configuration packed(const QuenchOptions& options, const ForceField& force_field, std::uint64_t seed) {
  const auto composition = parse_composition(options.composition, "composition");
  const auto species = to_species(composition, "composition");
  const auto counts = atom_counts(composition, static_cast<std::size_t>(options.atoms), "atoms");
  const double volume = lattice_volume_per_atom(force_field, species, counts, seed);
  check_size(options, volume, force_field.cutoff());
  // Melts are some 10 % less dense than the close-packed lattice; 0.8 of its distance keeps atoms off the steep core.
  const double nearest = std::cbrt(std::sqrt(2.0) * volume);
  return random_packing(species, counts, 1.1 * volume, 0.8 * nearest, seed);
}

// The atoms of a file in a cell as LAMMPS wants it, with their bonds; without velocities, as new ones are drawn.
Configuration given(const QuenchOptions& options) {
  const ThermalRun checked(read_configuration(options.start), {.potential = options.potential}, "start");
  return checked.program().initial;
}

}  // namespace

const ParameterTable<QuenchOptions>& quench_parameters() {
  using O = QuenchOptions;
  const Unit none("1"), kelvin("K"), ps("ps");
  static const ParameterTable<O> table{
      {.name = "start",
       .member = &O::start,
       .unit = none,
       .help = "file with the atoms to begin with, such as the melt of polymer, in place of composition and atoms"},
      {.name = "composition",
       .member = &O::composition,
       .unit = none,
       .help = "elements and relative amounts, such as Cu50Zr50"},
      {.name = "atoms", .member = &O::atoms, .unit = none, .help = "number of atoms", .bounds = between(1, 1e8)},
      {.name = "potential",
       .member = &O::potential,
       .unit = none,
       .help = "interatomic potential: a file, or kim:MODEL_ID"},
      {.name = "melt_temperature",
       .member = &O::melt_temperature,
       .unit = kelvin,
       .help = "temperature of the melt",
       .bounds = positive(),
       .source = "doi:10.1103/PhysRevB.99.014115"},
      {.name = "melt_time",
       .member = &O::melt_time,
       .unit = ps,
       .help = "time at the melt temperature",
       .bounds = positive()},
      {.name = "cooling_rate",
       .member = &O::cooling_rate,
       .unit = Unit("K/s"),
       .help = "rate of linear cooling",
       .bounds = positive()},
      {.name = "final_temperature",
       .member = &O::final_temperature,
       .unit = kelvin,
       .help = "where cooling ends",
       .bounds = positive()},
      {.name = "anneal_temperature",
       .member = &O::anneal_temperature,
       .unit = kelvin,
       .help = "temperatures of the anneals after cooling, in order",
       .bounds = positive()},
      {.name = "anneal_time", .member = &O::anneal_time, .unit = ps, .help = "their times", .bounds = positive()},
      {.name = "anneal_ramp",
       .member = &O::anneal_ramp,
       .unit = Unit("K/s"),
       .help = "rate of heating to and cooling from anneals",
       .bounds = positive()},
      {.name = "swap_interval",
       .member = &O::swap_interval,
       .unit = ps,
       .help = "time in anneals between attempts to exchange unlike atoms (Monte Carlo); 0: none",
       .bounds = at_least(0)},
      {.name = "swap_attempts",
       .member = &O::swap_attempts,
       .unit = none,
       .help = "attempts at each of these times, for each pair of species; each costs an energy",
       .bounds = between(1, 1e6)},
      {.name = "pressure",
       .member = &O::pressure,
       .unit = Unit("GPa"),
       .help = "pressure throughout",
       .bounds = between(-5, 1000)},
      {.name = "free_shape_below",
       .member = &O::free_shape_below,
       .unit = kelvin,
       .help = "below this each edge of the cell relaxes its own stress, above it the cell stays a cube",
       .bounds = at_least(0)},
      {.name = "timestep",
       .member = &O::timestep,
       .unit = ps,
       .help = "time step",
       .bounds = {.low = 0, .high = 0.02, .low_open = true}},
      {.name = "sample_interval",
       .member = &O::sample_interval,
       .unit = ps,
       .help = "time between recorded temperatures, energies and volumes",
       .bounds = positive()},
      {.name = "checkpoint_interval",
       .member = &O::checkpoint_interval,
       .unit = ps,
       .help = "time between checkpoints; 0: by the number of atoms",
       .bounds = at_least(0)},
      {.name = "seed",
       .member = &O::seed,
       .unit = none,
       .help = "seed of positions and velocities",
       .bounds = at_least(0)},
      {.name = "engine_forces",
       .member = &O::engine_forces,
       .unit = none,
       .help = "whose forces LAMMPS integrates: our kernel where it applies, or its own",
       .choices = {"glasscape", "lammps"}},
      {.name = "tg_glass_window",
       .member = &O::tg_glass_window,
       .unit = kelvin,
       .help = "temperatures between which the glass's line is fitted",
       .bounds = at_least(0)},
      {.name = "tg_melt_window",
       .member = &O::tg_melt_window,
       .unit = kelvin,
       .help = "temperatures between which the melt's line is fitted",
       .bounds = at_least(0)},
  };
  return table;
}

QuenchPlan plan_quench(const QuenchOptions& options, const RunContext& context) {
  check(options);
  QuenchPlan plan{.options = options, .force_field = open_potential(options.potential)};
  const auto seed = static_cast<std::uint64_t>(options.seed);
  MdProgram& program = plan.program;
  program.initial = options.start.empty() ? packed(options, *plan.force_field, seed) : given(options);
  const std::vector<Species>& species = program.initial.species;
  program.potential = plan.force_field->lammps_commands(species, ".");
  program.potential_files = plan.force_field->parameter_files();
  program.potential_specification = options.potential;
  program.engine_forces = options.engine_forces;
  if (program.engine_forces == "glasscape" && !has_pair_kernel(*plan.force_field)) {
    program.engine_forces = "lammps";
    plan.notes.push_back(fmt::format("our kernel knows embedded-atom potentials only: LAMMPS computes the forces of {}",
                                     plan.force_field->description()));
  }
  program.timestep = options.timestep;
  program.sample_interval = whole_steps(options.sample_interval, options.timestep);
  // A checkpoint about every minute on one core, the same for every run of that size.
  const double automatic = std::clamp(1e8 / static_cast<double>(program.initial.size()), 1000.0, 50000.0);
  program.checkpoint_interval = options.checkpoint_interval > 0
                                    ? whole_steps(options.checkpoint_interval, options.timestep)
                                    : static_cast<std::int64_t>(automatic);
  CounterRng rng(seed, 3);
  program.start = {"minimize 0 0.01 200 2000", "reset_timestep 0",
                   fmt::format("velocity all create {:.10g} {} mom yes rot no dist gaussian", options.melt_temperature,
                               1 + rng.below(900000000))};

  StageMaker stages(options, program);
  stages.hold("melt", options.melt_temperature, options.melt_time);
  stages.ramp("cool", options.melt_temperature, options.final_temperature, options.cooling_rate * 1e-12);
  std::int64_t cooling_steps = 0;
  for (const MdStage& stage : program.stages) cooling_steps += stage.name == "cool" ? stage.steps : 0;
  plan.cooling_rate = (options.melt_temperature - options.final_temperature) /
                      (static_cast<double>(cooling_steps) * options.timestep) * 1e12;
  for (std::size_t k = 0; k < options.anneal_temperature.size(); ++k) {
    const double temperature = options.anneal_temperature[k], ramp = options.anneal_ramp * 1e-12;
    stages.ramp("heat", options.final_temperature, temperature, ramp);
    stages.anneal(temperature, options.anneal_time[k]);
    stages.ramp("return", temperature, options.final_temperature, ramp);
  }
  stages.hold("hold", options.final_temperature, hold_time);
  for (const MdStage& stage : program.stages) {
    if (stage.steps > 2'000'000'000) {
      throw usage_error("cooling_rate", fmt::format("the stage '{}' takes {} steps", stage.name, stage.steps),
                        "at most 2 000 000 000 steps");
    }
  }

  plan.ranks = md_ranks(program.initial.size(), context);
  plan.estimated_seconds = estimated_seconds(program, *plan.force_field, plan.ranks);
  if (options.swap_interval > 0) {
    double steps = 0;
    for (const MdStage& stage : program.stages) steps += stage.name == "anneal" ? static_cast<double>(stage.steps) : 0;
    const auto pairs = static_cast<double>(species.size() * (species.size() - 1) / 2);
    const double energies = steps / static_cast<double>(whole_steps(options.swap_interval, options.timestep)) *
                            static_cast<double>(options.swap_attempts) * pairs;
    plan.estimated_seconds *= 1 + energies / static_cast<double>(program.total_steps());
    if (pairs == 0) {
      throw usage_error("swap_interval", "there is one species, and nothing to exchange", {}, "leave it out");
    }
  }

  std::string identity = plan.force_field->fingerprint();
  for (const auto& [name, value] : quench_parameters().resolved(options)) {
    if (name != "potential" && name != "start" && !name.starts_with("tg_"))
      identity += fmt::format("\n{} = {}", name, value);
  }
  if (!options.start.empty()) identity += "\nstart = " + hash_text(read_file(options.start));
  plan.key = hash_text(identity);
  return plan;
}

std::string QuenchPlan::text() const {
  std::string table = fmt::format("{:<8} {:>10} {:>10} {:>12} {:>12}\n", "stage", "from K", "to K", "ps", "steps");
  for (const MdStage& stage : program.stages) {
    table += fmt::format("{:<8} {:>10g} {:>10g} {:>12.6g} {:>12}\n", stage.name, stage.from_temperature,
                         stage.to_temperature, static_cast<double>(stage.steps) * program.timestep, stage.steps);
  }
  table +=
      fmt::format("{} ({} atoms), {}\n", program.initial.formula(), program.initial.size(), force_field->description());
  table += fmt::format("cooling at {:.4g} K/s; {} steps of {:g} fs, about {} on {} {}\n", cooling_rate,
                       program.total_steps(), 1000 * program.timestep, clock_text(estimated_seconds), ranks,
                       ranks == 1 ? "process" : "processes");
  for (const auto& note : notes) table += note + "\n";
  return table;
}

std::string emit_lammps(const QuenchPlan& plan, const std::filesystem::path& folder) {
  return emit_program(plan.program,
                      fmt::format("{} ({} atoms), cooled at {:.4g} K/s; {}", plan.program.initial.formula(),
                                  plan.program.initial.size(), plan.cooling_rate, plan.force_field->description()),
                      "in.quench", folder);
}

}  // namespace glasscape
