#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "glasscape/landscape/surface.hpp"

namespace glasscape::testing {

/// E = a (x² − 1)² + b x + Σ ½ k_i (y_i − c_i x²)²: a double well whose other directions are quadratic and follow a
/// curved path. Stationary points: y_i = c_i x², 4 a x (x² − 1) + b = 0. At b = 0 the saddle is x = 0, y = 0 with
/// E = a and λ = −4a, the minima are x = ±1, y_i = c_i.
class DoubleWell : public EnergySurface {
 public:
  DoubleWell(std::size_t quadratic, double height, double tilt = 0) : a_(height), b_(tilt) {
    for (std::size_t i = 0; i < quadratic; ++i) {
      stiffness_.push_back(1.0 + 9.0 * static_cast<double>(i % 17) / 16.0);
      bend_.push_back(std::sin(1.0 + static_cast<double>(i)) / std::sqrt(static_cast<double>(quadratic)));
    }
  }
  [[nodiscard]] std::size_t dimension() const override { return 1 + stiffness_.size(); }
  [[nodiscard]] std::vector<double> on_path(double x) const {
    std::vector<double> r{x};
    for (const double c : bend_) r.push_back(c * x * x);
    return r;
  }

 protected:
  double evaluate(std::span<const double> r, std::span<double> f) override {
    const double x = r[0];
    double energy = a_ * (x * x - 1) * (x * x - 1) + b_ * x;
    f[0] = -4 * a_ * x * (x * x - 1) - b_;
    for (std::size_t i = 0; i < stiffness_.size(); ++i) {
      const double d = r[i + 1] - bend_[i] * x * x;
      energy += 0.5 * stiffness_[i] * d * d;
      f[i + 1] = -stiffness_[i] * d;
      f[0] += 2 * stiffness_[i] * d * bend_[i] * x;
    }
    return energy;
  }

 private:
  double a_, b_;
  std::vector<double> stiffness_, bend_;
};

/// Müller & Brown, Theor. Chim. Acta 53, 75 (1979), doi:10.1007/BF00547608. Minima near (−0.558, 1.442),
/// (0.623, 0.028) and (−0.050, 0.467); saddles near (−0.822, 0.624) and (0.212, 0.293).
class MullerBrown : public EnergySurface {
 public:
  /// Energies are multiplied by `scale`, which makes forces and curvatures those of a solid.
  explicit MullerBrown(double scale = 1) : scale_(scale) {}
  [[nodiscard]] std::size_t dimension() const override { return 2; }

 protected:
  double evaluate(std::span<const double> r, std::span<double> f) override {
    static constexpr std::array<double, 4> A{-200, -100, -170, 15}, a{-1, -1, -6.5, 0.7}, b{0, 0, 11, 0.6},
        c{-10, -10, -6.5, 0.7}, x0{1, 0, -0.5, -1}, y0{0, 0.5, 1.5, 1};
    double energy = 0;
    f[0] = f[1] = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const double dx = r[0] - x0[k], dy = r[1] - y0[k];
      const double e = scale_ * A[k] * std::exp(a[k] * dx * dx + b[k] * dx * dy + c[k] * dy * dy);
      energy += e;
      f[0] -= e * (2 * a[k] * dx + b[k] * dy);
      f[1] -= e * (b[k] * dx + 2 * c[k] * dy);
    }
    return energy;
  }

 private:
  double scale_;
};

/// ½ Σ k_i x_i², to which Lanczos and minimisers have exact answers.
class Quadratic : public EnergySurface {
 public:
  explicit Quadratic(std::vector<double> stiffness) : stiffness_(std::move(stiffness)) {}
  [[nodiscard]] std::size_t dimension() const override { return stiffness_.size(); }

 protected:
  double evaluate(std::span<const double> r, std::span<double> f) override {
    double energy = 0;
    for (std::size_t i = 0; i < r.size(); ++i) {
      energy += 0.5 * stiffness_[i] * r[i] * r[i];
      f[i] = -stiffness_[i] * r[i];
    }
    return energy;
  }

 private:
  std::vector<double> stiffness_;
};

}  // namespace glasscape::testing
