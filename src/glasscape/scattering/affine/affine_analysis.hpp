#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "glasscape/core/parameters.hpp"
#include "glasscape/scattering/affine/critical_radius.hpp"
#include "glasscape/scattering/affine/phase.hpp"
#include "glasscape/scattering/harmonics/harmonic_table.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {

struct AffineOptions {
  std::string loading = "uniaxial";  ///< uniaxial: g_20; shear: g_2−2
  double poisson = 0.4;
  double r_fit = 11;           ///< Å
  double r_end = 0;            ///< Å; 0: where the table ends
  double fit_smoothing = 0.2;  ///< Å
  double smoothing = 0.05;     ///< Å
  double level = 0.95;
  double rc_threshold = 2;
  double rc_tolerance = 0.1;
  double rc_window = 1.2;  ///< Å
  double minimum_g = 0.05;
  double phase_min = 0;  ///< Å; 0: where g first exceeds 0.5
  double phase_max = 0;  ///< Å; 0: r_fit
};
const ParameterTable<AffineOptions>& affine_parameters();

/// The straight line g_20 = α r dg/dr through the origin.
struct AffineFit {
  Measured alpha;           ///< positive in compression, as paper 000 has it
  Interval alpha_interval;  ///< Student's t with the effective number of points
  Measured strain;          ///< positive in tension: ε = −α/c
  Interval strain_interval;
  /// Of α from the errors of the data: those of the table as if they were independent (NaN without errors), or what
  /// `error_of_sum` says.
  double error_from_columns = 0;
  double error_from_residuals = 0;  ///< of α; the larger of the two is used
  double effective_points = 0;      ///< points over 2τ
  double r_min = 0, r_max = 0;      ///< Å, range of the fit
};

/// What a table of g_lm says about affine and non-affine deformation. Curves are at `r`, in the 4π normalisation.
struct AffineAnalysis {
  Harmonic harmonic;  ///< (2, 0) or (2, −2)
  double poisson = 0;
  double factor = 0;              ///< c: g_lm = −ε c r dg/dr
  std::vector<double> r;          ///< Å
  std::vector<double> value;      ///< g_20 (less the reference), as given
  std::vector<double> error;      ///< as given; without errors from the scatter in the range of the fit, as 1/r
  std::vector<double> smooth;     ///< g_20 smoothed, to be compared with `affine`
  std::vector<double> isotropic;  ///< g smoothed
  std::vector<double> r_slope;    ///< r dg/dr, smoothed
  std::vector<double> affine;     ///< first order
  std::vector<double> affine_second;
  std::vector<double> affine_fourth;  ///< g_40 to second order
  std::vector<double> non_affine;     ///< smooth − affine
  std::vector<double> strain;         ///< ε(r), first order; NaN where g is small
  std::vector<double> strain_error;
  std::vector<double> strain_second;  ///< second order; empty for shear
  AffineFit fit;
  CriticalRadius critical;
  PhaseMeasure phase;
  double phase_min = 0, phase_max = 0;  ///< Å
};

/// Standard error of Σ weights[k] g_20(r_k) over the rows of a table, 4π normalisation, for whom the errors of the rows
/// and their correlation are known: those of a transformed curve are correlated over the resolution.
using SumError = std::function<double(std::span<const double> weights)>;

/// Affine analysis of g_20 (uniaxial) or g_2−2 (simple shear) after paper 000.
///
///   α: least squares of g_20 against r dg/dr over r_fit ≤ r ≤ r_end, through the origin
///   ε_aff = −α/c, c = 2(1+ν)/(3√5) (uniaxial), 1/√15 (shear): strains here are positive in tension, 000's in
///   compression
///
/// Both sides are smoothed with the same Gaussian: the smoothed r dg/dr is r ḡ′ + σ²ḡ″ exactly, so that smoothing
/// loses no slope, while it keeps the noise of a numerical derivative from lowering α. Weights are 1/σ² with the
/// table's errors (averaged over 1 Å, since those of few frames scatter), r² without. The error of α counts the
/// correlation of what is left along r (2τ, see functional_error()); where the table's errors, taken as
/// independent, give more, they are used.
///
/// r_c: critical_radius(); ε(r): radial_strain(), whose errors take the noise from the range of the fit, its
/// correlation included; phases: phase_measure() between phase_min and phase_max.
///
/// An undeformed sample of finite size has a g_20 of its own: give the state before deformation as `reference`, its
/// coefficient is subtracted (errors add in quadrature), or average many samples.
///
/// Input    g_00 and g_20 (g_2−2) on an even grid, of bins or points, of the deformed state; `reference` on the same
/// grid Errors   Error(input): a curve is missing, not even, not finite, g_00 does not go to 1 (a difference table), or
/// fewer
///          than 16 points to fit; Error(usage): options out of range
/// Cost     milliseconds
/// Source   paper 000, eq. (3), doi:10.1038/s41567-023-02243-9; r_c and phases are our definitions
AffineAnalysis affine_analysis(const HarmonicTable& g, const AffineOptions& options,
                               const HarmonicTable* reference = nullptr, const SumError& error_of_sum = {});

/// Columns r, g_0_0, g_2_0, error and so on, one line for each r.
std::string to_csv(const AffineAnalysis& analysis);

/// Fit, critical radius and phases; what is not defined is null.
nlohmann::json summary(const AffineAnalysis& analysis);

}  // namespace glasscape
