#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace glasscape {

/// The last few steps and force changes of a path, and the approximate inverse Hessian they define.
///
/// Source: Nocedal, Math. Comp. 35, 773 (1980), doi:10.1090/S0025-5718-1980-0572855-7 (two-loop recursion).
class LbfgsMemory {
 public:
  /// `pairs` steps are kept; `initial` is the inverse curvature used until the first is known [Å²/eV].
  LbfgsMemory(std::size_t pairs, double initial) : limit_(pairs), initial_(initial) {}

  void clear() { steps_.clear(); }
  [[nodiscard]] bool empty() const noexcept { return steps_.empty(); }

  /// Adds a step s and the change of the forces along it (−y). Pairs without positive curvature are refused
  /// (returns false): they would make the inverse Hessian indefinite.
  bool add(std::span<const double> step, std::span<const double> force_change);

  /// direction = H·forces.
  void apply(std::span<const double> forces, std::span<double> direction) const;

 private:
  struct Pair {
    std::vector<double> s, y;
    double inverse_sy;
    double scale;  // s·y / y·y
  };
  std::size_t limit_;
  double initial_;
  std::vector<Pair> steps_;  // oldest first
  mutable std::vector<double> alpha_;
};

double dot(std::span<const double> a, std::span<const double> b);
/// y += a·x
void add_scaled(double a, std::span<const double> x, std::span<double> y);
double norm(std::span<const double> a);
void scale(double a, std::span<double> x);

}  // namespace glasscape
