#include "glasscape/mechanics/elastic_constants.hpp"

#include <algorithm>
#include <cmath>

#include "glasscape/core/unit.hpp"
#include "glasscape/landscape/minimise.hpp"
#include "glasscape/mechanics/strained_surface.hpp"

namespace glasscape {
namespace {

constexpr std::array<std::array<std::size_t, 2>, 6> voigt{{{0, 0}, {1, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}}};

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

std::array<double, 6> components(const Mat3& virial, double volume) {
  std::array<double, 6> s{};
  for (std::size_t i = 0; i < 6; ++i) {
    const auto [a, b] = voigt[i];
    s[i] = -(virial[a][b] + virial[b][a]) / 2 / volume * constants::GPa_per_eV_A3;
  }
  return s;
}

}  // namespace

IsotropicModuli isotropic(const Mat6& c) {
  IsotropicModuli m;
  m.c11 = (c[0][0] + c[1][1] + c[2][2]) / 3;
  m.c12 = (c[0][1] + c[1][0] + c[0][2] + c[2][0] + c[1][2] + c[2][1]) / 6;
  m.c44 = (c[3][3] + c[4][4] + c[5][5]) / 3;
  m.bulk = (m.c11 + 2 * m.c12) / 3;
  m.shear = (m.c11 - m.c12 + 3 * m.c44) / 5;
  m.poisson = (3 * m.bulk - 2 * m.shear) / (6 * m.bulk + 2 * m.shear);
  return m;
}

ElasticConstants elastic_constants(const std::shared_ptr<const ForceField>& force_field, const Configuration& minimum,
                                   const ElasticOptions& options, const RunContext& context) {
  StrainedSurface surface(force_field, minimum, {}, 0, options.threads);
  const MinimiseOptions minimise_options{.force_tolerance = options.force_tolerance,
                                         .max_evaluations = options.max_evaluations};
  ElasticConstants result;
  const RunContext quiet{.threads = context.threads, .stop = context.stop};
  for (std::size_t j = 0; j < 6; ++j) {
    for (const double sign : {1.0, -1.0}) {
      context.report("elastic constants", (2 * static_cast<double>(j) + (sign < 0 ? 1 : 0)) / 12);
      const Mat3 d = strained(j, sign * options.strain);
      const Box box(minimum.box.cell() * d, minimum.box.origin(), minimum.box.periodic());
      std::vector<Vec3> moved = minimum.positions;
      for (Vec3& r : moved) r = box.origin() + (r - box.origin()) * d;
      surface.strain_to(box);
      std::vector<double> x = surface.coordinates(moved);
      const double scale = sign / (2 * options.strain);
      const auto affine = components(surface.evaluate_all(x).virial, box.volume());
      const MinimiseResult minimised = minimise(surface, x, minimise_options, quiet);
      result.converged = result.converged && minimised.converged();
      const auto relaxed = components(surface.evaluate_all(x).virial, box.volume());
      for (std::size_t i = 0; i < 6; ++i) {
        result.born[i][j] += scale * affine[i];
        result.relaxed[i][j] += scale * relaxed[i];
      }
    }
  }
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      result.asymmetry = std::max(result.asymmetry, std::abs(result.relaxed[i][j] - result.relaxed[j][i]));
    }
  }
  result.evaluations = surface.all_evaluations();
  context.report("elastic constants", 1);
  return result;
}

}  // namespace glasscape
