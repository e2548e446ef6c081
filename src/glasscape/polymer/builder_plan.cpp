#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/md/emit_lammps.hpp"
#include "glasscape/md/run_estimate.hpp"
#include "glasscape/polymer/builder.hpp"
#include "glasscape/polymer/chain_growth.hpp"

namespace glasscape {
namespace {

std::int64_t whole_steps(double time, double timestep) {
  return std::max<std::int64_t>(1, std::llround(time / timestep));
}

// From overlapping beads to a liquid: a soft repulsion that rises to about 20 kT, then the force field itself, both
// with steps of bounded length.
std::vector<std::string> push_apart(const PolymerOptions& o, const MdProgram& program, const MolecularModel& model) {
  double reach = 0;
  for (const auto& p : model.pairs) reach = std::max(reach, p.sigma);
  CounterRng rng(static_cast<std::uint64_t>(o.seed), 22);
  const auto heat = [&] {
    return fmt::format("fix heat all langevin {0:.10g} {0:.10g} 0.1 {1}", o.temperature, 1 + rng.below(900000000));
  };
  const std::int64_t steps = whole_steps(o.push_time, o.timestep);
  std::vector<std::string> commands{
      fmt::format("pair_style soft {:.6g}", reach),
      "pair_coeff * * 0.05",
      "variable push equal ramp(0.05,1.0)",
      "fix push all adapt 1 pair soft a * * v_push",
      "fix move all nve/limit 0.05",
      heat(),
      fmt::format("run {}", steps),
      "unfix push",
      "unfix heat",
      "unfix move",
  };
  // The force field again.
  commands.insert(commands.end(), program.potential.begin(), program.potential.end());
  commands.insert(commands.end(), {"minimize 0 0.01 200 2000", "fix move all nve/limit 0.05", heat(),
                                   fmt::format("run {}", std::max<std::int64_t>(1, steps / 2)), "unfix heat",
                                   "unfix move", "reset_timestep 0",
                                   fmt::format("velocity all create {:.10g} {} mom yes rot no dist gaussian",
                                               o.temperature, 1 + rng.below(900000000))});
  return commands;
}

void check(const PolymerOptions& o) {
  if (o.potential.empty()) {
    throw usage_error("potential", "none is given", "martini-ps-a, or the file of a force field of molecules");
  }
  if (o.sample_interval < o.timestep) {
    throw usage_error("sample_interval", fmt::format("{:g} ps is shorter than one step", o.sample_interval));
  }
  if (o.equilibration < 20 * o.sample_interval) {
    throw usage_error("equilibration", fmt::format("{:g} ps hold fewer than 20 samples", o.equilibration),
                      fmt::format("at least {:g} ps", 20 * o.sample_interval));
  }
}

}  // namespace

const ParameterTable<PolymerOptions>& polymer_parameters() {
  using O = PolymerOptions;
  const Unit none("1"), ps("ps");
  static const ParameterTable<O> table{
      {.name = "potential",
       .member = &O::potential,
       .unit = none,
       .help = "force field of molecules: martini-ps-a, or a file with a [monomer]"},
      {.name = "chains", .member = &O::chains, .unit = none, .help = "number of chains", .bounds = between(1, 1e7)},
      {.name = "monomers",
       .member = &O::monomers,
       .unit = none,
       .help = "repeat units of a chain",
       .bounds = between(1, 10000)},
      {.name = "density",
       .member = &O::density,
       .unit = Unit("g/cm^3"),
       .help = "density at which chains are grown; the pressure decides on the final one",
       .bounds = positive()},
      {.name = "temperature",
       .member = &O::temperature,
       .unit = Unit("K"),
       .help = "temperature of the melt",
       .bounds = positive()},
      {.name = "push_time",
       .member = &O::push_time,
       .unit = ps,
       .help = "time in which overlapping beads are pushed apart",
       .bounds = positive()},
      {.name = "equilibration",
       .member = &O::equilibration,
       .unit = ps,
       .help = "time at temperature and pressure after that",
       .bounds = positive()},
      {.name = "pressure",
       .member = &O::pressure,
       .unit = Unit("GPa"),
       .help = "pressure of the melt",
       .bounds = between(-1, 100)},
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
       .help = "time between checkpoints; 0: by the number of beads",
       .bounds = at_least(0)},
      {.name = "seed",
       .member = &O::seed,
       .unit = none,
       .help = "seed of chains and velocities",
       .bounds = at_least(0)},
  };
  return table;
}

