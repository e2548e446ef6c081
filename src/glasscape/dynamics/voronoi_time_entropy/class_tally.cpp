#include "glasscape/dynamics/voronoi_time_entropy/class_tally.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace glasscape {
namespace {

using Visits = std::vector<std::pair<ClassTally::Class, std::uint32_t>>;

double total(const Visits& visits) {
  double sum = 0;
  for (const auto& [visited, count] : visits) sum += count;
  return sum;
}

}  // namespace

void ClassTally::add(std::size_t atom, const Class& visited) {
  Visits& visits = visits_[atom];
  const auto hit = std::find_if(visits.begin(), visits.end(), [&](const auto& v) { return v.first == visited; });
  if (hit != visits.end()) {
    ++hit->second;
  } else {
    visits.emplace_back(visited, 1U);
  }
}

double ClassTally::entropy(std::size_t atom) const {
  const Visits& visits = visits_[atom];
  if (visits.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double samples = total(visits);
  double sum = 0;
  for (const auto& [visited, count] : visits) {
    const double p = count / samples;
    sum -= p * std::log(p);
  }
  return sum + 0.0;  // never −0
}

double ClassTally::largest_share(std::size_t atom) const {
  const Visits& visits = visits_[atom];
  if (visits.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::uint32_t most = 0;
  for (const auto& [visited, count] : visits) most = std::max(most, count);
  return most / total(visits);
}

}  // namespace glasscape
