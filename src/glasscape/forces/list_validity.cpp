#include "glasscape/forces/list_validity.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"

namespace glasscape {

bool same_box(const Box& a, const Box& b) {
  return a.cell() == b.cell() && a.origin() == b.origin() && a.periodic() == b.periodic();
}

void ListValidity::record(const Box& box, std::span<const Vec3> positions) {
  box_ = box;
  positions_.assign(positions.begin(), positions.end());
}

bool ListValidity::holds(const Box& box, std::span<const Vec3> positions, double cutoff, double skin) const {
  if (positions_.size() != positions.size() || box.periodic() != box_.periodic()) return false;
  // Comparisons are written so that NaN says no.
  if (same_box(box, box_)) {
    // No pair has come closer by more than the two largest moves together; often one atom moves much further than
    // others.
    double largest2 = 0, second2 = 0;
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const double moved2 = norm2(positions[i] - positions_[i]);
      if (!(moved2 <= skin * skin)) return false;
      second2 = std::max(second2, std::min(largest2, moved2));
      largest2 = std::max(largest2, moved2);
    }
    return std::sqrt(largest2) + std::sqrt(second2) <= skin;
  }
  const Mat3 map = box_.inverse_cell() * box.cell(), back = box.inverse_cell() * box_.cell();
  // The Frobenius norm bounds the spectral norm.
  double off = 0;
  for (std::size_t k = 0; k < 3; ++k) off += norm2(back[k] - Mat3::identity()[k]);
  const double limit = ((cutoff + skin) / (1 + std::sqrt(off)) - cutoff) / 2;
  if (!(limit >= 0)) return false;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const Vec3 moved = positions[i] - box.origin() - (positions_[i] - box_.origin()) * map;
    if (!(norm2(moved) <= limit * limit)) return false;
  }
  return true;
}

void check_options(const Configuration& configuration, const EvaluatorOptions& options) {
  if (!(options.skin >= 0) || options.skin > 100) {
    throw usage_error("skin", fmt::format("{:g} Å is out of range", options.skin), "0 to 100 Å");
  }
  if (!options.densities.empty() && (options.active.empty() || options.densities.size() != configuration.size())) {
    throw usage_error("densities", fmt::format("{} values", options.densities.size()),
                      fmt::format("one for each of the {} atoms, with active atoms", configuration.size()));
  }
  if (options.threads < 1) throw usage_error("threads", fmt::format("{} is out of range", options.threads), ">= 1");
  for (std::size_t k = 0; k < options.active.size(); ++k) {
    if (options.active[k] >= configuration.size() || (k > 0 && options.active[k] <= options.active[k - 1])) {
      throw usage_error("active atoms", fmt::format("index {} at place {}", options.active[k], k),
                        fmt::format("ascending indices below {}", configuration.size()));
    }
  }
}

void check_count(std::size_t positions, std::size_t atoms, std::size_t active) {
  if (positions == atoms || (active != 0 && positions == active)) return;
  throw usage_error("evaluator", fmt::format("{} positions for {} atoms", positions, atoms));
}

void check_finite(std::span<const Vec3> positions) {
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (!std::isfinite(positions[i].x + positions[i].y + positions[i].z)) {
      throw Error(ErrorKind::numerical, {"forces",
                                         fmt::format("the position of atom {} (counted from 0) is not finite", i),
                                         {},
                                         "the step before diverged: use smaller steps, or check the input"});
    }
  }
}

}  // namespace glasscape