PolymerPlan plan_polymer(const PolymerOptions& options, const RunContext& context) {
  check(options);
  PolymerPlan plan{.options = options, .force_field = open_potential(options.potential)};
  const MolecularModel* model = molecular_model(*plan.force_field);
  if (model == nullptr) {
    throw input_error(options.potential, "is no force field of molecules",
                      "martini-ps-a, or a file with [[bead]] tables", "see docs/potentials.md");
  }
  const auto chains = static_cast<std::size_t>(options.chains), monomers = static_cast<std::size_t>(options.monomers);
  if (chains * monomers * model->monomer.beads.size() > 100'000'000) {
    throw usage_error("chains", "more than 100 000 000 beads", "fewer chains, or fewer monomers");
  }
  plan.expected =
      expected_dimensions(*model, chain_blueprint(*model, monomers, options.potential), options.temperature);
  MdProgram& program = plan.program;
  program.initial = grow_chains(*model, chains, monomers, options.density, options.temperature,
                                static_cast<std::uint64_t>(options.seed), "polymer");
  std::vector<double> grown;
  for (const auto& d :
       chain_dimensions(program.initial, find_chains(*program.initial.topology, program.initial.size()))) {
    grown.push_back(d.end_to_end2);
  }
  plan.grown_end_to_end2 = mean_error(grown);
  program.potential = plan.force_field->lammps_commands(program.initial.species, ".");
  program.potential_specification = options.potential;
  program.engine_forces = "lammps";
  program.timestep = options.timestep;
  program.sample_interval = whole_steps(options.sample_interval, options.timestep);
  const double automatic = std::clamp(1e8 / static_cast<double>(program.initial.size()), 1000.0, 50000.0);
  program.checkpoint_interval = options.checkpoint_interval > 0
                                    ? whole_steps(options.checkpoint_interval, options.timestep)
                                    : static_cast<std::int64_t>(automatic);
  program.start = push_apart(options, program, *model);
  program.record.final_atoms = melt_file;
  const double bar = options.pressure * 1e4;
  program.stages.push_back({.name = "equilibrate",
                            .begin = {fmt::format("fix npt all npt temp {0:.10g} {0:.10g} 0.1 iso {1:.10g} {1:.10g} 1",
                                                  options.temperature, bar)},
                            .end = {"unfix npt"},
                            .steps = whole_steps(options.equilibration, options.timestep),
                            .from_temperature = options.temperature,
                            .to_temperature = options.temperature});
  plan.ranks = md_ranks(program.initial.size(), context);
  plan.estimated_seconds = estimated_seconds(program, *plan.force_field, plan.ranks);
  std::string identity = plan.force_field->fingerprint();
  for (const auto& [name, value] : polymer_parameters().resolved(options)) {
    if (name != "potential") identity += fmt::format("\n{} = {}", name, value);
  }
  plan.key = hash_text(identity);
  return plan;
}

std::string PolymerPlan::text() const {
  return fmt::format(
      "{} chains of {} monomers ({} beads), {}\n"
      "grown at {:g} g/cm³, pushed apart in {:g} ps, held at {:g} K and {:g} GPa for {:g} ps\n"
      "end to end {:.2f} Å as grown, {:.2f} Å for a freely rotating chain of this force field (root mean squares)\n"
      "{} steps of {:g} fs, about {} on {} {}\n",
      options.chains, options.monomers, program.initial.size(), force_field->description(), options.density,
      options.push_time, options.temperature, options.pressure, options.equilibration,
      std::sqrt(grown_end_to_end2.mean), std::sqrt(expected.end_to_end2), program.total_steps(),
      1000 * program.timestep, clock_text(estimated_seconds), ranks, ranks == 1 ? "process" : "processes");
}

std::string emit_lammps(const PolymerPlan& plan, const std::filesystem::path& folder) {
  return emit_program(plan.program,
                      fmt::format("{} chains of {} monomers at {:g} K; {}", plan.options.chains, plan.options.monomers,
                                  plan.options.temperature, plan.force_field->description()),
                      "in.polymer", folder);
}

}  // namespace glasscape
