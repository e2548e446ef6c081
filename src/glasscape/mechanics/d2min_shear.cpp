#include "glasscape/mechanics/d2min_shear.hpp"

#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/part_progress.hpp"
#include "glasscape/landscape/inherent_positions.hpp"
#include "glasscape/mechanics/quasistatic.hpp"
#include "glasscape/mechanics/shear_directions.hpp"

namespace glasscape {
namespace {

const char* const name = "d2min_shear";
constexpr double per_second = 1e-12;  // in 1/ps

struct State {
  Box box;
  std::vector<Vec3> positions;
};

void check(const Configuration& c, const D2minShearOptions& o) {
  const std::string where = std::string(name) + ": ";
  if (o.potential.empty()) throw usage_error(where + "potential", "none is given", "a file, or kim:MODEL_ID");
  if (o.method == "quasistatic" && o.strain < o.strain_step) {
    throw usage_error(where + "strain", fmt::format("{:g} is less than one step of {:g}", o.strain, o.strain_step));
  }
  if (o.method == "md" && !c.box.lower_triangular()) {
    throw input_error(name, "the cell's first edge does not lie along x, or the second not in the xy plane",
                      "a lower triangular cell with method=md", "rotate the configuration, or use method=quasistatic");
  }
  if (o.method == "md" && o.strain / (o.rate * per_second) < 10 * o.timestep) {
    throw usage_error(where + "rate", fmt::format("the strain of {:g} takes fewer than ten steps", o.strain),
                      fmt::format("at most {:g} 1/s", o.strain / (10 * o.timestep * per_second)));
  }
}

// D of one direction, from the state before to the state after.
std::vector<double> motion(const Configuration& c, const State& before, const State& after, const D2minShearOptions& o,
                           const RunContext& context) {
  const ConfigurationView reference{before.box, before.positions, c.types, c.species.size()};
  const ConfigurationView current{after.box, after.positions, c.types, c.species.size()};
  return d2min(reference, current, {.cutoff = o.cutoff, .convention = o.normalise}, context).d2min;
}

class Quasistatic {
 public:
  Quasistatic(const Configuration& start, const D2minShearOptions& options)
      : start_(start), options_(options), force_field_(open_potential(options.potential)) {}

  std::vector<double> operator()(const ShearDirection& direction, std::size_t, const RunContext& context) const {
    // Events need not be found, only passed.
    const QuasistaticOptions walk{.plane = direction.plane,
                                  .max_strain = direction.sign * options_.strain,
                                  .strain_step = options_.strain_step,
                                  .refinement = 1,
                                  .force_tolerance = options_.force_tolerance,
                                  .max_evaluations = options_.max_evaluations,
                                  .event_energy = 1e300};
    const int threads = start_.size() < 1000 ? 1 : context.thread_count();
    QuasistaticRun run(force_field_, start_, walk, threads);
    run.begin(context);
    const State before{run.state().box, run.state().positions};
    while (!run.finished()) run.advance({}, false, context);
    return motion(start_, before, {run.state().box, run.state().positions}, options_, context);
  }

 private:
  const Configuration& start_;
  const D2minShearOptions& options_;
  std::shared_ptr<const ForceField> force_field_;
};

class ConstantRate {
 public:
  ConstantRate(const Configuration& given, const D2minShearOptions& options, const RunContext& context)
      : start_(given), options_(options) {
    start_.images.clear();
    if (options.equilibration > 0) {
      ThermalRun run(given, options, name);
      run.draw_velocities(2 * options.temperature);
      run.add_npt("equilibrate", options.equilibration, -1);
      run.run(context, [&](const MdFrame& frame) {
        start_.box = frame.box;
        start_.positions = frame.positions;
      });
    }
    before_ = compared(start_, context);
  }

  std::vector<double> operator()(const ShearDirection& direction, std::size_t k, const RunContext& context) const {
    ThermalRun run(start_, options_, name);
    // Stream 0 was the equilibration's; from a minimum half of the velocities' energy goes into the springs at once.
    run.draw_velocities((options_.equilibration > 0 ? 1 : 2) * options_.temperature, static_cast<std::uint32_t>(k) + 1);
    run.add_shear("shear", direction.plane, options_.rate * per_second, direction.sign * options_.strain);
    Configuration end = start_;
    run.run(context, [&](const MdFrame& frame) {
      end.box = frame.box;
      end.positions = frame.positions;
    });
    return motion(start_, before_, compared(end, context), options_, context);
  }

 private:
  [[nodiscard]] State compared(const Configuration& c, const RunContext& context) const {
    if (options_.compare == "instantaneous") return {c.box, c.positions};
    const auto force_field = open_potential(options_.potential);
    return {c.box, inherent_positions(c, force_field, options_.force_tolerance, name, context)};
  }

