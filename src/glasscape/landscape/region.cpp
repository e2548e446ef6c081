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
// Glasses with more atoms are evaluated in cubes of about this edge.
constexpr std::size_t in_pieces_from = 100'000;
constexpr double piece = 50;  // Å

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

// A cell without images.
Box cube(const Vec3& centre, double half) {
  return Box(Mat3::diagonal(2 * half, 2 * half, 2 * half), centre - Vec3{half, half, half}, {false, false, false});
}

void keep_nearest(std::vector<Copy>& copies, const Vec3& centre) {
  std::sort(copies.begin(), copies.end(), before(centre));
  const auto same = [](const Copy& a, const Copy& b) { return a.atom == b.atom; };
  copies.erase(std::unique(copies.begin(), copies.end(), same), copies.end());
}

}  // namespace

bool Region::whole() const { return std::isinf(radius); }

bool Region::holds(const std::vector<double>& x) const {
  if (std::isinf(rim)) return true;
  for (std::size_t i = 0; i < x.size(); i += 3) {
    if (norm2(Vec3{x[i], x[i + 1], x[i + 2]} - centre) > rim * rim) return false;
  }
  return true;
}

RegionCutter::RegionCutter(std::shared_ptr<const ForceField> force_field, const Configuration& configuration)
    : force_field_(std::move(force_field)), configuration_(&configuration), index_(configuration.view()) {
  if (configuration.size() >= in_pieces_from) {
    evaluate_in_pieces();
    return;
  }
  Evaluation all = force_field_->evaluator(configuration)->evaluate(configuration.box, configuration.positions);
  state_.energy = all.energy;
  for (const Vec3& f : all.forces) state_.largest_force = std::max(state_.largest_force, norm(f));
  densities_ = std::move(all.densities);
}

Region RegionCutter::whole() const {
  Region region;
  region.surface = std::make_unique<SystemSurface>(force_field_, *configuration_);
  region.atoms.resize(configuration_->size());
  std::iota(region.atoms.begin(), region.atoms.end(), 0U);
  region.radius = region.rim = std::numeric_limits<double>::infinity();
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
  const double reach = rim + force_field_->cutoff() + slack;
  std::vector<Copy> copies;
  index_.around(centre, reach, [&](std::uint32_t i, const Vec3& r, const auto&) { copies.push_back({i, r}); });
  std::sort(copies.begin(), copies.end(), before(centre));
  const auto moves = [&](std::uint32_t i) { return std::binary_search(region.atoms.begin(), region.atoms.end(), i); };
  const bool images_in_reach = std::adjacent_find(copies.begin(), copies.end(), [&](const Copy& a, const Copy& b) {
                                 return a.atom == b.atom && moves(a.atom);
                               }) != copies.end();
  region.centre = centre;
  region.rim = images_in_reach ? std::numeric_limits<double>::infinity() : rim + slack;
  if (images_in_reach) {
    region.surface = std::make_unique<SystemSurface>(force_field_, glass, region.atoms, std::string(), densities_);
  } else {
    Configuration cluster;
    cluster.species = glass.species;
    cluster.box = cube(centre, reach + slack);
    std::vector<std::uint32_t> active;
    std::vector<double> densities;
    for (const Copy& copy : copies) {
      if (moves(copy.atom)) active.push_back(static_cast<std::uint32_t>(cluster.positions.size()));
      cluster.positions.push_back(copy.position);
      cluster.types.push_back(glass.types[copy.atom]);
      cluster.ids.push_back(static_cast<std::int64_t>(cluster.positions.size()));
      if (!densities_.empty()) densities.push_back(densities_[copy.atom]);
    }
    region.surface = std::make_unique<SystemSurface>(force_field_, std::move(cluster), std::move(active), std::string(),
                                                     std::move(densities));
  }
  region.start = region.surface->initial();
  return region;
}

// Each piece with surroundings that are wide enough for the forces and energies of its own atoms.
void RegionCutter::evaluate_in_pieces() {
  const Configuration& glass = *configuration_;
  const Vec3 heights = glass.box.heights();
  std::array<std::size_t, 3> count{};
  for (std::size_t a = 0; a < 3; ++a)
    count[a] = static_cast<std::size_t>(std::max(1.0, std::round(heights[a] / piece)));
  std::vector<std::vector<std::uint32_t>> pieces(count[0] * count[1] * count[2]);
  for (std::uint32_t i = 0; i < glass.size(); ++i) {
    const Vec3 s = glass.box.fractional(glass.box.wrap(glass.positions[i]).position);
    std::size_t k = 0;
    for (std::size_t a = 0; a < 3; ++a) {
      const double place = std::clamp(s[a] * static_cast<double>(count[a]), 0.0, static_cast<double>(count[a] - 1));
      k = k * count[a] + static_cast<std::size_t>(place);
    }
    pieces[k].push_back(i);
  }
  for (const auto& atoms : pieces) {
    if (atoms.empty()) continue;
    const Vec3 first = glass.positions[atoms.front()];
    Vec3 low = first, high = first;
    std::vector<Copy> own;
    for (const std::uint32_t i : atoms) {
      own.push_back({i, nearest_copy(i, first)});
      for (std::size_t a = 0; a < 3; ++a) {
        low[a] = std::min(low[a], own.back().position[a]);
        high[a] = std::max(high[a], own.back().position[a]);
      }
    }
    const Vec3 centre = 0.5 * (low + high);
    const double reach = norm(high - centre) + 2 * force_field_->cutoff();
    Configuration cluster;
    cluster.species = glass.species;
    cluster.box = cube(centre, reach + slack);
    const auto add = [&](std::uint32_t i, const Vec3& r) {
      cluster.positions.push_back(r);
      cluster.types.push_back(glass.types[i]);
      cluster.ids.push_back(static_cast<std::int64_t>(cluster.positions.size()));
    };
    for (const Copy& copy : own) add(copy.atom, copy.position);
    index_.around(centre, reach, [&](std::uint32_t i, const Vec3& r, const auto&) {
      const auto at = std::lower_bound(atoms.begin(), atoms.end(), i);
      const bool is_own = at != atoms.end() && *at == i &&
                          norm2(own[static_cast<std::size_t>(at - atoms.begin())].position - r) < 1e-12;
      if (!is_own) add(i, r);
    });
    const Evaluation all = force_field_->evaluator(cluster)->evaluate(cluster.box, cluster.positions);
    for (std::size_t k = 0; k < own.size(); ++k) {
      state_.energy += all.per_atom[k];
      state_.largest_force = std::max(state_.largest_force, norm(all.forces[k]));
      if (all.densities.empty()) continue;
      densities_.resize(glass.size());
      densities_[atoms[k]] = all.densities[k];
    }
  }
}

}  // namespace glasscape
