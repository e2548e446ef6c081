#include "glasscape/mechanics/strained_surface.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "glasscape/landscape/system_surface.hpp"

namespace glasscape {

StrainedSurface::StrainedSurface(std::shared_ptr<const ForceField> force_field, Configuration start,
                                 std::vector<std::size_t> free, double pressure, int threads)
    : force_field_(std::move(force_field)),
      start_(std::move(start)),
      atoms_(start_.size()),
      free_(std::move(free)),
      pressure_(pressure),
      length_(std::cbrt(start_.box.volume() / static_cast<double>(atoms_))),
      scale_(std::sqrt(static_cast<double>(atoms_)) * length_),
      threads_(threads),
      base_(start_.box),
      positions_(atoms_),
      forces_(atoms_) {
  StrainedSurface::reset();
}

void StrainedSurface::reset() { evaluator_ = force_field_->evaluator(start_, EvaluatorOptions{.threads = threads_}); }

std::vector<double> StrainedSurface::coordinates(std::span<const Vec3> positions) const {
  std::vector<double> x = flatten(positions);
  x.resize(dimension(), 0.0);
  return x;
}

Mat3 StrainedSurface::stretch(std::span<const double> x) const {
  Mat3 l = Mat3::identity();
  for (std::size_t k = 0; k < free_.size(); ++k) l[free_[k]][free_[k]] += x[3 * atoms_ + k] / scale_;
  return l;
}

Box StrainedSurface::box(std::span<const double> x) const {
  if (free_.empty()) return base_;
  return Box(base_.cell() * stretch(x), base_.origin(), base_.periodic());
}

std::vector<Vec3> StrainedSurface::positions(std::span<const double> x) const {
  std::vector<Vec3> r = unflatten(x.first(3 * atoms_));
  if (free_.empty()) return r;
  const Mat3 l = stretch(x);
  const Vec3 o = base_.origin();
  for (Vec3& p : r) p = o + (p - o) * l;
  return r;
}

Evaluation StrainedSurface::evaluate_all(std::span<const double> x) {
  ++full_;
  return evaluator_->evaluate(box(x), positions(x));
}

double StrainedSurface::evaluate(std::span<const double> x, std::span<double> forces) {
  if (free_.empty()) {
    for (std::size_t i = 0; i < atoms_; ++i) positions_[i] = {x[3 * i], x[3 * i + 1], x[3 * i + 2]};
    const double energy = evaluator_->energy_and_forces(base_, positions_, forces_);
    for (std::size_t i = 0; i < atoms_; ++i) {
      for (std::size_t c = 0; c < 3; ++c) forces[3 * i + c] = forces_[i][c];
    }
    return energy;
  }
  const Mat3 l = stretch(x);
  for (const std::size_t a : free_) {
    if (l[a][a] > 0.2) continue;  // a collapsed cell is no configuration; the line search steps back
    std::fill(forces.begin(), forces.end(), 0.0);
    return std::numeric_limits<double>::infinity();
  }
  const Box current = box(x);
  const Evaluation e = evaluator_->evaluate(current, positions(x));
  for (std::size_t i = 0; i < atoms_; ++i) {
    const Vec3 g = e.forces[i] * l;
    for (std::size_t c = 0; c < 3; ++c) forces[3 * i + c] = g[c];
  }
  for (std::size_t k = 0; k < free_.size(); ++k) {
    const std::size_t a = free_[k];
    forces[3 * atoms_ + k] = (e.virial[a][a] - pressure_ * current.volume()) / (l[a][a] * scale_);
  }
  return e.energy + pressure_ * current.volume();
}

double StrainedSurface::residual(std::span<const double> forces) const {
  double largest = largest_triple(forces.first(3 * atoms_));
  // |σ + P|·(V/N)^{2/3}, so that one tolerance covers atoms and box.
  for (const double f : forces.subspan(3 * atoms_)) largest = std::max(largest, std::abs(f) * length_ / scale_);
  return largest;
}

double StrainedSurface::largest_move(std::span<const double> step) const {
  double largest = largest_triple(step.first(3 * atoms_));
  // As CellSurface: a stretch ε counts as a move of 5ε Å.
  for (const double c : step.subspan(3 * atoms_)) largest = std::max(largest, 5.0 * std::abs(c) / scale_);
  return largest;
}

void StrainedSurface::remove_translations(std::span<double> v) const { remove_mean_triple(v.first(3 * atoms_)); }

}  // namespace glasscape
