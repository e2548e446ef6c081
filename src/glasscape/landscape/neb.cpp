#include "glasscape/landscape/neb.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/landscape/lbfgs_memory.hpp"

namespace glasscape {
namespace {

constexpr std::size_t memory_pairs = 20;
constexpr double typical_inverse_curvature = 0.02;  // Å²/eV; only first steps depend on it

std::vector<double> difference(std::span<const double> a, std::span<const double> b) {
  std::vector<double> d(a.begin(), a.end());
  add_scaled(-1, b, d);
  return d;
}

// Above the first force the band is led by damped dynamics (FIRE), which survives atoms that nearly overlap on the
// straight line; below the second one L-BFGS takes over. eV/Å
constexpr double rough_force = 3, smooth_force = 1;
// A force this many times the best reached so far (or the tolerance of the band) means that the band runs away.
constexpr double runaway = 10;

// Bitzek et al., PRL 97, 170201 (2006), doi:10.1103/PhysRevLett.97.170201; unit mass, constants of the paper.
class Fire {
 public:
  void restart() { velocity_.clear(); }
  void step(std::span<const double> forces, std::span<double> direction) {
    if (velocity_.size() != forces.size()) {
      velocity_.assign(forces.size(), 0);
      dt_ = first_dt;
      mixing_ = first_mixing;
      downhill_ = 0;
    }
    if (dot(velocity_, forces) > 0) {
      const double f = norm(forces), v = norm(velocity_);
      scale(1 - mixing_, velocity_);
      if (f > 0) add_scaled(mixing_ * v / f, forces, velocity_);
      if (++downhill_ > 5) {
        dt_ = std::min(1.1 * dt_, 4 * first_dt);
        mixing_ *= 0.99;
      }
    } else {
      std::fill(velocity_.begin(), velocity_.end(), 0.0);
      dt_ *= 0.5;
      mixing_ = first_mixing;
      downhill_ = 0;
    }
    add_scaled(dt_, forces, velocity_);
    std::copy(velocity_.begin(), velocity_.end(), direction.begin());
    scale(dt_, direction);
  }

 private:
  static constexpr double first_dt = 0.05, first_mixing = 0.1;
  std::vector<double> velocity_;
  double dt_ = first_dt, mixing_ = first_mixing;
  int downhill_ = 0;
};

class Band {
 public:
  Band(std::span<EnergySurface* const> surfaces, std::span<const std::vector<double>> points, const NebOptions& options,
       const RunContext& context)
      : surfaces_(surfaces),
        options_(options),
        context_(context),
        count_(static_cast<std::size_t>(options.images)),
        n_(points.front().size()),
        climb_from_(options.climb_from) {
    lay_out(points);
    energies_.resize(count_ + 2);
    true_forces_.assign(count_, std::vector<double>(n_));
    forces_.resize(count_ * n_);
  }

  NebResult run() {
    std::vector<double> unused(n_);
    energies_.front() = surfaces_[0]->energy_and_forces(path_.front(), unused);
    energies_.back() = surfaces_[surfaces_.size() - 1]->energy_and_forces(path_.back(), unused);
    evaluations_ = 2;
    NebResult result;
    result.status = loop();
    result.path = path_;
    result.energies = energies_;
    result.distance.push_back(0);
    for (std::size_t k = 0; k <= count_; ++k) {
      result.distance.push_back(result.distance.back() + norm(difference(path_[k + 1], path_[k])));
    }
    const auto top = std::max_element(energies_.begin(), energies_.end());
    result.highest = climbing_ > 0 ? climbing_ : static_cast<std::size_t>(top - energies_.begin());
    result.barrier = energies_[result.highest] - energies_.front();
    result.reverse_barrier = energies_[result.highest] - energies_.back();
    result.residual = climbing_ > 0 ? surface(climbing_).residual(true_forces_[climbing_ - 1]) : 0;
    result.band_residual = band_residual_;
    result.iterations = iterations_;
    result.evaluations = evaluations_;
    return result;
  }

 private:
  // Images at equal distances along the straight lines through the points.
  void lay_out(std::span<const std::vector<double>> points) {
    std::vector<double> reached{0};
    for (std::size_t p = 1; p < points.size(); ++p) {
      reached.push_back(reached.back() + norm(difference(points[p], points[p - 1])));
    }
    std::size_t p = 1;
    for (std::size_t k = 0; k < count_ + 2; ++k) {
      const double at = reached.back() * static_cast<double>(k) / static_cast<double>(count_ + 1);
      while (p + 1 < points.size() && reached[p] < at) ++p;
      const double length = reached[p] - reached[p - 1];
      path_.push_back(points[p - 1]);
      if (length > 0) add_scaled((at - reached[p - 1]) / length, difference(points[p], points[p - 1]), path_.back());
    }
    path_.back() = points.back();
  }

