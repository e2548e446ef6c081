#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/landscape/surface.hpp"

namespace glasscape {

struct MinimiseOptions {
  double force_tolerance = 1e-6;  ///< eV/Å, on EnergySurface::residual
  std::int64_t max_evaluations = 100'000;
  double max_step = 0.1;  ///< Å, largest move of one atom in a step: keeps the path in its basin
};

enum class MinimiseStatus {
  converged,  ///< residual within the tolerance
  budget,     ///< max_evaluations used up
  stalled,    ///< no lower energy in any direction tried: the tolerance is below what rounding allows
  diverged,   ///< the energy at the start is not finite
  stopped,    ///< on request
};
std::string_view to_string(MinimiseStatus status);

struct MinimiseResult {
  MinimiseStatus status = MinimiseStatus::diverged;
  double initial_energy = 0;  ///< eV
  double energy = 0;          ///< eV
  double residual = 0;        ///< eV/Å
  std::int64_t evaluations = 0;
  std::vector<double> forces;  ///< at the end

  [[nodiscard]] bool converged() const noexcept { return status == MinimiseStatus::converged; }
};

/// Walks downhill from x (changed in place) to the local minimum: L-BFGS with a bracketing line search.
///
/// Steps satisfy the Wolfe conditions, near convergence the approximate ones, which stay meaningful where energy
/// differences drown in rounding. The path never climbs by more than rounding, so it ends in the basin it starts in
/// as far as steps of max_step can resolve it. Not converging is a value, not an Error.
///
/// Cost     1.0–1.1 evaluations per step, 60 N flops per step besides
/// Source   Nocedal, Math. Comp. 35, 773 (1980), doi:10.1090/S0025-5718-1980-0572855-7;
///          Hager & Zhang, SIAM J. Optim. 16, 170 (2005), doi:10.1137/030601880 (approximate Wolfe conditions)
MinimiseResult minimise(EnergySurface& surface, std::vector<double>& x, const MinimiseOptions& options,
                        const RunContext& context = {});

}  // namespace glasscape
