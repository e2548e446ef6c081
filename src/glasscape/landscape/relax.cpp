#include "glasscape/landscape/relax.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "glasscape/core/unit.hpp"
#include "glasscape/landscape/cell_surface.hpp"
#include "glasscape/landscape/system_surface.hpp"

namespace glasscape {
namespace {

bool rectangular(const Box& box) {
  const Mat3& h = box.cell();
  return h[0].y == 0 && h[0].z == 0 && h[1].x == 0 && h[1].z == 0 && h[2].x == 0 && h[2].y == 0;
}

}  // namespace

const ParameterTable<RelaxOptions>& relax_parameters() {
  static const ParameterTable<RelaxOptions> table{
      {.name = "box",
       .member = &RelaxOptions::box,
       .unit = Unit("1"),
       .help = "what the box may do: keep its shape; reach the pressure by its lengths (a rectangular box stays "
               "rectangular, a triclinic one may also shear); shear in any case",
       .choices = {"fixed", "free", "triclinic"}},
      {.name = "force_tolerance",
       .member = &RelaxOptions::force_tolerance,
       .unit = Unit("eV/Å"),
       .help = "largest force left on an atom; also bounds the stress left, times the area per atom",
       .bounds = positive()},
      {.name = "pressure",
       .member = &RelaxOptions::pressure,
       .unit = Unit("GPa"),
       .help = "pressure that a free box relaxes to, positive in compression",
       .bounds = between(-1000, 1000)},
      {.name = "max_step",
       .member = &RelaxOptions::max_step,
       .unit = Unit("Å"),
       .help = "largest move of one atom in one step",
       .bounds = {.low = 0, .high = 1, .low_open = true}},
      {.name = "max_evaluations",
       .member = &RelaxOptions::max_evaluations,
       .unit = Unit("1"),
       .help = "give up after this many evaluations of energy and forces",
       .bounds = at_least(1)}};
  return table;
}

RelaxResult relax(const Configuration& configuration, std::shared_ptr<const ForceField> force_field,
                  const RelaxOptions& options, const RunContext& context) {
  const MinimiseOptions minimise_options{.force_tolerance = options.force_tolerance,
                                         .max_evaluations = options.max_evaluations,
                                         .max_step = options.max_step};
  RelaxResult result{.configuration = configuration};
  result.configuration.velocities.clear();
  result.configuration.fields.clear();
  MinimiseResult minimum;
  if (options.box == "fixed") {
    SystemSurface surface(force_field, configuration);
    std::vector<double> x = surface.initial();
    minimum = minimise(surface, x, minimise_options, context);
    result.configuration.positions = unflatten(x);
  } else {
    const bool all = options.box == "triclinic" || !rectangular(configuration.box);
    CellSurface surface(*force_field, configuration, all ? CellFreedom::all : CellFreedom::lengths,
                        options.pressure / constants::GPa_per_eV_A3);
    std::vector<double> x = surface.initial();
    minimum = minimise(surface, x, minimise_options, context);
    result.configuration.box = surface.box(x);
    result.configuration.positions = surface.positions(x);
  }
  result.status = minimum.status;
  result.evaluations = minimum.evaluations;
  const auto evaluate = [&](const Configuration& c) { return force_field->evaluator(c)->evaluate(c.box, c.positions); };
  result.initial_energy = evaluate(configuration).energy;
  const Evaluation last = evaluate(result.configuration);
  result.energy = last.energy;
  for (const Vec3& f : last.forces) result.max_force = std::max(result.max_force, norm(f));
  result.stress = last.virial * (-constants::GPa_per_eV_A3 / result.configuration.box.volume());
  return result;
}

}  // namespace glasscape
