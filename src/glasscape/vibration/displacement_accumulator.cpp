#include "glasscape/vibration/displacement_accumulator.hpp"

#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"

namespace glasscape {

DisplacementAccumulator::DisplacementAccumulator(std::vector<Vec3> reference, std::vector<double> masses)
    : reference_(std::move(reference)),
      masses_(std::move(masses)),
      mean_(reference_.size()),
      scatter_(reference_.size()),
      mixed_(reference_.size()) {
  if (reference_.empty() || masses_.size() != reference_.size()) {
    throw usage_error("displacements",
                      fmt::format("{} reference positions and {} masses", reference_.size(), masses_.size()),
                      "one mass for each of at least one atom");
  }
  for (const double mass : masses_) {
    if (!(mass > 0)) throw usage_error("displacements", fmt::format("a mass of {:g}", mass), "> 0");
    total_mass_ += mass;
  }
}

void DisplacementAccumulator::add(std::span<const Vec3> positions) {
  if (positions.size() != reference_.size()) {
    throw usage_error("displacements", fmt::format("a sample of {} atoms", positions.size()),
                      fmt::format("{} atoms, as in the reference", reference_.size()));
  }
  Vec3 drift;
  for (std::size_t i = 0; i < positions.size(); ++i) drift += masses_[i] * (positions[i] - reference_[i]);
  drift *= 1 / total_mass_;
  ++samples_;
  const double weight = 1.0 / static_cast<double>(samples_);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const Vec3 u = positions[i] - reference_[i] - drift;
    const Vec3 before = u - mean_[i];
    mean_[i] += weight * before;
    const Vec3 after = u - mean_[i];
    scatter_[i] += Vec3{before.x * after.x, before.y * after.y, before.z * after.z};
    mixed_[i] += Vec3{before.x * after.y, before.x * after.z, before.y * after.z};
  }
}

std::vector<Vec3> DisplacementAccumulator::mean_square(DisplacementOrigin origin) const {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (samples_ == 0) return std::vector<Vec3>(reference_.size(), Vec3{nan, nan, nan});
  std::vector<Vec3> result(reference_.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = (1.0 / static_cast<double>(samples_)) * scatter_[i];
    const Vec3& m = mean_[i];
    if (origin == DisplacementOrigin::reference) result[i] += Vec3{m.x * m.x, m.y * m.y, m.z * m.z};
  }
  return result;
}

std::vector<Mat3> DisplacementAccumulator::covariance(DisplacementOrigin origin) const {
  const std::vector<Vec3> diagonal = mean_square(origin);
  std::vector<Mat3> result(diagonal.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    Vec3 m = (1.0 / static_cast<double>(samples_)) * mixed_[i];
    if (origin == DisplacementOrigin::reference) {
      m += Vec3{mean_[i].x * mean_[i].y, mean_[i].x * mean_[i].z, mean_[i].y * mean_[i].z};
    }
    const Vec3& d = diagonal[i];
    result[i] = {{Vec3{d.x, m.x, m.y}, Vec3{m.x, d.y, m.z}, Vec3{m.y, m.z, d.z}}};
  }
  return result;
}

}  // namespace glasscape
