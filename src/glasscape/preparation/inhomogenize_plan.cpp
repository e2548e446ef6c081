#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/md/emit_lammps.hpp"
#include "glasscape/md/run_estimate.hpp"
#include "glasscape/md/thermal_rows.hpp"
#include "glasscape/preparation/inhomogenize.hpp"

namespace glasscape {
namespace {

const char* const name = "inhomogenize";
constexpr double thermostat = 0.1;     // ps
constexpr double equilibration = 5.0;  // ps
constexpr std::uint64_t seed_stream = 8;

void check(const InhomogenizeOptions& o, const Configuration& glass) {
  if (o.temperature <= o.matrix_temperature) {
    throw usage_error("temperature", fmt::format("{:g} K is not above that of the matrix, {:g} K", o.temperature,
                                                 o.matrix_temperature));
  }
  if (o.time < 10 * o.sample_interval || o.hold < 10 * o.sample_interval) {
    throw usage_error("sample_interval",
                      fmt::format("{:g} ps leave fewer than 10 samples of the anneal or the hold", o.sample_interval),
                      fmt::format("at most {:g} ps", std::min(o.time, o.hold) / 10));
  }
  if (o.sample_interval < o.timestep) {
    throw usage_error("sample_interval", fmt::format("{:g} ps is shorter than one step", o.sample_interval));
  }
  // Files are read in this order, and the result is.
  if (!std::is_sorted(glass.ids.begin(), glass.ids.end()))
    throw input_error(name, "the ids of the atoms do not ascend");
  if (glass.size() < 100) throw input_error(name, fmt::format("{} atoms", glass.size()), "at least 100");
}

// Ids as commands of bearable length.
void add_group(const std::string& group, const std::vector<std::int32_t>& region, std::vector<std::string>& commands) {
  std::string command;
  int count = 0;
  for (std::size_t i = 0; i < region.size(); ++i) {
    if (region[i] == 0) continue;
    if (command.empty()) command = "group " + group + " id";
    command += fmt::format(" {}", i + 1);
    if (++count % 100 != 0) continue;
    commands.push_back(std::move(command));
    command.clear();
  }
  if (!command.empty()) commands.push_back(std::move(command));
}

class Stages {
 public:
  Stages(const InhomogenizeOptions& options, MdProgram& program) : o_(options), program_(program) {}

  void all(const std::string& stage, double time) {
    const double t = o_.matrix_temperature;
    add(stage, {fmt::format("fix all all npt temp {0:.10g} {0:.10g} {1:g} aniso 0 0 1", t, thermostat)}, {"unfix all"},
        time, t, t);
  }
  void apart(const std::string& stage, double from, double to, double time) {
    CounterRng rng(static_cast<std::uint64_t>(o_.seed), seed_stream,
                   static_cast<std::uint32_t>(program_.stages.size()));
    add(stage,
        {fmt::format("fix regions regions nvt temp {:.10g} {:.10g} {:g} tchain 1", from, to, thermostat),
         "fix matrix matrix nve",
         fmt::format("fix bath matrix langevin {0:.10g} {0:.10g} {1:g} {2} zero yes", o_.matrix_temperature, thermostat,
                     1 + rng.below(900000000))},
        {"unfix regions", "unfix bath", "unfix matrix"}, time, from, to);
  }

 private:
  void add(const std::string& stage, std::vector<std::string> begin, std::vector<std::string> end, double time,
           double from, double to) {
    program_.stages.push_back({.name = stage,
                               .begin = std::move(begin),
                               .end = std::move(end),
                               .steps = ThermalRun::steps(time, o_.timestep),
                               .from_temperature = from,
                               .to_temperature = to});
  }
  const InhomogenizeOptions& o_;
  MdProgram& program_;
};

std::string start_key(const Configuration& glass) {
  std::string bytes;
  const auto append = [&](const auto& values) {
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof values[0]);
  };
  const Mat3& h = glass.box.cell();
  append(std::array{h[0], h[1], h[2]});
  append(glass.positions);
  append(glass.types);
  append(glass.ids);
  for (const Species& s : glass.species) bytes += s.name;
  return hash_text(bytes);
}

}  // namespace

