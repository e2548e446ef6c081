#include "glasscape/energetics/potential_energy.hpp"

#include "glasscape/energetics/bond_forces.hpp"

namespace glasscape {

std::vector<Field> potential_energy(const Configuration& configuration, const PotentialEnergyOptions& options,
                                    const RunContext& context) {
  const auto potential = potential_of(options.potential, "potential_energy");
  const auto evaluator = potential->evaluator(configuration, {.threads = context.thread_count()});
  std::vector<Field> fields;
  fields.emplace_back("potential_energy", Unit("eV"),
                      evaluator->evaluate(configuration.box, configuration.positions).per_atom);
  return fields;
}

Descriptor potential_energy_descriptor() {
  using O = PotentialEnergyOptions;
  static const ParameterTable<O> table{
      {"potential", &O::potential, Unit("1"), "interatomic potential: a file, or kim:MODEL_ID"},
  };
  return make_descriptor("potential_energy", "Potential energy of each atom",
                         "EAM: Daw & Baskes, PRB 29, 6443 (1984), doi:10.1103/PhysRevB.29.6443",
                         {{"potential_energy", "eV", 1, "half of its pair energies and its embedding energy"}}, table,
                         potential_energy);
}

}  // namespace glasscape
