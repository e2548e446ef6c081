#include "glasscape/descriptors/registry.hpp"

#include "glasscape/descriptors/s2_descriptor.hpp"
#include "glasscape/dynamics/diffusive_msd/diffusive_msd.hpp"
#include "glasscape/dynamics/propensity/propensity.hpp"
#include "glasscape/dynamics/s2_time_average/s2_time_average.hpp"
#include "glasscape/dynamics/voronoi_time_entropy/voronoi_time_entropy.hpp"
#include "glasscape/energetics/atomic_stress.hpp"
#include "glasscape/energetics/force_asymmetry.hpp"
#include "glasscape/energetics/potential_energy.hpp"
#include "glasscape/geometry/field_request.hpp"
#include "glasscape/landscape/activation_field.hpp"
#include "glasscape/landscape/viscosity_field.hpp"
#include "glasscape/learning/softness.hpp"
#include "glasscape/md/vibrational_msd.hpp"
#include "glasscape/mechanics/aqs_events.hpp"
#include "glasscape/mechanics/d2min_shear.hpp"
#include "glasscape/mechanics/local_elastic_moduli.hpp"
#include "glasscape/mechanics/local_yield_stress.hpp"
#include "glasscape/modes/local_thermal_energy.hpp"
#include "glasscape/modes/mode_descriptors.hpp"
#include "glasscape/structure/bond_angles/bond_angles.hpp"
#include "glasscape/structure/coarse_grained/coarse_grained.hpp"
#include "glasscape/structure/crystal_likeness/crystal_likeness.hpp"
#include "glasscape/structure/farthest_vertex/farthest_vertex.hpp"
#include "glasscape/structure/local_density/local_density.hpp"
#include "glasscape/structure/steinhardt/steinhardt.hpp"
#include "glasscape/structure/tetrahedrality/tetrahedrality.hpp"
#include "glasscape/structure/voronoi/voronoi_descriptor.hpp"
#include "glasscape/structure/voronoi_network/voronoi_network.hpp"
#include "glasscape/vibration/flexibility_volume/flexibility_volume.hpp"

namespace glasscape {

const std::vector<Descriptor>& descriptors() {
  // clang-format off
  static const std::vector<Descriptor> all{
      voronoi_descriptor(),
      steinhardt_descriptor(),
      bond_angles_descriptor(),
      tetrahedrality_descriptor(),
      local_density_descriptor(),
      crystal_likeness_descriptor(),
      farthest_vertex_descriptor(),
      voronoi_network_descriptor(),
      s2_descriptor(),
      coarse_grained_descriptor(),
      potential_energy_descriptor(),
      atomic_stress_descriptor(),
      force_asymmetry_descriptor(),
      vibrational_msd_descriptor(),
      flexibility_volume_descriptor(),
      participation_fraction_descriptor(),
      harmonic_msd_descriptor(),
      local_thermal_energy_descriptor(),
      activation_descriptor(),
      viscosity_descriptor(),
      local_elastic_moduli_descriptor(),
      local_yield_stress_descriptor(),
      softness_descriptor(),
      diffusive_msd_descriptor(),
      propensity_descriptor(),
      d2min_shear_descriptor(),
      aqs_events_descriptor(),
      s2_time_average_descriptor(),
      voronoi_time_entropy_descriptor(),
  };
  // clang-format on
  return all;
}

const Descriptor& find_descriptor(std::string_view name) {
  return find_entry(descriptors(), name, "descriptor", "see glasscape fields --list");
}

}  // namespace glasscape