const ParameterTable<InhomogenizeOptions>& inhomogenize_parameters() {
  using O = InhomogenizeOptions;
  using Rows = ThermalRows<O>;
  const Unit none("1"), kelvin("K"), ps("ps");
  const std::string source = "doi:10.1103/PhysRevMaterials.7.113601";
  static const ParameterTable<O> table{
      Rows::potential(),
      {.name = "size",
       .member = &O::size,
       .unit = Unit("Å"),
       .help = "edge of a region",
       .bounds = {.low = 3, .high = 1000},
       .source = source},
      {.name = "fraction",
       .member = &O::fraction,
       .unit = none,
       .help = "share of the atoms in regions",
       .bounds = {.low = 0, .high = 0.5, .low_open = true},
       .source = source},
      {.name = "connectivity",
       .member = &O::connectivity,
       .unit = none,
       .help = "connected regions / all regions",
       .bounds = between(0, 1),
       .source = source},
      {.name = "direction",
       .member = &O::direction,
       .unit = none,
       .help = "edge of the cell along which regions are connected",
       .choices = {"x", "y", "z"}},
      Rows::temperature(source),
      {.name = "matrix_temperature",
       .member = &O::matrix_temperature,
       .unit = kelvin,
       .help = "temperature of the rest, and of all at the end",
       .bounds = positive(),
       .source = source},
      {.name = "time",
       .member = &O::time,
       .unit = ps,
       .help = "time of the regions at their temperature",
       .bounds = positive(),
       .source = source},
      {.name = "ramp",
       .member = &O::ramp,
       .unit = Unit("K/s"),
       .help = "rate at which regions are heated and cooled",
       .bounds = positive()},
      {.name = "hold",
       .member = &O::hold,
       .unit = ps,
       .help = "time at the end at zero pressure",
       .bounds = positive()},
      Rows::timestep(),
      Rows::sample_interval(),
      {.name = "checkpoint_interval",
       .member = &O::checkpoint_interval,
       .unit = ps,
       .help = "time between checkpoints; 0: by the number of atoms",
       .bounds = at_least(0)},
      Rows::seed(),
      Rows::engine_forces(),
  };
  return table;
}

