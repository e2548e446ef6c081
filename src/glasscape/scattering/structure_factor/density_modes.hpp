#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Fourier modes of the density of each species, ρ_a(Q) = Σ_{j∈a} exp(iQ·r_j), for the Q vectors of a periodic box.
///
/// Atoms are spread over a grid 1.5 times as fine as the largest Q needs, each over 8³ points with a Kaiser–Bessel
/// window; a fast Fourier transform in single precision follows, and the window's own transform is divided out. The
/// error is that of the window's ends and of the neighbouring zones, below 1e-5 of the root of the number of atoms.
///
/// Memory 4 bytes for each point of the grid and species: about (1.5·Q·L/π)³ points for a box of edge L.
class DensityModes {
 public:
  /// Throws Error(input) for open boxes, Error(usage) for qmax ≤ 0 or a grid of more than `memory_limit` bytes.
  DensityModes(const ConfigurationView& view, double qmax, const RunContext& context = {},
               double memory_limit = 1.2e10);

  /// Largest index along each reciprocal vector that |Q| ≤ qmax needs.
  [[nodiscard]] const std::array<int, 3>& reach() const noexcept { return reach_; }
  /// Q = 2π H⁻¹·(h, k, l) [1/Å].
  [[nodiscard]] Vec3 vector(int h, int k, int l) const;
  /// ρ_a at these indices, 0 ≤ l, |h|, |k|, l within reach(); accurate for |Q| ≤ qmax.
  [[nodiscard]] std::complex<double> mode(std::size_t species, int h, int k, int l) const;

 private:
  Mat3 reciprocal_;  // 2π H⁻¹
  std::array<int, 3> reach_{}, grid_{};
  std::array<std::vector<double>, 3> window_;            // 1/transform of the window, by index from 0
  std::vector<std::vector<std::complex<float>>> modes_;  // [(h·n₁ + k)·(n₂/2 + 1) + l]
};

}  // namespace glasscape
