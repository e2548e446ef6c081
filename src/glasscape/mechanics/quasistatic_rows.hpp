#pragma once

#include "glasscape/core/parameters.hpp"

namespace glasscape {

/// Rows that the parameter tables of quasistatic shear share; O has the members of QuasistaticOptions that they name.
template <class O>
struct QuasistaticRows {
  using Row = typename ParameterTable<O>::Row;

  static Row refinement() {
    return {.name = "refinement",
            .member = &O::refinement,
            .unit = Unit("1"),
            .help = "the strain of an event is found to strain_step over this",
            .bounds = between(1, 100000)};
  }
  static Row force_tolerance() {
    return {.name = "force_tolerance",
            .member = &O::force_tolerance,
            .unit = Unit("eV/Å"),
            .help = "largest force left on an atom after each step",
            .bounds = {.low = 0, .high = 1e-2, .low_open = true}};
  }
  static Row max_evaluations() {
    return {.name = "max_evaluations",
            .member = &O::max_evaluations,
            .unit = Unit("1"),
            .help = "give up where one minimisation needs more",
            .bounds = at_least(10)};
  }
  static Row event_energy() {
    return {.name = "event_energy",
            .member = &O::event_energy,
            .unit = Unit("eV"),
            .help = "an event lowers the energy by more than this below its elastic continuation",
            .bounds = positive()};
  }
  static Row event_stress() {
    return {.name = "event_stress",
            .member = &O::event_stress,
            .unit = Unit("1"),
            .help = "an event lowers the stress by more than this part of the elastic rise of the smallest step",
            .bounds = at_least(0)};
  }
  static Row d2min_normalise() {
    return {.name = "d2min_normalise",
            .member = &O::d2min_normalise,
            .unit = Unit("1"),
            .help = "divide D2min by the number of neighbours, or not",
            .choices = {"mean", "sum"}};
  }
};

}  // namespace glasscape