InhomogenizePlan plan_inhomogenize(const Configuration& glass, const InhomogenizeOptions& options,
                                   const RunContext& context) {
  check(options, glass);
  const ThermalRun base(glass, options, name);
  InhomogenizePlan plan{.options = options, .start = glass};
  plan.force_field = base.force_field();
  plan.program = base.program();
  MdProgram& program = plan.program;
  const Vec3 heights = program.initial.box.heights();
  if (std::min({heights.x, heights.y, heights.z}) < 2 * plan.force_field->cutoff()) {
    throw input_error(name, fmt::format("the cell is {:.1f} Å thin, less than twice the potential's cutoff of {:.3g} Å",
                                        std::min({heights.x, heights.y, heights.z}), plan.force_field->cutoff()));
  }
  if (base.turned()) plan.notes.emplace_back("the cell is turned so that a lies along x and b in the xy plane");
  if (program.engine_forces != options.engine_forces) {
    plan.notes.push_back(fmt::format("LAMMPS computes the forces of {}", plan.force_field->description()));
  }
  plan.grid = place_regions(program.initial.box, {.size = options.size,
                                                  .fraction = options.fraction,
                                                  .connectivity = options.connectivity,
                                                  .direction = options.direction,
                                                  .seed = options.seed});
  plan.regions = assign_regions(program.initial.view(), plan.grid, options.fraction);

  program.sample_interval = ThermalRun::steps(options.sample_interval, options.timestep);
  const double automatic = std::clamp(1e8 / static_cast<double>(glass.size()), 1000.0, 50000.0);
  program.checkpoint_interval = options.checkpoint_interval > 0
                                    ? ThermalRun::steps(options.checkpoint_interval, options.timestep)
                                    : static_cast<std::int64_t>(automatic);
  add_group("regions", plan.regions.region, program.start);
  program.start.emplace_back("group matrix subtract all regions");
  CounterRng rng(static_cast<std::uint64_t>(options.seed), seed_stream);
  program.start.push_back(fmt::format("velocity all create {:.10g} {} mom yes rot no dist gaussian",
                                      options.matrix_temperature, 1 + rng.below(900000000)));
  std::size_t atoms = 0;
  for (const std::size_t count : plan.regions.counts) atoms += count;
  const auto kelvins = [](const std::string& group, std::size_t count) {
    return fmt::format("ke({})*{:.12g}", group, 2 / (3 * 8.617333262e-5 * static_cast<double>(count)));
  };
  program.columns = {{"regions_K", kelvins("regions", atoms)}, {"matrix_K", kelvins("matrix", glass.size() - atoms)}};
  program.series_file = "temperatures.csv";

  Stages stages(options, program);
  const double cold = options.matrix_temperature, hot = options.temperature;
  const double ramp = (hot - cold) / (options.ramp * 1e-12);
  stages.all("equilibrate", equilibration);
  stages.apart("heat", cold, hot, ramp);
  stages.apart("anneal", hot, hot, options.time);
  stages.apart("cool", hot, cold, ramp);
  stages.all("hold", options.hold);
  for (const MdStage& stage : program.stages) {
    if (stage.steps > 2'000'000'000) {
      throw usage_error(stage.name, fmt::format("the stage takes {} steps", stage.steps), "at most 2 000 000 000");
    }
  }
  plan.ranks = md_ranks(glass.size(), context);
  plan.estimated_seconds = estimated_seconds(program, *plan.force_field, plan.ranks);
  std::string identity = plan.force_field->fingerprint() + start_key(glass);
  for (const auto& [option, value] : inhomogenize_parameters().resolved(options)) {
    if (option != "potential") identity += fmt::format("\n{} = {}", option, value);
  }
  plan.key = hash_text(identity);
  return plan;
}

std::string InhomogenizePlan::text() const {
  const auto [fewest, most] = std::minmax_element(regions.counts.begin(), regions.counts.end());
  std::size_t atoms = 0;
  for (const std::size_t count : regions.counts) atoms += count;
  const Mat3& cell = program.initial.box.cell();
  std::string table = fmt::format(
      "{} regions of {:.1f} × {:.1f} × {:.1f} Å with {} to {} atoms: {} of {} atoms, {:.3f} %\n"
      "χ_con = {:.3g} (asked for: {:g}), connected along {}\n",
      grid.regions.size(), regions.scale * norm(cell[0]) / grid.cells[0], regions.scale * norm(cell[1]) / grid.cells[1],
      regions.scale * norm(cell[2]) / grid.cells[2], *fewest, *most, atoms, start.size(),
      100 * static_cast<double>(atoms) / static_cast<double>(start.size()), grid.connectivity, options.connectivity,
      options.direction);
  table += fmt::format("{:<12} {:>10} {:>10} {:>12} {:>12}\n", "stage", "from K", "to K", "ps", "steps");
  for (const MdStage& stage : program.stages) {
    table += fmt::format("{:<12} {:>10g} {:>10g} {:>12.6g} {:>12}\n", stage.name, stage.from_temperature,
                         stage.to_temperature, static_cast<double>(stage.steps) * program.timestep, stage.steps);
  }
  table += fmt::format("{} ({} atoms), {}\n{} steps of {:g} fs, about {} on {} {}\n", start.formula(), start.size(),
                       force_field->description(), program.total_steps(), 1000 * program.timestep,
                       clock_text(estimated_seconds), ranks, ranks == 1 ? "process" : "processes");
  for (const auto& note : notes) table += note + "\n";
  return table;
}

std::string emit_lammps(const InhomogenizePlan& plan, const std::filesystem::path& folder) {
  const std::string title =
      fmt::format("{} ({} atoms), {} relaxed regions, χ_con = {:.3g}; {}", plan.start.formula(), plan.start.size(),
                  plan.grid.regions.size(), plan.grid.connectivity, plan.force_field->description());
  return emit_program(plan.program, title, "in.inhomogenize", folder);
}

}  // namespace glasscape
