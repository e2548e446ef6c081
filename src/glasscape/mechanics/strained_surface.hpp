#pragma once

#include <memory>
#include <span>
#include <vector>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/surface.hpp"

namespace glasscape {

/// The energy of all atoms in a box that somebody else strains between minimisations; some of the box's lengths may
/// relax to a pressure meanwhile.
///
/// Coordinates: u_i (3N) [Å], then one scaled stretch per free direction, with r_i = o + (u_i − o)·L and
/// cell = cell_0·L, L = diag(1 + stretch); cell_0 is what strain_to() was given. The neighbour list survives a change
/// of the box: small steps of strain rebuild it rarely.
class StrainedSurface : public EnergySurface {
 public:
  /// `free`: Cartesian directions whose length relaxes to `pressure` [eV/Å³, positive in compression].
  StrainedSurface(std::shared_ptr<const ForceField> force_field, Configuration start, std::vector<std::size_t> free,
                  double pressure, int threads);

  /// Sets cell_0; stretches count from there.
  void strain_to(const Box& box) { base_ = box; }
  /// Coordinates for these positions in cell_0, without stretch.
  [[nodiscard]] std::vector<double> coordinates(std::span<const Vec3> positions) const;
  /// L, the stretches as a diagonal matrix.
  [[nodiscard]] Mat3 stretch(std::span<const double> x) const;
  [[nodiscard]] Box box(std::span<const double> x) const;
  [[nodiscard]] std::vector<Vec3> positions(std::span<const double> x) const;
  /// Energy, forces and virial at x, counted as an evaluation of the surface is.
  Evaluation evaluate_all(std::span<const double> x);
  [[nodiscard]] std::int64_t all_evaluations() const { return evaluations() + full_; }

  [[nodiscard]] std::size_t dimension() const override { return 3 * atoms_ + free_.size(); }
  void reset() override;
  [[nodiscard]] double residual(std::span<const double> forces) const override;
  [[nodiscard]] double largest_move(std::span<const double> step) const override;
  void remove_translations(std::span<double> v) const override;
  [[nodiscard]] std::size_t translations() const override { return 3; }

 protected:
  double evaluate(std::span<const double> x, std::span<double> forces) override;

 private:
  std::shared_ptr<const ForceField> force_field_;
  Configuration start_;
  std::size_t atoms_;
  std::vector<std::size_t> free_;
  double pressure_, length_, scale_;
  int threads_;
  Box base_;
  std::vector<Vec3> positions_, forces_;
  std::unique_ptr<Evaluator> evaluator_;
  std::int64_t full_ = 0;
};

}  // namespace glasscape
