#pragma once

#include <span>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/scattering/harmonics/harmonic_table.hpp"

namespace glasscape {

struct TransformOptions {
  double max = 20;       ///< last abscissa of the result, Å or 1/Å
  double step = 0.02;    ///< of the result
  double input_min = 0;  ///< range of the table that is used
  double input_max = 0;  ///< 0: to its end
  std::string window = "none";
  double broadening = 0;  ///< of the window gaussian, in the unit of the result
  std::string low = "power";
  double core = 0;  ///< Å, no two atoms are closer; 0: not checked
};
const ParameterTable<TransformOptions>& transform_parameters();

/// What limits a transform and how well its data agree with what must hold.
struct TransformReport {
  double input_min = 0, input_max = 0;  ///< what the table determined
  double resolution = 0;                ///< full width at half maximum of a sharp feature, see window_resolution()
  double limit = 0;                     ///< largest abscissa that the spacing of the input determines, π/spacing
  double density_ratio = 0;  ///< ∫Q²(S−1)dQ over −2π²ρ₀, which should be 1; NaN unless S → g with l = 0
  struct Core {
    Harmonic harmonic;
    double rms = 0;   ///< of g_lm at r < core, where it should vanish
    double peak = 0;  ///< largest |g_lm| beyond
  };
  std::vector<Core> core;
};

struct TransformResult {
  HarmonicTable table;
  TransformReport report;
};

/// Spherical Bessel transform of all curves of a table, between S and g, either way.
///
///   S_lm(Q) − δ_l0 c = 4πρ₀ s_l ∫ [g_lm(r) − δ_l0 c] M(r) j_l(Qr) r² dr
///   g_lm(r) − δ_l0 c = s_l/(2π²ρ₀) ∫ [S_lm(Q) − δ_l0 c] M(Q) j_l(Qr) Q² dQ
///
/// s_l = (−1)^⌊l/2⌋: −1 for l = 2 both ways. For odd l, S_lm is imaginary and the table holds S_lm/i. c = 1 in the 4π
/// normalisation, √(4π) in the orthonormal one. M is the window.
///
/// Bins (bin_width > 0) are averages over shells: each is weighted with the exact integral of x² over its bin, and the
/// result is divided by sin(h)/h, h = y·width/2, which undoes the blurring by the bins up to terms of order
/// (width/x)². Points are summed by the trapezoidal rule.
///
/// Below the first point (or the first bin's edge): g is 0 (the core). S_lm is continued as x^l from its first value
/// where low = power (S_20 ~ Q², S_00 constant), and is left out where low = none.
///
/// Errors of the input are taken as independent of each other: σ²(y) = Σ_k (∂/∂f_k)² σ_k². Errors of the result are not
/// independent: transform_covariance() says how they go together.
///
/// Input    a table with its density; rows that are NaN at its beginning or end are left out
/// Options  max, step > 0; input_min, input_max; window none | lorch | hann | gaussian; broadening; low; core [Å]
/// Output   a table of points with the other quantity, the same curves, errors where the input has them
/// NaN      errors, where an error of the input is NaN
/// Errors   Error(input): no density, NaN in between, fewer than 3 rows; Error(usage): l > 8, options out of range, or
///          max beyond what the spacing of the input determines
/// Exact    the same on any number of threads
/// Cost     5 ns per pair of points, more for higher l; curves share sines: 2000 × 2000 in 0.02 s
/// Source   derived from the plane-wave expansion; in the form of paper 000, eq. (2), doi:10.1038/s41567-023-02243-9
TransformResult bessel_transform(const HarmonicTable& table, const TransformOptions& options,
                                 const RunContext& context = {});

/// Covariance of the transformed curve `harmonic` at the abscissae `at`, [i · at.size() + j], for independent errors of
/// the input; its diagonal is the square of the errors that bessel_transform() gives.
///
/// Errors   as bessel_transform(); Error(usage) for a curve that is missing or has no errors
/// Cost     O(at² · n)
std::vector<double> transform_covariance(const HarmonicTable& table, Harmonic harmonic, std::span<const double> at,
                                         const TransformOptions& options);

/// Standard error of Σ_i weights[i] f(at[i]) of the transformed curve f of `harmonic`, for independent errors of the
/// input: what transform_covariance() gives, without the matrix.
///
/// Errors   as bessel_transform(); Error(usage) for a curve that is missing or has no errors
/// Cost     O(at · n)
double transform_sum_error(const HarmonicTable& table, Harmonic harmonic, std::span<const double> at,
                           std::span<const double> weights, const TransformOptions& options);

/// Derived functions of l = 0 as text, CSV: G = 4πρ₀r(g − 1), T = 4πρ₀rg and RDF = 4πρ₀r²g, or F = Q(S − 1). The curves
/// of l > 0 follow as 4πρ₀r g_lm or Q S_lm.
std::string derived_csv(const HarmonicTable& table);

}  // namespace glasscape
