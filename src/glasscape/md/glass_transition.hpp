#pragma once

#include <span>
#include <string>

namespace glasscape {

/// A temperature interval [K].
struct TemperatureWindow {
  double low = 0, high = 0;
};

/// The kink of a cooling curve.
struct GlassTransition {
  double temperature;              ///< T_g [K]; NaN if it cannot be determined
  double uncertainty;              ///< one standard error [K]; NaN likewise
  double glass_slope, melt_slope;  ///< of the fitted quantity per K
  std::size_t glass_points = 0, melt_points = 0;
  std::string reason;  ///< why T_g is NaN; empty otherwise
};

/// Glass-transition temperature: where straight lines through the glass's and the melt's part of a cooling curve cross.
///
///   T_g = (a_m − a_g) / (b_g − b_m),   y = a + b·T by least squares within each window
///
/// Input    set temperatures T [K] and y: volume or energy per atom, in the order of time. The set temperature is the
///          abscissa, since the instantaneous one fluctuates together with y and would bias the slopes. (Subtracting
///          3·k_B·T from an energy moves both lines alike and leaves T_g as it is.)
/// Output   T_g, and its standard error by propagation from both fits; the variance of each fit is enlarged for the
///          correlation of successive residuals ρ₁ by (1 + ρ₁)/(1 − ρ₁)
/// NaN      fewer than 8 points in a window, points that cover less than half of it, or lines that are parallel within
///          three standard errors or cross outside the range from the lowest to the highest temperature
/// Exact    for noise-free data with one kink; unchanged when y is scaled or a line is added to it
/// Cost     O(points)
/// Source   the two-line construction of dilatometry; windows of methods section 8 as defaults of the verb quench
GlassTransition fit_glass_transition(std::span<const double> temperatures, std::span<const double> values,
                                     TemperatureWindow glass, TemperatureWindow melt);

}  // namespace glasscape
