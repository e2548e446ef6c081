#include "glasscape/structure/bond_angles/bond_angles.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>
#include <set>

#include "glasscape/core/error.hpp"
#include "glasscape/structure/bond_directions.hpp"

namespace glasscape {
namespace {

std::vector<std::string> names_of(const std::vector<double>& angles) {
  std::vector<std::string> names;
  for (const double angle : angles) {
    names.push_back(fmt::format("bond_angle_{:.0f}", angle));
  }
  if (std::set(names.begin(), names.end()).size() != names.size()) {
    throw usage_error("bond_angles: angles", "two angles round to the same degree", "angles a degree or more apart",
                      "ask for them in two requests, the second with as=LABEL");
  }
  return names;
}

}  // namespace

std::vector<Field> bond_angles(const Configuration& configuration, const BondAngleOptions& options,
                               const RunContext& context) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  const ConfigurationView view = configuration.view();
  const auto names = names_of(options.angles);
  struct Range {
    double low, high;
  };
  std::vector<Range> ranges;
  for (const double angle : options.angles) {
    // A little wider than asked for, so that an angle on the edge counts whichever way it was rounded.
    const double reach = options.window + 1e-7, radian = std::numbers::pi / 180;
    ranges.push_back({angle + reach >= 180 ? -2 : std::cos((angle + reach) * radian),
                      angle - reach <= 0 ? 2 : std::cos((angle - reach) * radian)});
  }
  std::vector<double> mean(view.size(), undefined), spread(view.size(), undefined);
  std::vector<std::vector<double>> shares(ranges.size(), std::vector<double>(view.size(), undefined));
  const NeighborChoice choice{
      .voronoi = options.neighbors == "voronoi", .cutoff = options.cutoff, .area_threshold = options.area_threshold};
  for_each_bond_directions(view, choice, context, [&](std::uint32_t atom, std::span<const Vec3> directions) {
    if (directions.size() < 2) return;
    double sum = 0, square = 0;
    std::vector<std::size_t> within(ranges.size(), 0);
    for (std::size_t j = 1; j < directions.size(); ++j) {
      for (std::size_t k = 0; k < j; ++k) {
        const double c = std::clamp(dot(directions[j], directions[k]), -1.0, 1.0);
        sum += c;
        square += c * c;
        for (std::size_t a = 0; a < ranges.size(); ++a) within[a] += c >= ranges[a].low && c <= ranges[a].high ? 1 : 0;
      }
    }
    const double pairs = static_cast<double>(directions.size() * (directions.size() - 1) / 2);
    mean[atom] = sum / pairs;
    spread[atom] = std::sqrt(std::max(0.0, square / pairs - mean[atom] * mean[atom]));
    for (std::size_t a = 0; a < ranges.size(); ++a) shares[a][atom] = static_cast<double>(within[a]) / pairs;
  });
  std::vector<Field> fields;
  fields.emplace_back("bond_angle_cos", Unit("1"), std::move(mean));
  fields.emplace_back("bond_angle_spread", Unit("1"), std::move(spread));
  for (std::size_t a = 0; a < ranges.size(); ++a) fields.emplace_back(names[a], Unit("1"), std::move(shares[a]));
  return fields;
}

Descriptor bond_angles_descriptor() {
  using O = BondAngleOptions;
  static const ParameterTable<O> table{
      {"neighbors",
       &O::neighbors,
       Unit("1"),
       "atoms within the cutoff, or atoms that share a Voronoi face",
       {},
       {"cutoff", "voronoi"}},
      {"cutoff",
       &O::cutoff,
       Unit("Å"),
       "neighbours are nearer than this (neighbors=cutoff)",
       positive(),
       {},
       "first trough of g(r) of Cu50Zr50, doi:10.1103/PhysRevB.99.014115"},
      {"area_threshold",
       &O::area_threshold,
       Unit("1"),
       "faces of at most this fraction of the cell's surface do not count (neighbors=voronoi)",
       {.low = 0, .high = 1, .high_open = true}},
      {"angles", &O::angles, Unit("deg"), "angles whose share is wanted", between(0, 180)},
      {"window",
       &O::window,
       Unit("deg"),
       "how far an angle may be from one of them",
       {.low = 0, .high = 180, .low_open = true}},
  };
  const std::string none = "; NaN with fewer than two neighbours or an open Voronoi cell";
  std::vector<OutputInfo> outputs{{"bond_angle_cos", "1", 1, "mean of cos θ over the pairs of neighbours" + none},
                                  {"bond_angle_spread", "1", 1, "standard deviation of cos θ" + none}};
  for (const std::string& name : names_of(O{}.angles)) {
    outputs.push_back({name, "1", 1, "share of angles within the window of this one; one field per angle" + none});
  }
  return make_descriptor(
      "bond_angles", "Angles between the bonds of each atom: mean, spread, shares near given angles",
      "our definition; on descriptors that hold angles: Wang et al. (2020), doi:10.6052/0459-1879-19-368",
      std::move(outputs), table, bond_angles);
}

}  // namespace glasscape
