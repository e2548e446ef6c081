#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/minimise.hpp"

namespace glasscape {

struct RelaxOptions {
  std::string box = "fixed";
  double force_tolerance = 1e-6;  ///< eV/Å
  double pressure = 0;            ///< GPa
  double max_step = 0.1;          ///< Å
  std::int64_t max_evaluations = 100'000;
};
const ParameterTable<RelaxOptions>& relax_parameters();

struct RelaxResult {
  Configuration configuration;  ///< relaxed; without velocities and per-atom fields, which described the start
  MinimiseStatus status = MinimiseStatus::diverged;
  double initial_energy = 0;  ///< eV
  double energy = 0;          ///< eV, without P·V
  double max_force = 0;       ///< eV/Å, largest norm
  Mat3 stress;                ///< GPa, tension positive
  std::int64_t evaluations = 0;
};

/// The inherent structure: the local minimum of energy (or enthalpy) below a configuration.
///
/// Box      fixed; free: the edge lengths of a rectangular box, all six components of a triclinic one; triclinic: all
/// six Status   a value, see MinimiseStatus; the configuration reached is returned in any case Errors   Error(input)
/// for a species the potential does not know; Error(usage) for options out of range Cost     some 200 to 1000
/// evaluations for a glass quenched by MD
RelaxResult relax(const Configuration& configuration, std::shared_ptr<const ForceField> force_field,
                  const RelaxOptions& options, const RunContext& context = {});

}  // namespace glasscape