  Configuration start_;
  const D2minShearOptions& options_;
  State before_;
};

template <class Method>
std::vector<Field> over_directions(const std::vector<ShearDirection>& directions, const D2minShearOptions& options,
                                   std::size_t atoms, const Method& method, const RunContext& context) {
  const Unit unit(options.normalise == "root" ? "Å" : "Å^2");
  std::vector<double> mean(atoms);
  std::vector<Field> fields;
  for (std::size_t k = 0; k < directions.size(); ++k) {
    PartProgress part(context, name, "direction", k, directions.size());
    std::vector<double> d = method(directions[k], k, part.context());
    for (std::size_t i = 0; i < atoms; ++i) mean[i] += d[i] / static_cast<double>(directions.size());
    fields.emplace_back(fmt::format("{}_{}", name, directions[k].label), unit, std::move(d));
  }
  fields.insert(fields.begin(), Field(name, unit, std::move(mean)));
  return fields;
}

}  // namespace

std::vector<Field> d2min_shear(const Configuration& configuration, const D2minShearOptions& options,
                               const RunContext& context) {
  check(configuration, options);
  const auto directions = shear_directions(options.planes, options.senses, name);
  const std::size_t atoms = configuration.size();
  if (options.method == "md") {
    return over_directions(directions, options, atoms, ConstantRate(configuration, options, context), context);
  }
  return over_directions(directions, options, atoms, Quasistatic(configuration, options), context);
}

const ParameterTable<D2minShearOptions>& d2min_shear_parameters() {
  using O = D2minShearOptions;
  const Unit none("1"), ps("ps");
  static const ParameterTable<O> table{
      {.name = "potential",
       .member = &O::potential,
       .unit = none,
       .help = "interatomic potential: a file, or kim:MODEL_ID"},
      {.name = "method",
       .member = &O::method,
       .unit = none,
       .help = "athermal quasistatic shear, or molecular dynamics at constant rate",
       .choices = {"quasistatic", "md"}},
      {.name = "strain",
       .member = &O::strain,
       .unit = none,
       .help = "shear strain to go to",
       .bounds = {.low = 0, .high = 0.5, .low_open = true}},
      {.name = "planes",
       .member = &O::planes,
       .unit = none,
       .help = "simple shears that are averaged: direction, then normal",
       .choices = {"xy", "xz", "yz"}},
      {.name = "senses",
       .member = &O::senses,
       .unit = none,
       .help = "shear each plane in one direction, or in both",
       .choices = {"forward", "both"}},
      {.name = "cutoff",
       .member = &O::cutoff,
       .unit = Unit("Å"),
       .help = "neighbours in the reference that are followed",
       .bounds = positive(),
       .source = "first minimum of g(r)"},
      {.name = "normalise",
       .member = &O::normalise,
       .unit = none,
       .help = "D2min divided by the number of neighbours, their sum, or the root of the sum [Å]",
       .choices = {"mean", "sum", "root"}},
      {.name = "strain_step",
       .member = &O::strain_step,
       .unit = none,
       .help = "quasistatic: strain of one step",
       .bounds = {.low = 1e-6, .high = 0.02}},
      {.name = "force_tolerance",
       .member = &O::force_tolerance,
       .unit = Unit("eV/Å"),
       .help = "largest force left on an atom where a minimum is sought",
       .bounds = {.low = 0, .high = 1e-2, .low_open = true}},
      {.name = "max_evaluations",
       .member = &O::max_evaluations,
       .unit = none,
       .help = "quasistatic: give up where one minimisation needs more",
       .bounds = at_least(10)},
      {.name = "temperature",
       .member = &O::temperature,
       .unit = Unit("K"),
       .help = "md: temperature",
       .bounds = positive()},
      {.name = "rate",
       .member = &O::rate,
       .unit = Unit("1/s"),
       .help = "md: rate of shear strain",
       .bounds = positive()},
      {.name = "equilibration",
       .member = &O::equilibration,
       .unit = ps,
       .help = "md: time at zero pressure before, shared by all directions; 0: none",
       .bounds = at_least(0)},
      {.name = "compare",
       .member = &O::compare,
       .unit = none,
       .help = "md: compare the inherent structures of both ends, or the ends themselves",
       .choices = {"inherent", "instantaneous"}},
      {.name = "timestep",
       .member = &O::timestep,
       .unit = ps,
       .help = "md: time step",
       .bounds = {.low = 0, .high = 0.02, .low_open = true}},
      {.name = "seed", .member = &O::seed, .unit = none, .help = "md: seed of the velocities", .bounds = at_least(0)},
      {.name = "engine_forces",
       .member = &O::engine_forces,
       .unit = none,
       .help = "md: whose forces LAMMPS integrates: our kernel where it applies, or its own",
       .choices = {"glasscape", "lammps"}},
  };
  return table;
}

Descriptor d2min_shear_descriptor() {
  return make_descriptor(
      name, "Non-affine displacement D2min of each atom after quasistatic or constant-rate shear, over directions",
      "Falk & Langer, PRE 57, 7192 (1998), doi:10.1103/PhysRevE.57.7192; Wei et al., PRB 99, 014115 (2019), "
      "doi:10.1103/PhysRevB.99.014115",
      {{"d2min_shear", "Å^2", 1, "mean over the directions; NaN where neighbours do not span three dimensions"},
       {"d2min_shear_xy", "Å^2", 1, "of each direction: _xy, _xz, _yz by default; NaN likewise"},
       {"d2min_shear_xz", "Å^2", 1, "likewise"},
       {"d2min_shear_yz", "Å^2", 1, "likewise"}},
      d2min_shear_parameters(), d2min_shear);
}

}  // namespace glasscape
