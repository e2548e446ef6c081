#pragma once

#include <limits>

namespace glasscape {

/// A number with its standard error; NaN where it is not determined.
struct Measured {
  double value = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace glasscape
