#include "glasscape/landscape/saddle_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "glasscape/landscape/lanczos.hpp"
#include "glasscape/landscape/lbfgs_memory.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double clearly_negative = 0.2;      // eV/Å² below leave_curvature: one finding is enough
constexpr double descent_start = 0.06;        // Å²/eV, first steepest-descent step length (0.4 × the push)
constexpr double perpendicular_trust = 0.15;  // Å, largest move of an atom in one perpendicular step
constexpr double refine_trust = 0.05;         // Å, the same while refining
constexpr double refine_start = 0.3;          // eV/Å, forces below which the saddle is approached by refinement
constexpr double refine_curvature = 0.1;      // eV/Å², the mode must be at least this negative to start it
constexpr int refine_mode_interval = 12;      // steps after which the mode is determined anew, then twice as many
constexpr double refine_gain = 2e-4;          // eV
constexpr double same_mode = 0.9;             // overlap of a mode with itself after such an interval
constexpr std::size_t memory_pairs = 12;

class Search {
 public:
  Search(EnergySurface& surface, std::span<const double> minimum, double minimum_energy, std::span<const double> kick,
         const SaddleOptions& options, const RunContext& context, std::vector<PathPoint>* path)
      : surface_(surface),
        options_(options),
        context_(context),
        path_(path),
        minimum_(minimum),
        minimum_energy_(minimum_energy),
        direction_(kick.begin(), kick.end()),
        x_(minimum.begin(), minimum.end()),
        forces_(x_.size()),
        perpendicular_(x_.size()),
        step_(x_.size()),
        trial_(x_.size()),
        trial_forces_(x_.size()) {
    saddle_.curvature = saddle_.second_curvature = nan;
  }

  Saddle search() {
    saddle_.status = stages();
    return finish();
  }

  Saddle refine_from(const Saddle& near) {
    saddle_.status = refine_stages(near);
    return finish();
  }

 private:
  using Ending = std::optional<SaddleStatus>;

  Saddle finish() {
    saddle_.x = x_;
    saddle_.energy = energy_;
    saddle_.residual = surface_.residual(forces_);
    saddle_.mode = mode_;
    if (!mode_.empty()) {
      double away = 0;
      for (std::size_t i = 0; i < x_.size(); ++i) away += saddle_.mode[i] * (x_[i] - minimum_[i]);
      if (away < 0) scale(-1, saddle_.mode);
    }
    return std::move(saddle_);
  }

  SaddleStatus stages() {
    add_scaled(1, direction_, x_);  // the kick
    surface_.remove_translations(direction_);
    scale(1 / norm(direction_), direction_);
    for (std::int64_t lost = 0; lost <= options_.lost_curvature; ++lost) {
      if (lost > 0) add_scaled(options_.step, direction_, x_);
      if (const Ending ending = leave_basin()) return *ending;
      if (const Ending ending = converge(); ending && !good_enough(*ending)) return *ending;
      if (saddle_.curvature < 0) return SaddleStatus::success;
    }
    return SaddleStatus::curvature_lost;
  }

  SaddleStatus refine_stages(const Saddle& near) {
    x_ = near.x;
    mode_ = near.mode;
    saddle_.curvature = near.curvature;
    if (const Ending ending = evaluate(saddle_.evaluations.refinement)) return *ending;
    // What the atoms around feel is elastic: no reason to climb, however large the forces are at first.
    if (const Ending ending = refine(std::max(2 * refine_start, 3 * surface_.residual(forces_)))) return *ending;
    if (saddle_.curvature < 0 && !stationary(options_.refine_force)) {
      if (const Ending ending = converge(); ending && !good_enough(*ending)) return *ending;
    }
    return saddle_.curvature < 0 ? SaddleStatus::success : SaddleStatus::curvature_lost;
  }

  [[nodiscard]] bool good_enough(SaddleStatus ending) const {
    return ending == SaddleStatus::not_converged && stationary(options_.saddle_force);
  }

  // Evaluates at x_; says how the search must end, if it must.
  Ending evaluate(std::int64_t& counter) {
    ++counter;
    energy_ = surface_.energy_and_forces(x_, forces_);
    return limits();
  }

  [[nodiscard]] Ending limits() const {
    if (context_.stop_requested()) return SaddleStatus::stopped;
    if (!std::isfinite(energy_)) return SaddleStatus::diverged;
    if (energy_ - minimum_energy_ > options_.energy_ceiling) return SaddleStatus::energy_ceiling;
    if (saddle_.evaluations.total() >= options_.max_evaluations) return SaddleStatus::not_converged;
    return {};
  }

  // forces_ without their component along the unit vector v.
  void project(std::span<const double> v) {
    const double along = dot(forces_, v);
    for (std::size_t i = 0; i < forces_.size(); ++i) perpendicular_[i] = forces_[i] - along * v[i];
  }

