#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/mechanics/elastic_constants.hpp"

namespace glasscape {

/// The two ends of Voigt's components: xx, yy, zz, yz, xz, xy.
inline constexpr std::array<std::array<std::size_t, 2>, 6> voigt{{{0, 0}, {1, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}}};

/// A minimum after one of the twelve small strains of elastic_constants.
struct StrainResponse {
  std::size_t component = 0;     ///< which of Voigt's strains
  double sign = 1;               ///< of the strain
  const Configuration& affine;   ///< atoms follow the strain
  const Configuration& relaxed;  ///< atoms at the minimum in the strained box
  const Mat3 &affine_virial, &relaxed_virial;
};

struct StrainReport {
  bool converged = true;  ///< every relaxation reached the tolerance
  std::int64_t evaluations = 0;
};

/// Strains the box by ±e in each of the six components (engineering shear strains), relaxes, and calls visit.
/// Components come in order, +e before −e. Cost: see elastic_constants.
StrainReport for_each_strain(const std::shared_ptr<const ForceField>& force_field, const Configuration& minimum,
                             const ElasticOptions& options, const RunContext& context,
                             const std::function<void(const StrainResponse&)>& visit);

}  // namespace glasscape
