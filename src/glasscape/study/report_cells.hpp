#pragma once

#include <array>
#include <span>
#include <vector>

#include "glasscape/study/page.hpp"

namespace glasscape::report {

/// Values about zero at places (x, y) as coloured cells: nine steps of the map vik from −largest to largest, one series
/// each. Values that are not finite are left out.
std::vector<page::Series> diverging_cells(std::span<const double> x, std::span<const double> y,
                                          std::span<const double> value, double largest, std::array<double, 2> cell);

/// The larger of the 1 % quantiles on either side; 0 without values.
double largest_of(std::span<const double> value);

}  // namespace glasscape::report
