#include "glasscape/polymer/orientation.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>
#include <optional>

#include "glasscape/core/error.hpp"
#include "glasscape/deformation/d2min/d2min.hpp"
#include "glasscape/polymer/chains.hpp"
#include "glasscape/scattering/harmonics/harmonics.hpp"
#include "glasscape/statistics/correlation.hpp"

namespace glasscape {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr double degree = 180 / std::numbers::pi;

using Atoms = std::vector<std::uint32_t>;

Vec3 unit(const Vec3& v) { return v * (1 / norm(v)); }

Vec3 centre(const Atoms& atoms, const std::vector<Vec3>& r) {
  Vec3 sum;
  for (const auto i : atoms) sum += r[i];
  return sum * (1.0 / static_cast<double>(atoms.size()));
}

Eigen::Vector3d eigen(const Vec3& v) { return {v.x, v.y, v.z}; }

// Of the plane that fits best; which way it points has no meaning.
Vec3 normal(const Atoms& ring, const std::vector<Vec3>& r) {
  if (ring.size() == 3) return unit(cross(r[ring[1]] - r[ring[0]], r[ring[2]] - r[ring[0]]));
  const Vec3 middle = centre(ring, r);
  Eigen::Matrix3d spread = Eigen::Matrix3d::Zero();
  for (const auto i : ring) spread += eigen(r[i] - middle) * eigen(r[i] - middle).transpose();
  const Eigen::Vector3d n = Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(spread).eigenvectors().col(0);
  return {n[0], n[1], n[2]};
}

double angle(const Vec3& a, const Vec3& b) { return degree * std::atan2(norm(cross(a, b)), dot(a, b)); }

// The angle of the rotation that takes X nearest to x (Kabsch), and what is left beside the best affine map of X.
struct BodyMotion {
  double rotation = undefined, d2 = undefined;
};
BodyMotion body_motion(const Atoms& atoms, const std::vector<Vec3>& before, const std::vector<Vec3>& after) {
  const Vec3 from = centre(atoms, before), to = centre(atoms, after);
  Eigen::Matrix3d xx = Eigen::Matrix3d::Zero(), yx = Eigen::Matrix3d::Zero();
  for (const auto i : atoms) {
    const Eigen::Vector3d x = eigen(before[i] - from), y = eigen(after[i] - to);
    xx += x * x.transpose();
    yx += y * x.transpose();
  }
  BodyMotion result;
  const Eigen::JacobiSVD<Eigen::Matrix3d> svd(yx, Eigen::ComputeFullU | Eigen::ComputeFullV);
  const auto s = svd.singularValues();
  if (s[1] > 1e-9 * s[0]) {
    Eigen::Matrix3d flip = Eigen::Matrix3d::Identity();
    flip(2, 2) = (svd.matrixU() * svd.matrixV().transpose()).determinant();
    const Eigen::Matrix3d q = svd.matrixU() * flip * svd.matrixV().transpose();
    // sin and cos of the angle; acos alone loses small angles.
    const Eigen::Vector3d twice(q(2, 1) - q(1, 2), q(0, 2) - q(2, 0), q(1, 0) - q(0, 1));
    result.rotation = degree * std::atan2(twice.norm(), q.trace() - 1);
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> spread(xx);
  if (spread.eigenvalues()[0] > 1e-9 * spread.eigenvalues()[2]) {
    const Eigen::Matrix3d map = yx * xx.inverse();
    double sum = 0;
    for (const auto i : atoms) sum += (eigen(after[i] - to) - map * eigen(before[i] - from)).squaredNorm();
    result.d2 = sum / static_cast<double>(atoms.size());
  }
  return result;
}

// Sums over the directions of one molecule.
struct Tally {
  double directions = 0, p2_before = 0, p2_after = 0, rotation = 0, p2_affine = 0;
  std::vector<double> before, after;
};

class Curve {
 public:
  Curve(Vec3 axis, std::size_t bins) : axis_(axis), bins_(bins) {}

  // Unit vectors; `either_way`: v and −v are the same direction.
  void add(Tally& t, const Vec3& before, const Vec3& after, const Vec3& affine, bool either_way) const {
    t.before.resize(bins_);
    t.after.resize(bins_);
    ++t.directions;
    const double a = std::abs(dot(before, axis_)), b = std::abs(dot(after, axis_)), c = dot(affine, axis_);
    t.before[bin(a)] += 1;
    t.after[bin(b)] += 1;
    t.p2_before += 1.5 * a * a - 0.5;
    t.p2_after += 1.5 * b * b - 0.5;
    t.p2_affine += 1.5 * c * c - 0.5;
    const double turn = angle(before, after);
    t.rotation += either_way ? std::min(turn, 180 - turn) : turn;
  }

  [[nodiscard]] OrientationCurve finish(const std::vector<Tally>& tallies) const {
    OrientationCurve curve;
    std::vector<double> members, sums(tallies.size());
    double affine = 0, count = 0;
    for (const Tally& t : tallies) {
      members.push_back(t.directions);
      affine += t.p2_affine;
      count += t.directions;
    }
    curve.directions = static_cast<std::size_t>(count);
    curve.p2_affine = count > 0 ? affine / count : undefined;
    const auto mean = [&](auto value) {
      for (std::size_t m = 0; m < tallies.size(); ++m) sums[m] = tallies[m].directions > 0 ? value(tallies[m]) : 0;
      return grouped_mean(sums, members);
    };
    const double bins = static_cast<double>(bins_);
    for (std::size_t k = 0; k < bins_; ++k) {
      curve.before.push_back(mean([&](const Tally& t) { return bins * t.before[k]; }));
      curve.after.push_back(mean([&](const Tally& t) { return bins * t.after[k]; }));
      const MeanError difference = mean([&](const Tally& t) { return bins * (t.after[k] - t.before[k]); });
      curve.change.push_back(difference);
    }
    curve.p2_before = mean([](const Tally& t) { return t.p2_before; });
    curve.p2_after = mean([](const Tally& t) { return t.p2_after; });
    curve.p2_change = mean([](const Tally& t) { return t.p2_after - t.p2_before; });
    curve.rotation = mean([](const Tally& t) { return t.rotation; });
    return curve;
  }

 private:
  [[nodiscard]] std::size_t bin(double cosine) const {
    return std::min(bins_ - 1, static_cast<std::size_t>(cosine * static_cast<double>(bins_)));
  }
  Vec3 axis_;
  std::size_t bins_;
};

// Centres as a configuration of their own, those of the current in the images nearest to the reference.
struct Centres {
  std::vector<Vec3> before, after;
  double cutoff = 0;
  std::vector<double> d2min;
};
Centres centres_motion(const std::vector<Atoms>& groups, const std::vector<Vec3>& before, const Box& box_before,
                       const std::vector<Vec3>& after, const Box& box_after, double reach, const RunContext& context) {
  Centres c;
  for (const Atoms& group : groups) {
    const Vec3 from = centre(group, before);
    Vec3 to = centre(group, after);
    const Vec3 moved = box_after.fractional(to) - box_before.fractional(from);
    for (std::size_t k = 0; k < 3; ++k) to -= std::round(moved[k]) * box_after.cell()[k];
    c.before.push_back(from);
    c.after.push_back(to);
  }
  if (groups.size() < 4) return c;
  c.cutoff = reach * std::cbrt(box_before.volume() / static_cast<double>(groups.size()));
  const std::vector<std::int32_t> types(groups.size(), 0);
  const ConfigurationView first{box_before, c.before, types, 1}, last{box_after, c.after, types, 1};
  c.d2min = d2min(first, last, {.cutoff = c.cutoff, .convention = "mean"}, context).d2min;
  return c;
}

void check(const Configuration& reference, const Configuration& current) {
  if (!reference.topology) {
    throw input_error("orientation", "the reference has no bonds", "a LAMMPS data file with bonds",
                      "dumps and extended XYZ do not hold bonds: give the data file that the run began with");
  }
  if (reference.ids != current.ids) {
    throw input_error(
        "orientation",
        fmt::format("the configurations hold other atoms ({} and {}), or other ids", reference.size(), current.size()),
        "the same ids in both");
  }
  for (const Box* box : {&reference.box, &current.box}) {
    if (box->periodic() != std::array<bool, 3>{true, true, true}) {
      throw input_error("orientation", "a configuration is not periodic in all directions");
    }
  }
}

}  // namespace

const ParameterTable<OrientationOptions>& orientation_parameters() {
  using O = OrientationOptions;
  static const ParameterTable<O> table{
      {.name = "axis",
       .member = &O::axis,
       .unit = Unit("1"),
       .help = "axis that angles are measured from, such as that of the load: x, y, z or three numbers"},
      {.name = "bins",
       .member = &O::bins,
       .unit = Unit("1"),
       .help = "bins of |cos φ| between 0 and 1",
       .bounds = between(2, 1000)},
      {.name = "reach",
       .member = &O::reach,
       .unit = Unit("1"),
       .help = "neighbours of a centre for D²min, in mean spacings of the centres",
       .bounds = between(1, 10)},
  };
  return table;
}

OrientationResult orientation_analysis(const Configuration& reference, const Configuration& current,
                                       const OrientationOptions& options, const RunContext& context) {
  check(reference, current);
  OrientationResult result;
  result.axis = unit(axis_of(options.axis, "axis"));
  const auto bins = static_cast<std::size_t>(options.bins);
  for (std::size_t k = 0; k <= bins; ++k) {
    result.edges.push_back(static_cast<double>(k) / static_cast<double>(bins));
  }
  const auto chains = find_chains(*reference.topology, reference.size());
  const BondGraph graph(*reference.topology, reference.size());
  const std::vector<Vec3> before = whole_molecules(reference, graph), after = whole_molecules(current, graph);
  // Row vectors: r' = r·F; normals of planes go with the inverse transpose.
  const Mat3 map = reference.box.inverse_cell() * current.box.cell(), normals = transpose(inverse(map));
  const auto ids = molecule_ids(reference);

  const Curve curve(result.axis, bins);
  std::vector<Tally> bonds(chains.size()), rings(chains.size());
  std::vector<double> stretch(chains.size(), 0), motion(chains.size(), 0);
  std::vector<double> rotations, extensions, stretches, inside;
  std::vector<Atoms> molecules, all_rings;
  for (std::size_t m = 0; m < chains.size(); ++m) {
    const Chain& chain = chains[m];
    ChainMotion row{.molecule = ids[chain.atoms.front()], .atoms = chain.atoms.size()};
    const auto& way = chain.backbone;
    for (std::size_t k = 0; k + 1 < way.size(); ++k) {
      const Vec3 b = before[way[k + 1]] - before[way[k]], a = after[way[k + 1]] - after[way[k]];
      curve.add(bonds[m], unit(b), unit(a), unit(b * map), false);
      row.bond_stretch += (norm(a) - norm(b)) / static_cast<double>(way.size() - 1);
      stretch[m] += std::pow(norm(a) - norm(b), 2);
      motion[m] += norm2(a - b);
    }
    for (const Atoms& ring : chain.rings) {
      const Vec3 n = normal(ring, before);
      curve.add(rings[m], n, normal(ring, after), unit(n * normals), true);
      all_rings.push_back(ring);
    }
    const BodyMotion body = body_motion(chain.atoms, before, after);
    row.rotation = body.rotation;
    row.d2_inside = body.d2;
    row.bond_rotation = bonds[m].directions > 0 ? bonds[m].rotation / bonds[m].directions : undefined;
    row.ring_rotation = rings[m].directions > 0 ? rings[m].rotation / rings[m].directions : undefined;
    if (way.size() > 1) {
      const auto size = [&](const std::vector<Vec3>& r) {
        double sum = 0;
        const Vec3 middle = centre(way, r);
        for (const auto i : way) sum += norm2(r[i] - middle);
        return std::sqrt(sum / static_cast<double>(way.size()));
      };
      row.end_to_end_before = norm(before[way.back()] - before[way.front()]);
      row.end_to_end_after = norm(after[way.back()] - after[way.front()]);
      row.gyration_before = size(before);
      row.gyration_after = size(after);
      extensions.push_back(row.end_to_end_after / row.end_to_end_before);
      stretches.push_back(row.bond_stretch);
      rotations.push_back(row.rotation);
    } else {
      row.end_to_end_before = row.end_to_end_after = row.gyration_before = row.gyration_after = undefined;
      row.bond_stretch = undefined;
    }
    inside.push_back(row.d2_inside);
    molecules.push_back(chain.atoms);
    result.chains.push_back(row);
  }
  result.bonds = curve.finish(bonds);
  result.rings = curve.finish(rings);
  result.chain_rotation = mean_error(rotations);
  result.extension = mean_error(extensions);
  result.bond_stretch = mean_error(stretches);
  result.stretch_share = grouped_mean(stretch, motion);
  result.d2_inside = mean_error(inside);
  std::vector<double> change;
  for (const double e : extensions) change.push_back(std::abs(e - 1));
  result.rotation_extension_correlation = pearson(rotations, change);
  const auto centres = [&](const std::vector<Atoms>& groups) {
    return centres_motion(groups, before, reference.box, after, current.box, options.reach, context);
  };
  const Centres of_chains = centres(molecules), of_rings = centres(all_rings);
  for (std::size_t m = 0; m < chains.size(); ++m) {
    result.chains[m].d2min_centre = of_chains.d2min.empty() ? undefined : of_chains.d2min[m];
  }
  result.centre_cutoff = of_chains.cutoff;
  result.ring_cutoff = of_rings.cutoff;
  result.d2min_centre = mean_error(of_chains.d2min);
  result.d2min_ring = mean_error(of_rings.d2min);
  return result;
}

}  // namespace glasscape
