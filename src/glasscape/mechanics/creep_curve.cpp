#include "glasscape/mechanics/creep_curve.hpp"

#include <algorithm>
#include <cmath>

#include "glasscape/statistics/serial.hpp"

namespace glasscape {
namespace {

// Samples from the share `from` of the time to the share `to`.
CreepPart share(const CreepPart& part, double from, double to) {
  if (part.time.empty()) return {};
  const double begin = part.time.front(), length = part.time.back() - begin;
  const double rounding = 1e-9 * length;
  const auto first =
      std::lower_bound(part.time.begin(), part.time.end(), begin + from * length - rounding) - part.time.begin();
  const auto last =
      std::upper_bound(part.time.begin(), part.time.end(), begin + to * length + rounding) - part.time.begin();
  const auto a = static_cast<std::size_t>(first), n = static_cast<std::size_t>(last - first);
  return {part.time.subspan(a, n), part.strain.subspan(a, n)};
}

Measured mean(const CreepPart& part) {
  const SerialMean m = serial_mean(part.strain);
  return {m.mean, m.error};
}

}  // namespace

CreepSummary analyse_creep(const CreepPart& hold, const CreepPart& recovery, double fit_from) {
  CreepSummary result;
  result.loading_strain = mean(share(hold, 0, 0.05));
  result.final_strain = mean(share(hold, 0.95, 1));
  const CreepPart late = share(hold, fit_from, 1);
  const SerialLine line = serial_line(late.time, late.strain);
  result.rate = {line.slope, line.slope_error};
  if (recovery.time.empty()) return result;
  result.residual_strain = mean(share(recovery, 0.5, 1));
  result.recovered_strain = {result.final_strain.value - result.residual_strain.value,
                             std::hypot(result.final_strain.error, result.residual_strain.error)};
  return result;
}

}  // namespace glasscape
