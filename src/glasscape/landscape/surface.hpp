#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace glasscape {

/// A potential-energy surface over flat coordinates: what minimisers and saddle searches walk on.
///
/// The algorithms of this module know nothing of atoms, boxes or regions; whole systems, active regions, deformable
/// cells and analytic test functions are all surfaces. Not thread-safe; use one per thread.
class EnergySurface {
 public:
  virtual ~EnergySurface() = default;

  [[nodiscard]] virtual std::size_t dimension() const = 0;

  /// Energy [eV] returned, forces −dE/dx [eV/Å] written; both spans have dimension() entries. Counted.
  double energy_and_forces(std::span<const double> x, std::span<double> forces) {
    ++evaluations_;
    return evaluate(x, forces);
  }
  /// Calls of energy_and_forces since construction.
  [[nodiscard]] std::int64_t evaluations() const noexcept { return evaluations_; }

  /// Forgets all history (neighbour lists), so that what follows depends on its arguments only, to the last bit.
  virtual void reset() {}

  /// How far from stationary: the largest force on one atom (Euclidean norm), or on one coordinate where coordinates
  /// are not atoms [eV/Å].
  [[nodiscard]] virtual double residual(std::span<const double> forces) const;
  /// The largest displacement of one atom (or coordinate) in a step [Å].
  [[nodiscard]] virtual double largest_move(std::span<const double> step) const { return residual(step); }

  /// Projects out the uniform translations where the energy does not depend on them; otherwise does nothing.
  virtual void remove_translations(std::span<double>) const {}
  /// Number of directions that remove_translations() takes away.
  [[nodiscard]] virtual std::size_t translations() const { return 0; }

 protected:
  virtual double evaluate(std::span<const double> x, std::span<double> forces) = 0;

 private:
  std::int64_t evaluations_ = 0;
};

/// Largest Euclidean norm of consecutive triples; the size is a multiple of three.
double largest_triple(std::span<const double> v);

/// Subtracts the mean of consecutive triples from each.
void remove_mean_triple(std::span<double> v);

}  // namespace glasscape
