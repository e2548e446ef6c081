#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/scattering/form_factors/averages.hpp"
#include "glasscape/scattering/harmonics/harmonic_table.hpp"

namespace glasscape {

struct StructureFactorOptions {
  double qmax = 12;  ///< 1/Å
  double dq = 0.05;  ///< 1/Å, largest width of a shell
  int lmax = 4;
  Mat3 frame = Mat3::identity();               ///< frame_of_axis
  std::vector<PairWeighting> weightings = {};  ///< further totals
  double energy = 100;                         ///< keV, of X-rays
};

/// Structure factor of periodic configurations, straight from the positions, expanded in real spherical harmonics.
///
///   S_ab(Q vector) = 1 + [ρ_b(Q) ρ_a*(Q)/N − c_a δ_ab]/(c_a c_b),   ρ_a = Σ_{j∈a} exp(iQ·r_j)
///   S = Σ_ab w_ab(Q) S_ab;  for the total w_ab = c_a c_b, so that S = |Σ_j exp(iQ·r_j)|²/N
///   S_ab(Q vector) = Σ_lm S_lm(Q) y_lm(Q̂) in shells of |Q|
///
/// The coefficients of a shell are the least squares fit to all Q vectors of the box in it: shells of few vectors do
/// not spread evenly over directions, and plain averages of S y_lm would carry S_00 into other l. Even l describe the
/// real part. Odd l describe the imaginary part, which only pairs of unlike species have; as in bessel_transform(),
/// tables hold S_lm/i for them. Weights depend on Q where the weighting does (X-rays): they are exact here.
///
/// Input    configurations that are periodic in all directions, with the same species
/// Options  qmax, dq [1/Å]; lmax from 0 to 8, frame as for g_lm
/// Output   HarmonicTable of total, pairs of species, weightings, in this order; 4π normalisation
/// Errors   Standard errors from the scatter of the vectors of a shell about the fit (about S itself, as the intensity
///          of single speckles scatters); frames of one sample count as one. Error(input): open boxes, other species;
///          Error(usage): options out of range, a grid beyond 12 GB
/// NaN      shells without vectors; l > 0 where the vectors of a shell do not determine the coefficients, with S_00 the
///          plain mean there; pairs of a species without atoms
/// Exact    amplitudes to 1e-5·√N (DensityModes); the same on any number of threads
/// Cost     a fast Fourier transform of about (1.5·qmax·L/π)³ points per species, and lmax⁴ per Q vector
class StructureFactor {
 public:
  explicit StructureFactor(const StructureFactorOptions& options);
  /// A frame. `sample` counts samples: frames of one sample share its number.
  void add(const Configuration& frame, std::size_t sample, const RunContext& context = {});
  [[nodiscard]] std::vector<HarmonicTable> tables() const;

 private:
  struct Output {
    std::string label, kind;
    std::size_t a = 0, b = 0;  // of a pair of species
    int weighting = -1;        // or place in weightings_
  };
  // Sums of one frame, or over all: of shells, and of shells of outputs.
  struct Sums {
    std::vector<double> vectors, gram_even, gram_odd;                    // [shell · ...]
    std::vector<double> right_even, right_odd, square_even, square_odd;  // [(output · shells + shell) · ...]
    void operator+=(const Sums& other);
  };
  void name_outputs(const Configuration& frame);
  [[nodiscard]] Sums no_sums() const;

  StructureFactorOptions options_;
  double width_;
  std::size_t bins_, frames_ = 0, samples_ = 0, last_sample_ = 0;
  std::vector<Harmonic> even_, odd_;
  std::vector<std::string> species_;
  std::vector<PairWeighting> weightings_;
  std::vector<Output> outputs_;
  double density_ = 0;
  Sums sums_;
};

}  // namespace glasscape
