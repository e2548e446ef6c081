#include "glasscape/landscape/region.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace glasscape {
namespace {

// A region of more than this share of the glass is no cheaper than the glass itself.
constexpr double whole_share = 0.6;

struct Copy {
  std::uint32_t atom;
  Vec3 position;
};

// By atom, then by distance.
auto before(const Vec3& centre) {
  return [centre](const Copy& a, const Copy& b) {
    return a.atom != b.atom ? a.atom < b.atom : norm2(a.position - centre) < norm2(b.position - centre);
  };
}

void keep_nearest(std::vector<Copy>& copies, const Vec3& centre) {
  std::sort(copies.begin(), copies.end(), before(centre));
  const auto same = [](const Copy& a, const Copy& b) { return a.atom == b.atom; };
  copies.erase(std::unique(copies.begin(), copies.end(), same), copies.end());
}

}  // namespace

bool Region::whole() const { return std::isinf(radius); }

RegionCutter::RegionCutter(std::shared_ptr<const ForceField> force_field, const Configuration& configuration)
    : force_field_(std::move(force_field)), configuration_(&configuration), index_(configuration.view()) {}

Region RegionCutter::whole() const {
  Region region;
  region.surface = std::make_unique<SystemSurface>(force_field_, *configuration_);
  region.atoms.resize(configuration_->size());
  std::iota(region.atoms.begin(), region.atoms.end(), 0U);
  region.radius = std::numeric_limits<double>::infinity();
  region.start = region.surface->initial();
  return region;
}

// Shortest of the 27 images around; enough for atoms that are nearer than the cell is thick.
Vec3 RegionCutter::nearest_copy(std::uint32_t atom, const Vec3& point) const {
  const Box& box = configuration_->box;
  const Vec3 s = box.fractional(configuration_->positions[atom]) - box.fractional(point);
  std::array<double, 3> home{};
  for (std::size_t a = 0; a < 3; ++a) home[a] = box.periodic()[a] ? std::round(s[a]) : 0;
  Vec3 best{};
  double shortest = std::numeric_limits<double>::infinity();
  const auto span = [&](std::size_t a) { return box.periodic()[a] ? 1 : 0; };
  for (int x = -span(0); x <= span(0); ++x) {
    for (int y = -span(1); y <= span(1); ++y) {
      for (int z = -span(2); z <= span(2); ++z) {
        const Vec3 d = Vec3{s.x - home[0] + x, s.y - home[1] + y, s.z - home[2] + z} * box.cell();
        if (norm2(d) < shortest) {
          shortest = norm2(d);
          best = point + d;
        }
      }
    }
  }
  return best;
}

Region RegionCutter::cut(const Vec3& centre, double radius, std::span<const std::uint32_t> also) const {
  const Configuration& glass = *configuration_;
  std::vector<Copy> moving;
  index_.around(centre, radius, [&](std::uint32_t i, const Vec3& r, const auto&) { moving.push_back({i, r}); });
  for (const std::uint32_t i : also) moving.push_back({i, nearest_copy(i, centre)});
  keep_nearest(moving, centre);
  if (static_cast<double>(moving.size()) > whole_share * static_cast<double>(glass.size())) return whole();

  Region region;
  region.radius = radius;
  double rim = 0;
  for (const Copy& copy : moving) {
    region.atoms.push_back(copy.atom);
    rim = std::max(rim, norm(copy.position - centre));
  }
  // Forces on the moving atoms need the densities of their partners, which need the partners of those.
  const double reach = rim + 2 * force_field_->cutoff() + slack;
  std::vector<Copy> copies;
  index_.around(centre, reach, [&](std::uint32_t i, const Vec3& r, const auto&) { copies.push_back({i, r}); });
  std::sort(copies.begin(), copies.end(), before(centre));
  const auto moves = [&](std::uint32_t i) { return std::binary_search(region.atoms.begin(), region.atoms.end(), i); };
  const bool images_in_reach = std::adjacent_find(copies.begin(), copies.end(), [&](const Copy& a, const Copy& b) {
                                 return a.atom == b.atom && moves(a.atom);
                               }) != copies.end();
  if (images_in_reach) {
    region.surface = std::make_unique<SystemSurface>(force_field_, glass, region.atoms);
  } else {
    Configuration cluster;
    cluster.species = glass.species;
    const double edge = 2 * (reach + slack);
    cluster.box =
        Box(Mat3::diagonal(edge, edge, edge), centre - Vec3{edge / 2, edge / 2, edge / 2}, {false, false, false});
    std::vector<std::uint32_t> active;
    for (const Copy& copy : copies) {
      if (moves(copy.atom)) active.push_back(static_cast<std::uint32_t>(cluster.positions.size()));
      cluster.positions.push_back(copy.position);
      cluster.types.push_back(glass.types[copy.atom]);
      cluster.ids.push_back(static_cast<std::int64_t>(cluster.positions.size()));
    }
    region.surface = std::make_unique<SystemSurface>(force_field_, std::move(cluster), std::move(active));
  }
  region.start = region.surface->initial();
  return region;
}

}  // namespace glasscape
