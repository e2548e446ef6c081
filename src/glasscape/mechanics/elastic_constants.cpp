#include "glasscape/mechanics/elastic_constants.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "glasscape/core/unit.hpp"
#include "glasscape/mechanics/strain_response.hpp"

namespace glasscape {
namespace {

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

std::array<double, 3> youngs_moduli(const Mat6& c) {
  Eigen::Matrix<double, 6, 6> stiffness;
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j < 6; ++j) {
      const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
      stiffness(i, j) = (c[a][b] + c[b][a]) / 2;
    }
  }
  const Eigen::FullPivLU<Eigen::Matrix<double, 6, 6>> solver(stiffness);
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (!solver.isInvertible()) return {nan, nan, nan};
  const Eigen::Matrix<double, 6, 6> compliance = solver.inverse();
  return {1 / compliance(0, 0), 1 / compliance(1, 1), 1 / compliance(2, 2)};
}

ElasticConstants elastic_constants(const std::shared_ptr<const ForceField>& force_field, const Configuration& minimum,
                                   const ElasticOptions& options, const RunContext& context) {
  ElasticConstants result;
  const StrainReport report =
      for_each_strain(force_field, minimum, options, context, [&](const StrainResponse& response) {
        const double scale = response.sign / (2 * options.strain), volume = response.affine.box.volume();
        const auto affine = components(response.affine_virial, volume);
        const auto relaxed = components(response.relaxed_virial, volume);
        for (std::size_t i = 0; i < 6; ++i) {
          result.born[i][response.component] += scale * affine[i];
          result.relaxed[i][response.component] += scale * relaxed[i];
        }
      });
  result.converged = report.converged;
  result.evaluations = report.evaluations;
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      result.asymmetry = std::max(result.asymmetry, std::abs(result.relaxed[i][j] - result.relaxed[j][i]));
    }
  }
  return result;
}

}  // namespace glasscape
