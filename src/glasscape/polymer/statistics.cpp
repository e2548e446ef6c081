#include "glasscape/polymer/statistics.hpp"

#include <cmath>
#include <limits>

#include "glasscape/statistics/moments.hpp"

namespace glasscape {

MeanError mean_error(const std::vector<double>& values) {
  const Moments m = moments(values);
  return {m.mean, m.standard_error()};
}

MeanError grouped_mean(const std::vector<double>& sums, const std::vector<double>& members) {
  const double undefined = std::numeric_limits<double>::quiet_NaN();
  double sum = 0, count = 0;
  for (std::size_t m = 0; m < sums.size(); ++m) {
    sum += sums[m];
    count += members[m];
  }
  if (!(count > 0)) return {undefined, undefined};
  const double mean = sum / count, groups = static_cast<double>(sums.size());
  double squares = 0;
  for (std::size_t m = 0; m < sums.size(); ++m) squares += std::pow(sums[m] - mean * members[m], 2);
  return {mean, groups > 1 ? std::sqrt(groups / (groups - 1) * squares) / count : undefined};
}

}  // namespace glasscape
