#include "glasscape/landscape/cell_surface.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/landscape/system_surface.hpp"

namespace glasscape {

CellSurface::CellSurface(const ForceField& force_field, const Configuration& configuration, CellFreedom freedom,
                         double pressure)
    : reference_box_(configuration.box),
      reference_(configuration.positions),
      components_{{0, 0}, {1, 1}, {2, 2}},
      pressure_(pressure),
      evaluator_(force_field.evaluator(configuration)) {
  const auto& periodic = configuration.box.periodic();
  if (!(periodic[0] && periodic[1] && periodic[2])) {
    throw usage_error("relax", "the box cannot relax in a direction that is not periodic", "three periodic directions",
                      "use --box fixed");
  }
  if (freedom == CellFreedom::all) components_.insert(components_.end(), {{1, 0}, {2, 0}, {2, 1}});
  const double atoms = static_cast<double>(reference_.size());
  length_ = std::cbrt(reference_box_.volume() / atoms);
  scale_ = std::sqrt(atoms) * length_;
}

Mat3 CellSurface::deformation(std::span<const double> x) const {
  Mat3 f = Mat3::identity();
  for (std::size_t k = 0; k < components_.size(); ++k) {
    const auto [a, b] = components_[k];
    f[a][b] += x[3 * reference_.size() + k] / scale_;
  }
  return f;
}

std::vector<double> CellSurface::initial() const {
  std::vector<double> x = flatten(reference_);
  x.resize(dimension(), 0.0);
  return x;
}

Box CellSurface::box(std::span<const double> x) const {
  return Box(reference_box_.cell() * deformation(x), reference_box_.origin(), reference_box_.periodic());
}

std::vector<Vec3> CellSurface::positions(std::span<const double> x) const {
  const Mat3 f = deformation(x);
  const Vec3 o = reference_box_.origin();
  std::vector<Vec3> r(reference_.size());
  for (std::size_t i = 0; i < r.size(); ++i) r[i] = o + (Vec3{x[3 * i], x[3 * i + 1], x[3 * i + 2]} - o) * f;
  return r;
}

double CellSurface::evaluate(std::span<const double> x, std::span<double> forces) {
  const Mat3 f = deformation(x);
  if (!(determinant(f) > 0.2)) {  // a collapsed cell is no configuration; the line search steps back
    std::fill(forces.begin(), forces.end(), 0.0);
    return std::numeric_limits<double>::infinity();
  }
  const Box current = box(x);
  const Evaluation e = evaluator_->evaluate(current, positions(x));
  // With r = o + (u − o)·F: dE/du = f·Fᵀ, and a strain ε = F⁻¹·dF changes the energy by −W:ε.
  const Mat3 transposed = transpose(f);
  for (std::size_t i = 0; i < reference_.size(); ++i) {
    const Vec3 g = e.forces[i] * transposed;
    forces[3 * i] = g.x;
    forces[3 * i + 1] = g.y;
    forces[3 * i + 2] = g.z;
  }
  const Mat3 work = e.virial - Mat3::identity() * (pressure_ * current.volume());
  const Mat3 cell_force = transpose(inverse(f)) * work;
  for (std::size_t k = 0; k < components_.size(); ++k) {
    const auto [a, b] = components_[k];
    forces[3 * reference_.size() + k] = cell_force[a][b] / scale_;
  }
  return e.energy + pressure_ * current.volume();
}

double CellSurface::residual(std::span<const double> forces) const {
  double largest = largest_triple(forces.first(3 * reference_.size()));
  // σ·(V/N)^{2/3} = (scaled cell force)/√N
  const double root = scale_ / length_;
  for (const double f : forces.subspan(3 * reference_.size())) largest = std::max(largest, std::abs(f) / root);
  return largest;
}

double CellSurface::largest_move(std::span<const double> step) const {
  double largest = largest_triple(step.first(3 * reference_.size()));
  // A strain ε counts as a move of 5ε Å: what it does to a neighbour at the edge of the second shell.
  for (const double c : step.subspan(3 * reference_.size())) largest = std::max(largest, 5.0 * std::abs(c) / scale_);
  return largest;
}

}  // namespace glasscape
