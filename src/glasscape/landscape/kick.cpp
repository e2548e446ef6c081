#include "glasscape/landscape/kick.hpp"

#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/landscape/lbfgs_memory.hpp"

namespace glasscape {
namespace {

// r_j − r_i to the nearest image; exact for distances below half the least height of the cell.
Vec3 nearest_image(const Box& box, const Vec3& d) {
  Vec3 f = d * box.inverse_cell();
  for (std::size_t a = 0; a < 3; ++a) {
    if (box.periodic()[a]) f[a] -= std::round(f[a]);
  }
  return f * box.cell();
}

}  // namespace

void check_kick_radius(const Box& box, const EventOptions& options) {
  for (std::size_t a = 0; a < 3; ++a) {
    if (box.periodic()[a] && 2 * options.kick_radius > box.heights()[a]) {
      throw usage_error("kick_radius", fmt::format("{:g} Å reaches beyond half the box", options.kick_radius),
                        fmt::format("at most {:.3f} Å", box.heights()[a] / 2));
    }
  }
}

std::vector<double> random_kick(const Region& region, const Configuration& configuration, std::size_t centre,
                                std::int64_t attempt, std::uint64_t seed, const EventOptions& options) {
  const Box& box = configuration.box;
  CounterRng rng(seed, static_cast<std::uint64_t>(configuration.ids[centre]), static_cast<std::uint32_t>(attempt));
  std::vector<double> kick(region.start.size(), 0.0);
  for (std::size_t k = 0; k < region.atoms.size(); ++k) {
    const Vec3 d = nearest_image(box, configuration.positions[region.atoms[k]] - configuration.positions[centre]);
    if (norm(d) > options.kick_radius) continue;
    for (std::size_t c = 0; c < 3; ++c) kick[3 * k + c] = rng.normal();
  }
  region.surface->remove_translations(kick);
  scale(options.kick / norm(kick), kick);
  return kick;
}

}  // namespace glasscape
