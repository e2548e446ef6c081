#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/surface.hpp"

namespace glasscape {

/// Which components of the cell may change.
enum class CellFreedom {
  lengths,  ///< the three edges along the cell's own axes of stretch; angles of a rectangular cell stay right
  all,      ///< lengths and angles: six components
};

/// The enthalpy E + P·V of a configuration as a function of its atoms and its cell.
///
/// Coordinates: u_i (3N), then the free components of a lower-triangular F (times a scale), with
///   r_i = o + (u_i − o)·F,   cell = cell_0·F,
/// o the box origin. A lower-triangular F leaves out rotations and keeps LAMMPS cells LAMMPS cells. The scale
/// √N·(V/N)^{1/3} gives cell and atoms curvatures of the same size, so that no preconditioner is needed.
///
/// residual(): the largest of the forces on atoms and of |σ_ab + P δ_ab|·(V/N)^{2/3} over the free components, so
/// that one tolerance [eV/Å] covers both (1e-6 eV/Å is about 3e-5 GPa at 16 Å³ per atom).
class CellSurface : public EnergySurface {
 public:
  /// `pressure` in eV/Å³, positive in compression. Throws Error(usage) unless all three directions are periodic.
  CellSurface(const ForceField& force_field, const Configuration& configuration, CellFreedom freedom, double pressure);

  [[nodiscard]] std::size_t dimension() const override { return 3 * reference_.size() + components_.size(); }
  [[nodiscard]] double residual(std::span<const double> forces) const override;
  [[nodiscard]] double largest_move(std::span<const double> step) const override;

  [[nodiscard]] std::vector<double> initial() const;
  [[nodiscard]] Box box(std::span<const double> x) const;
  [[nodiscard]] std::vector<Vec3> positions(std::span<const double> x) const;

 protected:
  double evaluate(std::span<const double> x, std::span<double> forces) override;

 private:
  [[nodiscard]] Mat3 deformation(std::span<const double> x) const;

  Box reference_box_;
  std::vector<Vec3> reference_;
  std::vector<std::array<std::size_t, 2>> components_;
  double pressure_, scale_, length_;
  std::unique_ptr<Evaluator> evaluator_;
};

}  // namespace glasscape
