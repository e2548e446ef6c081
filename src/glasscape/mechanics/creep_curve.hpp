#pragma once

#include <span>

#include "glasscape/mechanics/stress_strain.hpp"

namespace glasscape {

/// Strain against time [ps] of one part of a creep test, in order.
struct CreepPart {
  std::span<const double> time, strain;
};

/// What a creep test says; strains positive in the direction of the load.
struct CreepSummary {
  Measured loading_strain;    ///< mean over the first twentieth of the time at the stress
  Measured final_strain;      ///< mean over its last twentieth
  Measured rate;              ///< slope of a line over the later part of the time at the stress [1/ps]
  Measured residual_strain;   ///< mean over the second half of the recovery
  Measured recovered_strain;  ///< final minus residual strain
};

/// Creep rate, recovered and residual strain of a test.
///
/// The rate is a least-squares line over the time at the stress from the share `fit_from` of it to its end; errors
/// count the correlation of successive samples (statistics/serial.hpp). The windows are our choice.
///
/// Input    the part at the stress, and the recovery (empty: none)
/// NaN      fewer than 8 samples in a window (errors), none (values); no recovery: residual and recovered strain
CreepSummary analyse_creep(const CreepPart& hold, const CreepPart& recovery, double fit_from);

}  // namespace glasscape
