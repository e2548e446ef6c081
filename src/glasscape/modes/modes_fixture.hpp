#pragma once

// What the tests of normal modes share: the whole matrix from products, and small solids at a minimum.

#include <Eigen/Dense>
#include <algorithm>

#include "glasscape/core/rng.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/modes/hessian.hpp"

namespace glasscape::test {

/// The matrix in the order of the configuration, one product per column.
inline Eigen::MatrixXd dense(const Hessian& hessian, Isa isa = best_isa(), int threads = 1) {
  const BlockAlgebra algebra({.threads = threads}, isa);
  const std::size_t n = hessian.rows();
  Eigen::MatrixXd result(n, n);
  Block x(n), y(n);
  AlignedBuffer<double> scratch;
  const auto row = [&](std::size_t r) { return 3 * hessian.order()[r / 3] + r % 3; };
  for (std::size_t first = 0; first < n; first += Block::width) {
    algebra.fill(x, 0);
    const std::size_t count = std::min(Block::width, n - first);
    for (std::size_t v = 0; v < count; ++v) x.at(first + v, v) = 1;
    hessian.multiply(algebra, x, y, scratch);
    for (std::size_t r = 0; r < n; ++r) {
      for (std::size_t v = 0; v < count; ++v) result(row(r), row(first + v)) = y.at(r, v);
    }
  }
  return result;
}

/// −∂f/∂x by central differences of the evaluator's forces.
inline Eigen::MatrixXd differences(const Configuration& c, const ForceField& force_field, double h) {
  const auto evaluator = force_field.evaluator(c);
  const std::size_t n = c.size();
  Eigen::MatrixXd result(3 * n, 3 * n);
  std::vector<Vec3> forces[2] = {std::vector<Vec3>(n), std::vector<Vec3>(n)};
  for (std::size_t column = 0; column < 3 * n; ++column) {
    for (int side = 0; side < 2; ++side) {
      auto moved = c.positions;
      moved[column / 3][column % 3] += side == 0 ? -h : h;
      evaluator->energy_and_forces(c.box, moved, forces[side]);
    }
    for (std::size_t r = 0; r < 3 * n; ++r) {
      result(r, column) = (forces[0][r / 3][r % 3] - forces[1][r / 3][r % 3]) / (2 * h);
    }
  }
  return result;
}

/// Walks downhill with damped dynamics (FIRE) until the largest force is below the tolerance; returns that force.
inline double walk_downhill(Configuration& c, const ForceField& force_field, double tolerance) {
  const auto evaluator = force_field.evaluator(c);
  std::vector<Vec3> force(c.size()), velocity(c.size());
  double dt = 0.05, mix = 0.1, largest = 0;
  int uphill = 0;
  for (int step = 0; step < 20000; ++step) {
    evaluator->energy_and_forces(c.box, c.positions, force);
    double power = 0, f2 = 0, v2 = 0;
    largest = 0;
    for (std::size_t i = 0; i < c.size(); ++i) {
      power += dot(force[i], velocity[i]);
      f2 += norm2(force[i]);
      v2 += norm2(velocity[i]);
      largest = std::max(largest, norm(force[i]));
    }
    if (largest < tolerance) break;
    uphill = power > 0 ? uphill + 1 : 0;
    if (power <= 0) {
      dt = std::max(dt / 2, 1e-3);
      mix = 0.1;
    } else if (uphill > 5) {
      dt = std::min(1.1 * dt, 0.3);
      mix *= 0.99;
    }
    for (std::size_t i = 0; i < c.size(); ++i) {
      velocity[i] = power <= 0 ? Vec3{} : (1 - mix) * velocity[i] + mix * std::sqrt(v2 / f2) * force[i];
      velocity[i] += dt * force[i];
      Vec3 move = dt * velocity[i];
      if (norm(move) > 0.1) move *= 0.1 / norm(move);
      c.positions[i] += move;
    }
  }
  return largest;
}

inline constexpr double copper_edge = 3.63909;  // Å, fcc at zero pressure with the potential of 2009

/// n³ cells of fcc copper.
inline Configuration copper(int n) {
  Configuration c;
  const double a = copper_edge;
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  c.box = Box::orthorhombic(n * a, n * a, n * a);
  const Vec3 sites[4] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
  for (int k = 0; k < n * n * n; ++k) {
    for (const Vec3& site : sites) {
      c.positions.push_back(a * (Vec3{double(k / (n * n)), double(k / n % n), double(k % n)} + site));
      c.types.push_back(0);
      c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
    }
  }
  return c;
}

/// Copper with some zirconium, shaken and at a minimum: no symmetry is left.
inline Configuration disordered(int n, const ForceField& force_field, double share = 0.08) {
  Configuration c = copper(n);
  CounterRng rng(17, static_cast<std::uint64_t>(n));
  for (std::size_t i = 0; i < c.size(); ++i) {
    c.types[i] = rng.uniform() < share ? 1 : 0;
    c.positions[i] += 0.1 * Vec3{rng.normal(), rng.normal(), rng.normal()};
  }
  c.box = Box(1.01 * c.box.cell());
  for (Vec3& r : c.positions) r *= 1.01;
  walk_downhill(c, force_field, 1e-9);
  return c;
}

}  // namespace glasscape::test