  void update_mode(std::int64_t vectors) {
    const std::vector<double>& start = mode_.empty() ? direction_ : mode_;
    LowestMode lowest =
        lowest_mode(surface_, x_, forces_, start, {.max_vectors = vectors, .difference = options_.lanczos_difference});
    saddle_.evaluations.lanczos += lowest.products;
    // Keep pointing the way the last pushes went.
    if (dot(lowest.vector, start) < 0) scale(-1, lowest.vector);
    mode_ = std::move(lowest.vector);
    saddle_.curvature = lowest.value;
  }

  // Pushes along the fixed direction until the curvature is clearly negative.
  Ending leave_basin() {
    EvaluationCounts& count = saddle_.evaluations;
    for (int negative = 0;; add_scaled(options_.step, direction_, x_)) {
      if (const Ending ending = evaluate(count.basin)) return ending;
      if (options_.soft_start && basin_pushes_ == 0) {
        // What the kick touches softens on: from here on along the lowest mode that Lanczos iteration finds in it.
        update_mode(options_.soft_vectors);
        if (const Ending ending = limits()) return ending;
        direction_ = mode_;
      }
      if (const Ending ending = descend(direction_, options_.basin_relaxations, count.basin)) return ending;
      record();
      if (++basin_pushes_ > 2) {
        update_mode(mode_.empty() ? options_.first_lanczos_vectors : options_.lanczos_vectors);
        if (const Ending ending = limits()) return ending;
        negative = saddle_.curvature < options_.leave_curvature ? negative + 1 : 0;
        if (negative == 2 || saddle_.curvature < options_.leave_curvature - clearly_negative) return {};
      }
      if (basin_pushes_ >= options_.basin_pushes) return SaddleStatus::no_negative_curvature;
      ++saddle_.pushes;
    }
  }

  // A few steepest-descent steps perpendicular to v: lets the neighbours give way without relaxing them fully.
  Ending descend(std::span<const double> v, std::int64_t steps, std::int64_t& counter) {
    double length = descent_start;
    for (std::int64_t k = 0; k < steps; ++k) {
      project(v);
      const double longest = surface_.largest_move(perpendicular_);
      if (longest == 0) return {};
      const double t = std::min(length, perpendicular_trust / longest);
      for (std::size_t i = 0; i < x_.size(); ++i) trial_[i] = x_[i] + t * perpendicular_[i];
      ++counter;
      const double e = surface_.energy_and_forces(trial_, trial_forces_);
      if (e < energy_) {
        take_trial(e);
        length *= 1.2;
      } else {
        length *= 0.5;
      }
      if (const Ending ending = limits()) return ending;
    }
    return {};
  }

  void take_trial(double e) {
    std::swap(x_, trial_);
    std::swap(forces_, trial_forces_);
    energy_ = e;
  }

  [[nodiscard]] bool stationary(double tolerance) const { return surface_.residual(forces_) <= tolerance; }

  // Alternates climbing and refining until a stationary point with negative curvature is reached, or the curvature
  // along the mode is lost: then saddle_.curvature is not negative.
  Ending converge() {
    LbfgsMemory memory(memory_pairs, descent_start);
    std::int64_t& count = saddle_.evaluations.perpendicular;
    for (std::int64_t k = 0; saddle_.curvature < 0; ++k, ++saddle_.pushes) {
      if (stationary(-saddle_.curvature > refine_curvature ? refine_start : options_.refine_force)) {
        if (const Ending ending = refine(2 * refine_start)) return ending;
        if (!(saddle_.curvature < 0) || stationary(options_.refine_force)) return {};
      }
      const double along = dot(forces_, mode_);
      const double newton = std::abs(along) / std::max(-saddle_.curvature, options_.min_curvature);
      add_scaled(std::copysign(std::min(options_.max_push, newton), -along), mode_, x_);
      if (const Ending ending = evaluate(count)) return ending;
      // Few steps at first: far from the ridge, full relaxation slides back into the basin.
      if (const Ending ending = relax_perpendicular(memory, std::min(options_.perpendicular_steps, k + 1))) {
        return ending;
      }
      record();
      if (participation(surface_, x_, minimum_) > options_.max_participation) return SaddleStatus::delocalised;
      update_mode(options_.lanczos_vectors);
      if (const Ending ending = limits()) return ending;
    }
    return {};
  }

  void record() {
    if (path_ != nullptr) path_->push_back({x_, energy_});
  }