  [[nodiscard]] EnergySurface& surface(std::size_t image) const {
    return *surfaces_[surfaces_.size() == 1 ? 0 : image - 1];
  }

  NebStatus loop() {
    LbfgsMemory memory(memory_pairs, typical_inverse_curvature);
    Fire fire;
    bool rough = false;
    int calm = 0, patience = 40;  // iterations
    std::vector<std::vector<double>> best;
    double best_force = std::numeric_limits<double>::infinity();
    std::vector<double> direction(count_ * n_), before, change;
    if (!evaluate()) return NebStatus::diverged;
    for (;; ++iterations_) {
      report();
      if (converged()) return climbing_ > 0 ? NebStatus::converged : NebStatus::no_barrier;
      if (context_.stop_requested()) return NebStatus::stopped;
      if (iterations_ >= options_.max_iterations) return NebStatus::budget;
      if (choose_climber()) {  // other forces from here on: what was learnt of them is wrong
        memory.clear();
        project();
        best_force = std::numeric_limits<double>::infinity();
      }
      double force = largest_force();
      if (force < best_force) {
        best = path_;
        best_force = force;
      } else if ((!rough || climbing_ > 0) && force > runaway * std::max(best_force, options_.band_tolerance)) {
        // L-BFGS has no line search here, and an image with a wrong tangent climbs without end. Damped dynamics takes
        // the band on from its best state, and nothing climbs until the band is smoother.
        path_ = best;
        climbing_ = 0;
        climb_from_ *= 0.3;
        evaluate();
        force = largest_force();
        best_force = std::numeric_limits<double>::infinity();
        calm = patience;
        patience *= 2;
      }
      if (calm > 0 || force > (rough ? smooth_force : rough_force)) {
        calm = std::max(0, calm - 1);
        if (!rough) fire.restart();
        rough = true;
        fire.step(forces_, direction);
      } else {
        if (rough) memory.clear();
        rough = false;
        memory.apply(forces_, direction);
        if (!(dot(direction, forces_) > 0)) {
          memory.clear();
          memory.apply(forces_, direction);
        }
      }
      double largest = 0;
      for (std::size_t k = 0; k < count_; ++k) {
        largest = std::max(largest, surface(k + 1).largest_move(slice(direction, k)));
      }
      if (largest > options_.max_step) scale(options_.max_step / largest, direction);
      for (std::size_t k = 0; k < count_; ++k) add_scaled(1, slice(direction, k), path_[k + 1]);
      before = forces_;
      if (!evaluate()) return NebStatus::diverged;
      change = difference(forces_, before);
      if (!rough && !memory.add(direction, change)) memory.clear();
    }
  }

  [[nodiscard]] std::span<const double> slice(const std::vector<double>& all, std::size_t k) const {
    return std::span<const double>(all).subspan(k * n_, n_);
  }

  bool evaluate() {
    const auto images = [&](std::size_t first, std::size_t last) {
      for (std::size_t k = first; k < last; ++k) {
        energies_[k + 1] = surface(k + 1).energy_and_forces(path_[k + 1], true_forces_[k]);
        surface(k + 1).remove_translations(true_forces_[k]);
      }
    };
    if (surfaces_.size() == 1) {
      images(0, count_);
    } else {
      parallel_blocks(RunContext{.threads = context_.threads}, count_, 1, images);
    }
    evaluations_ += options_.images;
    project();
    return std::all_of(energies_.begin(), energies_.end(), [](double e) { return std::isfinite(e); });
  }

  // The tangent of the improved method at an image, unit length.
  [[nodiscard]] std::vector<double> tangent(std::size_t i, const std::vector<double>& ahead,
                                            const std::vector<double>& behind) const {
    const double up = energies_[i + 1] - energies_[i], down = energies_[i - 1] - energies_[i];
    std::vector<double> t;
    if (up > 0 && down < 0) {
      t = ahead;
    } else if (up < 0 && down > 0) {
      t = behind;
    } else {
      const double large = std::max(std::abs(up), std::abs(down)), small = std::min(std::abs(up), std::abs(down));
      const bool forward = energies_[i + 1] > energies_[i - 1];
      t = ahead;
      scale(forward ? large : small, t);
      add_scaled(forward ? small : large, behind, t);
    }
    double length = norm(t);
    if (!(length > 0)) {  // neighbours of equal energy
      t = ahead;
      add_scaled(1, behind, t);
      length = norm(t);
    }
    if (length > 0) scale(1 / length, t);
    return t;
  }

