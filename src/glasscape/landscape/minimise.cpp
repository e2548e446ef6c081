#include "glasscape/landscape/minimise.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/landscape/lbfgs_memory.hpp"

namespace glasscape {
namespace {

constexpr double sufficient_decrease = 1e-4;
constexpr double curvature_fraction = 0.9;
constexpr double typical_inverse_curvature = 0.05;  // Å²/eV; only the first step depends on it
constexpr std::size_t memory_pairs = 12;
constexpr int max_trials = 30;

// One descent path: the current point, the trial point and the line search between them.
class Descent {
 public:
  Descent(EnergySurface& surface, std::vector<double>& x, const MinimiseOptions& options, const RunContext& context)
      : surface_(surface), x_(x), options_(options), context_(context), first_(surface.evaluations()) {}

  MinimiseResult run() {
    const std::size_t n = x_.size();
    forces_.resize(n);
    trial_.resize(n);
    trial_forces_.resize(n);
    direction_.resize(n);
    change_.resize(n);
    MinimiseResult result;
    energy_ = surface_.energy_and_forces(x_, forces_);
    result.initial_energy = energy_;
    result.status = std::isfinite(energy_) ? loop() : MinimiseStatus::diverged;
    result.energy = energy_;
    result.residual = surface_.residual(forces_);
    result.evaluations = used();
    result.forces = std::move(forces_);
    return result;
  }

 private:
  [[nodiscard]] std::int64_t used() const { return surface_.evaluations() - first_; }

  MinimiseStatus loop() {
    const double start = surface_.residual(forces_);
    for (;;) {
      const double residual = surface_.residual(forces_);
      if (residual <= options_.force_tolerance) return MinimiseStatus::converged;
      if (context_.stop_requested()) return MinimiseStatus::stopped;
      if (used() >= options_.max_evaluations) return MinimiseStatus::budget;
      report(start, residual);
      memory_.apply(forces_, direction_);
      double slope = -dot(forces_, direction_);
      if (!(slope < 0)) {
        memory_.clear();
        memory_.apply(forces_, direction_);
        slope = -dot(forces_, direction_);
      }
      if (!search(slope)) {
        if (memory_.empty()) return MinimiseStatus::stalled;
        memory_.clear();  // the remembered curvatures may be what misleads
      }
    }
  }

  void report(double start, double residual) const {
    if (context_.progress == nullptr) return;
    const double decades = std::log(start / options_.force_tolerance);
    const double fraction = decades > 0 ? std::clamp(std::log(start / residual) / decades, 0.0, 0.999) : 0.0;
    context_.report("relax", fraction,
                    fmt::format("{} evaluations, {:.6f} eV, force {:.2e} eV/Å", used(), energy_, residual));
  }

  // Moves to a point along direction_ that is acceptably lower; false if there is none.
  bool search(double slope) {
    const double reach = options_.max_step / std::max(surface_.largest_move(direction_), 1e-300);
    const double rounding = 1e-12 * std::abs(energy_);
    double low = 0, high = std::numeric_limits<double>::infinity(), t = std::min(1.0, reach);
    double low_energy = energy_, low_slope = slope;
    bool moved = false;
    for (int trial = 0; trial < max_trials && used() < options_.max_evaluations; ++trial) {
      for (std::size_t i = 0; i < x_.size(); ++i) trial_[i] = x_[i] + t * direction_[i];
      const double e = surface_.energy_and_forces(trial_, trial_forces_);
      const double s = -dot(trial_forces_, direction_);
      const bool finite = std::isfinite(e) && std::isfinite(s);
      const bool lower =
          finite && (e <= energy_ + sufficient_decrease * t * slope || (e <= energy_ + rounding && s <= -0.8 * slope));
      if (!lower) {
        high = t;
        // The minimum of the parabola through the energy and slope at `low` and the energy at t.
        const double h = t - low, excess = e - low_energy - low_slope * h;
        const double guess = finite && excess > 0 ? -0.5 * low_slope * h * h / excess : 0.25 * h;
        t = low + std::clamp(guess, 0.1 * h, 0.5 * h);
        if (moved) break;  // a point is in hand already
        continue;
      }
      keep(e);
      moved = true;
      if (s >= curvature_fraction * slope || t >= reach || high < std::numeric_limits<double>::infinity()) break;
      const double gain = s > low_slope ? (t - low) * s / (low_slope - s) : 3 * t;  // secant, towards zero slope
      low = t;
      low_energy = e;
      low_slope = s;
      t = std::min(reach, t + std::clamp(gain, 0.5 * t, 3 * t));
    }
    if (moved) accept();
    return moved;
  }

  void keep(double e) {
    kept_energy_ = e;
    std::swap(kept_, trial_);
    std::swap(kept_forces_, trial_forces_);
    trial_.resize(x_.size());
    trial_forces_.resize(x_.size());
  }

  void accept() {
    for (std::size_t i = 0; i < x_.size(); ++i) {
      direction_[i] = kept_[i] - x_[i];
      change_[i] = kept_forces_[i] - forces_[i];
    }
    if (!memory_.add(direction_, change_)) memory_.clear();
    std::swap(x_, kept_);
    std::swap(forces_, kept_forces_);
    energy_ = kept_energy_;
  }

  EnergySurface& surface_;
  std::vector<double>& x_;
  const MinimiseOptions& options_;
  const RunContext& context_;
  std::int64_t first_;
  LbfgsMemory memory_{memory_pairs, typical_inverse_curvature};
  double energy_ = 0, kept_energy_ = 0;
  std::vector<double> forces_, trial_, trial_forces_, kept_, kept_forces_, direction_, change_;
};

}  // namespace

std::string_view to_string(MinimiseStatus status) {
  switch (status) {
    case MinimiseStatus::converged: return "converged";
    case MinimiseStatus::budget: return "budget";
    case MinimiseStatus::stalled: return "stalled";
    case MinimiseStatus::diverged: return "diverged";
    case MinimiseStatus::stopped: return "stopped";
  }
  return "unknown";
}

MinimiseResult minimise(EnergySurface& surface, std::vector<double>& x, const MinimiseOptions& options,
                        const RunContext& context) {
  return Descent(surface, x, options, context).run();
}

}  // namespace glasscape
