#include "glasscape/mechanics/strain_response.hpp"

#include "glasscape/landscape/minimise.hpp"
#include "glasscape/mechanics/strained_surface.hpp"

namespace glasscape {
namespace {

Mat3 strained(std::size_t j, double e) {
  Mat3 d = Mat3::identity();
  const auto [a, b] = voigt[j];
  if (a == b) {
    d[a][a] += e;
  } else {
    d[a][b] += e / 2;
    d[b][a] += e / 2;
  }
  return d;
}

}  // namespace

StrainReport for_each_strain(const std::shared_ptr<const ForceField>& force_field, const Configuration& minimum,
                             const ElasticOptions& options, const RunContext& context,
                             const std::function<void(const StrainResponse&)>& visit) {
  StrainedSurface surface(force_field, minimum, {}, 0, options.threads);
  const MinimiseOptions minimise_options{.force_tolerance = options.force_tolerance,
                                         .max_evaluations = options.max_evaluations};
  StrainReport report;
  const RunContext quiet{.threads = context.threads, .stop = context.stop};
  Configuration affine = minimum, relaxed = minimum;
  for (std::size_t j = 0; j < 6; ++j) {
    for (const double sign : {1.0, -1.0}) {
      context.report("elastic constants", (2 * static_cast<double>(j) + (sign < 0 ? 1 : 0)) / 12);
      const Mat3 d = strained(j, sign * options.strain);
      affine.box = relaxed.box = Box(minimum.box.cell() * d, minimum.box.origin(), minimum.box.periodic());
      affine.positions = minimum.positions;
      for (Vec3& r : affine.positions) r = affine.box.origin() + (r - affine.box.origin()) * d;
      surface.strain_to(affine.box);
      std::vector<double> x = surface.coordinates(affine.positions);
      const Mat3 affine_virial = surface.evaluate_all(x).virial;
      report.converged = minimise(surface, x, minimise_options, quiet).converged() && report.converged;
      const Mat3 relaxed_virial = surface.evaluate_all(x).virial;
      relaxed.positions = surface.positions(x);
      visit({j, sign, affine, relaxed, affine_virial, relaxed_virial});
    }
  }
  report.evaluations = surface.all_evaluations();
  context.report("elastic constants", 1);
  return report;
}

}  // namespace glasscape