  Ending relax_perpendicular(LbfgsMemory& memory, std::int64_t steps) {
    double trust = perpendicular_trust;
    for (std::int64_t k = 0; k < steps; ++k) {
      project(mode_);
      const double size = surface_.residual(perpendicular_);
      if (size <= 0.5 * refine_start) return {};
      const double along = dot(forces_, mode_);
      for (std::size_t i = 0; i < x_.size(); ++i) step_[i] = along * mode_[i];
      if (k > 0 && size < surface_.residual(step_)) return {};  // the other direction needs the evaluations more
      memory.apply(perpendicular_, step_);
      add_scaled(-dot(step_, mode_), mode_, step_);
      const double longest = surface_.largest_move(step_);
      if (longest > trust) scale(trust / longest, step_);
      for (std::size_t i = 0; i < x_.size(); ++i) trial_[i] = x_[i] + step_[i];
      ++saddle_.evaluations.perpendicular;
      const double e = surface_.energy_and_forces(trial_, trial_forces_);
      for (std::size_t i = 0; i < x_.size(); ++i) perpendicular_[i] = trial_forces_[i] - forces_[i];
      add_scaled(-dot(perpendicular_, mode_), mode_, perpendicular_);
      const bool curved = memory.add(step_, perpendicular_);
      if (e <= energy_ + 1e-9) {
        take_trial(e);
        if (!curved) memory.clear();
      } else {
        memory.clear();
        trust *= 0.3;
      }
      if (const Ending ending = limits()) return ending;
    }
    return {};
  }

  // Turns the saddle into a minimum by inverting the force along the mode, and goes there; comes back without having
  // arrived where the curvature along the mode is lost or the force grows beyond `abandon`.
  Ending refine(double abandon) {
    LbfgsMemory memory(memory_pairs, descent_start);
    std::vector<double> effective(x_.size()), change(x_.size());
    const auto invert = [&] {
      effective = forces_;
      add_scaled(-2 * dot(forces_, mode_), mode_, effective);
    };
    invert();
    int since_mode = 0, interval = refine_mode_interval;
    // Many small forces can hold more energy than the tolerance on the largest suggests: what the next step would win
    // has to be small too.
    double gain = 1;
    while (!stationary(options_.refine_force) || gain > refine_gain) {
      if (since_mode == interval) {
        const std::vector<double> before = mode_;
        update_mode(options_.lanczos_vectors);
        if (const Ending ending = limits()) return ending;
        if (!(saddle_.curvature < 0)) return {};
        // A mode that has hardly turned leaves what was learnt about the surface valid.
        if (dot(before, mode_) < same_mode) memory.clear();
        invert();
        since_mode = 0;
        interval *= 2;
      }
      memory.apply(effective, step_);
      gain = 0.5 * std::abs(dot(effective, step_));
      if (stationary(options_.refine_force) && gain <= refine_gain) break;
      const double longest = surface_.largest_move(step_);
      if (longest > refine_trust) scale(refine_trust / longest, step_);
      add_scaled(1, step_, x_);
      change = effective;
      if (const Ending ending = evaluate(saddle_.evaluations.refinement)) return ending;
      ++since_mode;
      if (surface_.residual(forces_) > abandon) {
        update_mode(options_.lanczos_vectors);
        return limits();
      }
      invert();
      for (std::size_t i = 0; i < x_.size(); ++i) change[i] = effective[i] - change[i];
      if (!memory.add(step_, change)) memory.clear();
    }
    return {};
  }

  EnergySurface& surface_;
  const SaddleOptions& options_;
  const RunContext& context_;
  std::vector<PathPoint>* path_;
  std::span<const double> minimum_;
  double minimum_energy_;
  std::vector<double> direction_, x_, forces_, perpendicular_, step_, trial_, trial_forces_, mode_;
  double energy_ = 0;
  std::int64_t basin_pushes_ = 0;
  Saddle saddle_;
};

}  // namespace

std::string_view to_string(SaddleStatus status) {
  switch (status) {
    case SaddleStatus::success: return "success";
    case SaddleStatus::higher_index: return "higher_index";
    case SaddleStatus::no_negative_curvature: return "no_negative_curvature";
    case SaddleStatus::curvature_lost: return "curvature_lost";
    case SaddleStatus::not_converged: return "not_converged";
    case SaddleStatus::energy_ceiling: return "energy_ceiling";
    case SaddleStatus::fell_back: return "fell_back";
    case SaddleStatus::diverged: return "diverged";
    case SaddleStatus::delocalised: return "delocalised";
    case SaddleStatus::vanished: return "vanished";
    case SaddleStatus::stopped: return "stopped";
  }
  return "unknown";
}

Saddle find_saddle(EnergySurface& surface, std::span<const double> minimum, double minimum_energy,
                   std::span<const double> kick, const SaddleOptions& options, const RunContext& context,
                   std::vector<PathPoint>* path) {
  return Search(surface, minimum, minimum_energy, kick, options, context, path).search();
}

Saddle refine_saddle(EnergySurface& surface, std::span<const double> minimum, double minimum_energy,
                     const Saddle& saddle, const SaddleOptions& options, const RunContext& context) {
  return Search(surface, minimum, minimum_energy, saddle.mode, options, context, nullptr).refine_from(saddle);
}

}  // namespace glasscape
