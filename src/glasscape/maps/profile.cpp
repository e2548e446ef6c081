#include "glasscape/maps/profile.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/maps/json_numbers.hpp"

namespace glasscape {

PlaneNormal::PlaneNormal(const Box& box, const PlaneIndices& indices)
    : indices_(indices), origin_(box.origin()), periodic_(true) {
  int directions = 0, solved = -1;
  for (std::size_t k = 0; k < 3; ++k) {
    if (indices[k] == 0) continue;
    ++directions;
    periodic_ = periodic_ && box.periodic()[k];
    if (solved < 0 && std::abs(indices[k]) == 1) solved = static_cast<int>(k);
  }
  const std::string text = fmt::format("({} {} {})", indices[0], indices[1], indices[2]);
  if (solved < 0) throw usage_error("planes", text + " is no family of planes here", "one index is 1 or -1");
  if (!periodic_ && directions > 1) {
    throw usage_error("planes", text + " is oblique to an open end of the box",
                      "oblique planes in periodic directions only");
  }
  const Mat3& inverse = box.inverse_cell();
  for (std::size_t k = 0; k < 3; ++k) {
    gradient_ += static_cast<double>(indices[k]) * Vec3{inverse[0][k], inverse[1][k], inverse[2][k]};
  }
  period_ = 1 / norm(gradient_);
  direction_ = period_ * gradient_;
  std::size_t next = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    if (static_cast<int>(k) != solved) in_plane_[next++] = k;
  }
}

double PlaneNormal::phase(const Vec3& position) const {
  const double phase = dot(position - origin_, gradient_);
  if (!periodic_) return std::clamp(phase, 0.0, std::nextafter(1.0, 0.0));
  return std::min(phase - std::floor(phase), std::nextafter(1.0, 0.0));
}

std::vector<PlaneIndices> plane_families(const Box& box, int largest) {
  std::vector<PlaneIndices> families{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  for (int h = 0; h <= largest; ++h) {
    for (int k = h > 0 ? -largest : 0; k <= largest; ++k) {
      for (int l = h > 0 || k > 0 ? -largest : 0; l <= largest; ++l) {
        const int directions = (h != 0) + (k != 0) + (l != 0);
        if (directions < 2 || (h != 1 && std::abs(k) != 1 && std::abs(l) != 1)) continue;
        if ((h != 0 && !box.periodic()[0]) || (k != 0 && !box.periodic()[1]) || (l != 0 && !box.periodic()[2])) {
          continue;
        }
        families.push_back({h, k, l});
      }
    }
  }
  return families;
}

std::size_t slabs_of(const PlaneNormal& normal, double width) {
  if (!(width > 0)) throw usage_error("slabs", fmt::format("{:g} Å is no width", width), "> 0 Å");
  return static_cast<std::size_t>(std::clamp(std::round(normal.period() / width), 1.0, 1e6));
}

Profile profile(const ConfigurationView& view, std::span<const double> values, const PlaneNormal& normal,
                std::size_t slabs) {
  if (values.size() != view.size()) {
    throw usage_error("profile", fmt::format("{} values for {} atoms", values.size(), view.size()),
                      "one value per atom");
  }
  if (slabs == 0) throw usage_error("profile", "no slabs", "1 or more");
  Profile p{.plane = normal.indices(), .period = normal.period(), .periodic = normal.periodic()};
  p.mean.assign(slabs, 0);
  p.error.assign(slabs, 0);
  p.count.assign(slabs, 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    const auto k = static_cast<std::size_t>(normal.phase(view.positions[i]) * static_cast<double>(slabs));
    // Welford: mean and sum of squared deviations.
    const double before = values[i] - p.mean[k];
    p.mean[k] += before / static_cast<double>(++p.count[k]);
    p.error[k] += before * (values[i] - p.mean[k]);
  }
  for (std::size_t k = 0; k < slabs; ++k) {
    const auto n = static_cast<double>(p.count[k]);
    if (p.count[k] == 0) p.mean[k] = std::numeric_limits<double>::quiet_NaN();
    p.error[k] = p.count[k] < 2 ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(p.error[k] / (n - 1) / n);
  }
  return p;
}

nlohmann::json to_json(const Profile& p) {
  nlohmann::json places = nlohmann::json::array();
  for (std::size_t k = 0; k < p.mean.size(); ++k) places.push_back(p.centre(k));
  return {{"plane", p.plane},
          {"period_A", p.period},
          {"width_A", p.width()},
          {"position_A", places},
          {"mean", detail::finite_or_null(p.mean)},
          {"error", detail::finite_or_null(p.error)},
          {"count", p.count}};
}

std::string plane_name(const Box& box, const PlaneIndices& indices) {
  const std::string text = fmt::format("({} {} {})", indices[0], indices[1], indices[2]);
  const PlaneNormal normal(box, indices);
  constexpr const char* axes[] = {"x", "y", "z"};
  for (std::size_t k = 0; k < 3; ++k) {
    if (std::abs(normal.direction()[k]) > 1 - 1e-12) return fmt::format("{}, normal to {}", text, axes[k]);
  }
  return text;
}

}  // namespace glasscape