  // Forces of the band from the true forces.
  void project() {
    band_residual_ = 0;
    for (std::size_t i = 1; i <= count_; ++i) {
      const std::vector<double> ahead = difference(path_[i + 1], path_[i]), behind = difference(path_[i], path_[i - 1]);
      const std::vector<double> t = tangent(i, ahead, behind);
      const std::vector<double>& f = true_forces_[i - 1];
      const double along = dot(f, t);
      std::span<double> out = std::span(forces_).subspan((i - 1) * n_, n_);
      std::copy(f.begin(), f.end(), out.begin());
      if (i == climbing_) {
        add_scaled(-2 * along, t, out);
        continue;
      }
      add_scaled(-along, t, out);
      band_residual_ = std::max(band_residual_, surface(i).residual(out));
      add_scaled(options_.spring * (norm(ahead) - norm(behind)), t, out);
    }
  }

  [[nodiscard]] double largest_force() const {
    double largest = 0;
    for (std::size_t k = 0; k < count_; ++k) {
      largest = std::max(largest, surface(k + 1).residual(slice(forces_, k)));
    }
    return largest;
  }

  // The interior image that is the highest point of the path; 0 if the path has its highest point at an end.
  [[nodiscard]] std::size_t highest_inside() const {
    const auto top = static_cast<std::size_t>(std::max_element(energies_.begin(), energies_.end()) - energies_.begin());
    return top == 0 || top == count_ + 1 ? 0 : top;
  }

  // True if the climbing image is another one than before.
  bool choose_climber() {
    if (climbing_ == 0 && largest_force() > climb_from_) return false;
    const std::size_t top = highest_inside();
    if (top == climbing_) return false;
    climbing_ = top;
    return true;
  }

  [[nodiscard]] bool converged() const {
    if (band_residual_ > options_.band_tolerance) return false;
    if (climbing_ == 0) return highest_inside() == 0;
    return climbing_ == highest_inside() &&
           surface(climbing_).residual(true_forces_[climbing_ - 1]) <= options_.force_tolerance;
  }

  void report() const {
    if (context_.progress == nullptr) return;
    const double start = std::log(10.0), left = std::log(std::max(1.0, largest_force() / options_.force_tolerance));
    context_.report(
        "path", std::clamp(1 - left / (start * 3), 0.0, 0.999),
        fmt::format("iteration {}, barrier {:.4f} eV, force {:.3f} eV/Å", iterations_,
                    *std::max_element(energies_.begin(), energies_.end()) - energies_.front(), largest_force()));
  }

  std::span<EnergySurface* const> surfaces_;
  const NebOptions& options_;
  const RunContext& context_;
  std::size_t count_, n_;
  std::vector<std::vector<double>> path_, true_forces_;
  std::vector<double> energies_, forces_;
  std::size_t climbing_ = 0;
  double climb_from_;
  double band_residual_ = 0;
  std::int64_t iterations_ = 0, evaluations_ = 0;
};

}  // namespace

std::string_view to_string(NebStatus status) {
  switch (status) {
    case NebStatus::converged: return "converged";
    case NebStatus::no_barrier: return "no_barrier";
    case NebStatus::budget: return "budget";
    case NebStatus::diverged: return "diverged";
    case NebStatus::stopped: return "stopped";
  }
  return "unknown";
}

NebResult nudged_elastic_band(std::span<EnergySurface* const> surfaces, std::span<const std::vector<double>> points,
                              const NebOptions& options, const RunContext& context) {
  const std::string where = "nudged elastic band";
  if (options.images < 1) throw usage_error("images", fmt::format("{} is too few", options.images), ">= 1");
  if (surfaces.size() != 1 && surfaces.size() != static_cast<std::size_t>(options.images)) {
    throw usage_error(where, fmt::format("{} surfaces for {} images", surfaces.size(), options.images),
                      "one, or one for each image");
  }
  if (points.size() < 2) throw usage_error(where, fmt::format("{} points make no path", points.size()), ">= 2");
  for (const EnergySurface* surface : surfaces) {
    for (const std::vector<double>& point : points) {
      if (surface->dimension() == point.size()) continue;
      throw usage_error(
          where, fmt::format("a point of {} coordinates on a surface of {}", point.size(), surface->dimension()));
    }
  }
  return Band(surfaces, points, options, context).run();
}

}  // namespace glasscape
