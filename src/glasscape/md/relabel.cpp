#include "glasscape/md/relabel.hpp"

namespace glasscape {

Configuration relabelled(Configuration configuration, const std::array<int, 3>& axes) {
  if (axes == std::array<int, 3>{0, 1, 2}) return configuration;
  const auto turn = [&](const Vec3& v) {
    Vec3 result;
    for (std::size_t k = 0; k < 3; ++k) result[static_cast<std::size_t>(axes[k])] = v[k];
    return result;
  };
  for (Vec3& r : configuration.positions) r = turn(r);
  for (Vec3& v : configuration.velocities) v = turn(v);
  for (auto& image : configuration.images) {
    const auto before = image;
    for (std::size_t k = 0; k < 3; ++k) image[static_cast<std::size_t>(axes[k])] = before[k];
  }
  Mat3 cell;
  std::array<bool, 3> periodic{};
  for (std::size_t k = 0; k < 3; ++k) {
    const auto to = static_cast<std::size_t>(axes[k]);
    cell[to] = turn(configuration.box.cell()[k]);
    periodic[to] = configuration.box.periodic()[k];
  }
  configuration.box = Box(cell, turn(configuration.box.origin()), periodic);
  return configuration;
}

}  // namespace glasscape
