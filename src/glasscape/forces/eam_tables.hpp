#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "glasscape/forces/eam_file.hpp"
#include "glasscape/forces/interaction.hpp"

namespace glasscape {

namespace kernel {
class PackedTables;
}

/// A table on a uniform grid from 0, interpolated piecewise by cubics exactly as LAMMPS's pair_style eam
/// does: slopes at the nodes from 5-point differences (fewer at the ends), Hermite cubics between them.
///
/// Beyond the last node the value there is kept and the slope is the last node's (LAMMPS clamps p to 1).
class CubicTable {
 public:
  /// Throws std::invalid_argument below 5 values.
  CubicTable(std::span<const double> values, double step);

  /// On [node k, node k+1], with p in [0, 1]: ((c[0]·p + c[1])·p + c[2])·p + c[3].
  [[nodiscard]] const std::array<double, 4>& coefficients(std::size_t interval) const { return cubic_[interval]; }
  [[nodiscard]] std::size_t intervals() const noexcept { return cubic_.size(); }
  [[nodiscard]] double step() const noexcept { return step_; }
  /// Any x: below 0 the first cubic is continued, as LAMMPS does for negative densities.
  [[nodiscard]] ValueSlope at(double x) const {
    const double t = x * inverse_step_;
    const double last = static_cast<double>(cubic_.size() - 1);
    const double node = t < 1 ? 0 : t < last ? static_cast<double>(static_cast<std::size_t>(t)) : last;
    const double p = t - node < 1 ? t - node : 1;
    const auto& c = cubic_[static_cast<std::size_t>(node)];
    return {((c[0] * p + c[1]) * p + c[2]) * p + c[3], ((3 * c[0] * p + 2 * c[1]) * p + c[2]) * inverse_step_};
  }
  /// The derivative of at(x).slope: linear between nodes, where it jumps; 0 where the slope is held.
  [[nodiscard]] double curvature(double x) const {
    const double t = x * inverse_step_;
    const double last = static_cast<double>(cubic_.size() - 1);
    const double node = t < 1 ? 0 : t < last ? static_cast<double>(static_cast<std::size_t>(t)) : last;
    const auto& c = cubic_[static_cast<std::size_t>(node)];
    return t - node < 1 ? (6 * c[0] * (t - node) + 2 * c[1]) * inverse_step_ * inverse_step_ : 0;
  }

 private:
  double step_, inverse_step_;
  std::vector<std::array<double, 4>> cubic_;
};

/// The tables of an embedded-atom potential for the species of one configuration, in the order of its types.
///
/// Source: Daw & Baskes, PRB 29, 6443 (1984), doi:10.1103/PhysRevB.29.6443; Finnis & Sinclair, Phil. Mag. A
/// 50, 45 (1984), doi:10.1080/01418618408244210; interpolation and mixing as documented for LAMMPS pair_style
/// eam.
class EamTables : public Interaction {
 public:
  /// `files`: one setfl or eam.fs file, or one funcfl file per element. Funcfl tables are resampled onto the
  /// coarsest common grid of those that are used and mixed as LAMMPS does. Throws Error(input) if a species
  /// is in none of them.
  EamTables(std::span<const EamFile> files, std::span<const std::string> species);

  [[nodiscard]] double cutoff() const override { return cutoff_; }
  [[nodiscard]] bool has_embedding() const override { return true; }
  [[nodiscard]] ValueSlope pair(std::size_t a, std::size_t b, double r) const override;
  [[nodiscard]] ValueSlope density(std::size_t source, std::size_t at, double r) const override {
    return density_table(source, at).at(r);
  }
  [[nodiscard]] ValueSlope embedding(std::size_t type, double rho) const override;
  [[nodiscard]] double pair_curvature(std::size_t a, std::size_t b, double r) const override;
  [[nodiscard]] double density_curvature(std::size_t source, std::size_t at, double r) const override {
    return density_table(source, at).curvature(r);
  }
  [[nodiscard]] double embedding_curvature(std::size_t type, double rho) const override {
    return embedding_[type].curvature(rho);
  }

  [[nodiscard]] std::size_t species() const noexcept { return embedding_.size(); }
  /// Beyond it F continues linearly.
  [[nodiscard]] double largest_density() const noexcept { return largest_density_; }
  [[nodiscard]] const CubicTable& embedding_table(std::size_t type) const { return embedding_[type]; }
  [[nodiscard]] const CubicTable& density_table(std::size_t source, std::size_t at) const {
    return density_[density_index_[source * species() + at]];
  }
  /// The same cubics as the fast kernel wants them; made once, when first asked for.
  [[nodiscard]] std::shared_ptr<const kernel::PackedTables> packed() const;
  /// r·φ(r).
  [[nodiscard]] const CubicTable& r_phi_table(std::size_t a, std::size_t b) const { return r_phi_[pair_index(a, b)]; }

 private:
  static std::size_t pair_index(std::size_t a, std::size_t b) {
    return a >= b ? a * (a + 1) / 2 + b : b * (b + 1) / 2 + a;
  }
  void take_setfl(const EamFile& file, std::span<const std::string> species);
  void mix_funcfl(std::span<const EamFile> files, std::span<const std::string> species);

  double cutoff_ = 0, largest_density_ = 0;
  std::vector<CubicTable> embedding_, density_, r_phi_;
  std::vector<std::size_t> density_index_;
  mutable std::once_flag packed_once_;
  mutable std::shared_ptr<const kernel::PackedTables> packed_;
};

}  // namespace glasscape
