#pragma once

#include <memory>
#include <string>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

struct ElasticityOptions {
  std::string axis = "y";         ///< along which the glass was loaded
  double strain = 1e-4;           ///< of the finite differences
  double force_tolerance = 1e-6;  ///< eV/Å
};
const ParameterTable<ElasticityOptions>& elasticity_parameters();

/// The step [elasticity]: elastic constants of the inherent structure before the deformation, and after it where the
/// study has a [deform] table whose last state then finds its minimum, cell edges and all.
///
/// elasticity.json holds for each state, `before` and `after`, the constants as deform.json does, with Young's moduli
/// along x, y and z, and along_over_across: E along the axis over the mean of the two across. Its interval comes from
/// the scatter of the three moduli before the deformation, where they should be equal; about a 68 % interval.
Step elasticity_step(const StudyFile& study, const std::shared_ptr<const ForceField>& potential, double atoms,
                     const RunContext& context);

}  // namespace glasscape
