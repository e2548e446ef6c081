#pragma once

#include "glasscape/core/parameters.hpp"
#include "glasscape/md/thermal_run.hpp"

namespace glasscape {

/// Rows that the parameter tables of all properties from dynamics share; O derives from ThermalOptions.
template <class O>
struct ThermalRows {
  using Row = typename ParameterTable<O>::Row;

  static Row potential() {
    return {.name = "potential",
            .member = &O::potential,
            .unit = Unit("1"),
            .help = "interatomic potential: a file, or kim:MODEL_ID"};
  }
  static Row temperature(const std::string& source = {}) {
    return {.name = "temperature",
            .member = &O::temperature,
            .unit = Unit("K"),
            .help = "temperature",
            .bounds = positive(),
            .source = source};
  }
  static Row sample_interval() {
    return {.name = "sample_interval",
            .member = &O::sample_interval,
            .unit = Unit("ps"),
            .help = "time between samples",
            .bounds = positive()};
  }
  static Row equilibration() {
    return {.name = "equilibration",
            .member = &O::equilibration,
            .unit = Unit("ps"),
            .help = "time at zero pressure before; 0: none, the cell stays as it is",
            .bounds = at_least(0)};
  }
  static Row timestep() {
    return {.name = "timestep",
            .member = &O::timestep,
            .unit = Unit("ps"),
            .help = "time step",
            .bounds = {.low = 0, .high = 0.02, .low_open = true}};
  }
  static Row seed() {
    return {
        .name = "seed", .member = &O::seed, .unit = Unit("1"), .help = "seed of the velocities", .bounds = at_least(0)};
  }
  static Row engine_forces() {
    return {.name = "engine_forces",
            .member = &O::engine_forces,
            .unit = Unit("1"),
            .help = "whose forces LAMMPS integrates: our kernel where it applies, or its own",
            .choices = {"glasscape", "lammps"}};
  }
};

}  // namespace glasscape
