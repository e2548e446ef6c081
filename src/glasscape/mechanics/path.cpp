#include "glasscape/mechanics/path.hpp"

#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/deformation/matching/follower.hpp"
#include "glasscape/landscape/minimise.hpp"
#include "glasscape/landscape/system_surface.hpp"

namespace glasscape {
namespace {

constexpr double same_box = 1e-6;  // Å

void check_boxes(const Box& a, const Box& b) {
  for (std::size_t k = 0; k < 3; ++k) {
    if (norm(a.cell()[k] - b.cell()[k]) < same_box && a.periodic() == b.periodic()) continue;
    throw input_error("path", "the two ends lie in different boxes", "the same box",
                      "relax both with --box fixed from the same box");
  }
}

// The atoms of `other` in the images nearest to those of `reference`, without a uniform drift between them.
std::vector<Vec3> beside(const Configuration& reference, Configuration other) {
  check_boxes(reference.box, other.box);
  for (int pass = 0; pass < 3; ++pass) {  // an atom near half a box length may change its image with the drift
    other = follow_images(reference, other);
    Vec3 drift;
    for (std::size_t i = 0; i < other.size(); ++i) drift += other.positions[i] - reference.positions[i];
    drift *= 1 / static_cast<double>(other.size());
    for (Vec3& r : other.positions) r -= drift;
  }
  return other.positions;
}

double largest_move(std::span<const double> a, std::span<const double> b) {
  double largest = 0;
  for (std::size_t i = 0; i + 2 < a.size(); i += 3) {
    largest = std::max(largest, norm(Vec3{a[i] - b[i], a[i + 1] - b[i + 1], a[i + 2] - b[i + 2]}));
  }
  return largest;
}

double relax_end(SystemSurface& surface, std::vector<double>& x, const char* name, const PathOptions& options,
                 const RunContext& context) {
  const std::vector<double> before = x;
  const MinimiseResult minimum = minimise(surface, x, {.force_tolerance = options.end_force},
                                          RunContext{.threads = context.threads, .stop = context.stop});
  if (minimum.status == MinimiseStatus::stopped) {
    throw Error(ErrorKind::stopped, {"path", "stopped on request", {}, "give the same command again"});
  }
  if (!minimum.converged()) {
    throw Error(ErrorKind::numerical, {"path",
                                       fmt::format("the {} end did not relax ({}), with a force of {:.2e} eV/Å left",
                                                   name, to_string(minimum.status), minimum.residual),
                                       fmt::format("at most {:g} eV/Å (end_force)", options.end_force),
                                       "relax it first, or raise end_force"});
  }
  return largest_move(x, before);
}

}  // namespace

const ParameterTable<PathOptions>& path_parameters() {
  using O = PathOptions;
  const Unit none("1"), force("eV/Å"), length("Å");
  static const ParameterTable<O> table{{.name = "images",
                                        .member = &O::images,
                                        .unit = none,
                                        .help = "images between the two ends",
                                        .bounds = between(1, 1000)},
                                       {.name = "spring",
                                        .member = &O::spring,
                                        .unit = Unit("eV/Å^2"),
                                        .help = "springs between neighbouring images",
                                        .bounds = positive()},
                                       {.name = "force_tolerance",
                                        .member = &O::force_tolerance,
                                        .unit = force,
                                        .help = "largest force on an atom of the climbing image",
                                        .bounds = positive()},
                                       {.name = "band_tolerance",
                                        .member = &O::band_tolerance,
                                        .unit = force,
                                        .help = "the same for the other images, perpendicular to the path",
                                        .bounds = positive()},
                                       {.name = "climb_from",
                                        .member = &O::climb_from,
                                        .unit = force,
                                        .help = "the highest image climbs once all forces are below this",
                                        .bounds = positive()},
                                       {.name = "max_step",
                                        .member = &O::max_step,
                                        .unit = length,
                                        .help = "largest move of one atom in one step",
                                        .bounds = {.low = 0, .high = 1, .low_open = true}},
                                       {.name = "max_iterations",
                                        .member = &O::max_iterations,
                                        .unit = none,
                                        .help = "give up after this many steps of the band",
                                        .bounds = at_least(1)},
                                       {.name = "end_force",
                                        .member = &O::end_force,
                                        .unit = force,
                                        .help = "largest force left at the two ends, which are relaxed first",
                                        .bounds = positive()},
                                       {.name = "same_distance",
                                        .member = &O::same_distance,
                                        .unit = length,
                                        .help = "ends that relax to within this are refused as the same minimum",
                                        .bounds = at_least(0)}};
  return table;
}

MinimumEnergyPath minimum_energy_path(const Configuration& first, const Configuration& last,
                                      const std::vector<Configuration>& via,
                                      const std::shared_ptr<const ForceField>& force_field, const PathOptions& options,
                                      const RunContext& context) {
  MinimumEnergyPath result;
  SystemSurface ends(force_field, first);
  std::vector<std::vector<double>> points{flatten(first.positions)};
  result.first_moved = relax_end(ends, points.front(), "first", options, context);
  Configuration start = first;
  start.positions = unflatten(points.front());
  start.images.clear();
  start.velocities.clear();
  start.fields.clear();
  for (const Configuration& between : via) points.push_back(flatten(beside(start, between)));
  points.push_back(flatten(beside(start, last)));
  result.last_moved = relax_end(ends, points.back(), "last", options, context);
  result.evaluations = ends.evaluations();
  const double apart = largest_move(points.front(), points.back());
  if (apart <= options.same_distance) {
    throw input_error("path", fmt::format("both ends relax to the same minimum (within {:.2e} Å)", apart),
                      fmt::format("minima more than {:g} Å apart (same_distance)", options.same_distance));
  }
  std::vector<std::unique_ptr<SystemSurface>> own;
  std::vector<EnergySurface*> surfaces;
  for (std::int64_t k = 0; k < options.images; ++k) {
    own.push_back(std::make_unique<SystemSurface>(force_field, start));
    surfaces.push_back(own.back().get());
  }
  result.band = nudged_elastic_band(surfaces, points, options, context);
  if (result.band.status == NebStatus::stopped) {
    throw Error(ErrorKind::stopped, {"path", "stopped on request", {}, "give the same command again"});
  }
  result.evaluations += result.band.evaluations;
  for (const std::vector<double>& x : result.band.path) {
    Configuration image = start;
    image.positions = unflatten(x);
    result.images.push_back(std::move(image));
    result.largest_displacement.push_back(largest_move(x, result.band.path.front()));
  }
  return result;
}

std::string path_csv(const MinimumEnergyPath& path) {
  std::string text = "image,distance_A,energy_eV,max_displacement_A,highest\n";
  const NebResult& band = path.band;
  for (std::size_t k = 0; k < band.path.size(); ++k) {
    text += fmt::format("{},{:.9g},{:.9g},{:.9g},{}\n", k, band.distance[k], band.energies[k] - band.energies.front(),
                        path.largest_displacement[k], k == band.highest ? 1 : 0);
  }
  return text;
}

}  // namespace glasscape
