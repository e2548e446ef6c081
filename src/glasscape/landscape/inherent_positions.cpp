#include "glasscape/landscape/inherent_positions.hpp"

#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/landscape/relax.hpp"

namespace glasscape {

std::vector<Vec3> inherent_positions(const Configuration& configuration,
                                     const std::shared_ptr<const ForceField>& force_field, double force_tolerance,
                                     const std::string& where, const RunContext& context) {
  const RunContext quiet{.threads = context.threads, .stop = context.stop};
  RelaxResult result = relax(configuration, force_field, {.force_tolerance = force_tolerance}, quiet);
  if (result.status == MinimiseStatus::stopped) {
    throw Error(ErrorKind::stopped, {where, "stopped on request", {}, "give the same command again"});
  }
  if (result.status != MinimiseStatus::converged) {
    throw Error(ErrorKind::numerical,
                {where,
                 fmt::format("a minimisation ended ({}) with a force of {:.2e} eV/Å", to_string(result.status),
                             result.max_force),
                 fmt::format("at most {:g} eV/Å", force_tolerance), "check the potential and the temperature"});
  }
  return std::move(result.configuration.positions);
}

}  // namespace glasscape
