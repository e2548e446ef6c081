#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct FlexibilityOptions {
  std::string vmsd = "vmsd";  ///< name of the field to use
};

/// Flexibility volume of each atom.
///
///   v_flex = ⟨Δr²⟩ Ω / a² = ⟨Δr²⟩ Ω^{1/3},   a = Ω^{1/3}
///
/// ⟨Δr²⟩: vibrational mean squared displacement (the field "vmsd" of the configuration, total over the three
/// directions); Ω: volume of the plain Voronoi cell.
///
/// Input    a configuration that holds the field [Å²]
/// Options  vmsd: name of the field, default "vmsd"
/// Output   "flexibility_volume" (N) [Å³]
/// NaN      where ⟨Δr²⟩ is NaN, and where the Voronoi cell reaches an open end of the box
/// Exact    fcc of lattice constant a with uniform ⟨Δr²⟩ = u: u a / 4^{1/3}
/// Cost     that of the Voronoi tessellation
/// Source   Ding et al., Nat. Commun. 7, 13733 (2016), doi:10.1038/ncomms13733
///
/// Throws Error(input) if the field is missing or is no area per atom.
std::vector<Field> flexibility_volume(const Configuration& configuration, const FlexibilityOptions& options,
                                      const RunContext& context);

Descriptor flexibility_volume_descriptor();

}  // namespace glasscape
