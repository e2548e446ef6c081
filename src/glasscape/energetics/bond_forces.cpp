#include "glasscape/energetics/bond_forces.hpp"

#include <cmath>
#include <vector>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"

namespace glasscape {

std::shared_ptr<const ForceField> potential_of(const std::string& specification, const std::string& descriptor) {
  if (specification.empty()) {
    throw usage_error(descriptor + ": potential", "none is given", "a file, or kim:MODEL_ID",
                      "for example potential=CuZr.eam.fs; glasscape potential --list shows the KIM models");
  }
  return open_potential(specification);
}

std::shared_ptr<const Interaction> formulas_of(const ForceField& potential, const Configuration& configuration,
                                               const std::string& descriptor) {
  auto interaction = potential.interaction(configuration.species);
  if (interaction == nullptr) {
    throw usage_error(descriptor + ": potential", potential.description() + " gives no forces between pairs of atoms",
                      "an embedded-atom or pair potential");
  }
  return interaction;
}

void for_each_bond_forces(const Configuration& configuration, const Interaction& interaction, const RunContext& context,
                          const std::function<void(std::uint32_t, std::span<const BondForce>)>& visit) {
  const ConfigurationView view = configuration.view();
  const std::size_t n = view.size();
  const CellGrid grid(view, interaction.cutoff());
  const auto type = [&](std::uint32_t slot) { return static_cast<std::size_t>(view.types[grid.atom(slot)]); };
  std::vector<double> slope(n, 0);  // F' of the atom in each slot
  if (interaction.has_embedding()) {
    parallel_blocks(context, n, 64, [&](std::size_t first, std::size_t last) {
      for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
        double rho = 0;
        grid.around(slot, [&](std::uint32_t other, const Image&, double d2) {
          rho += interaction.density(type(other), type(slot), std::sqrt(d2)).value;
        });
        slope[slot] = interaction.embedding(type(slot), rho).slope;
      }
    });
  }
  parallel_blocks(context, n, 64, [&](std::size_t first, std::size_t last) {
    std::vector<BondForce> bonds;
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      bonds.clear();
      grid.around(slot, [&](std::uint32_t other, const Image& image, double d2) {
        const double r = std::sqrt(d2);
        const std::size_t a = type(slot), b = type(other);
        double tension = interaction.pair(a, b, r).slope;
        if (interaction.has_embedding()) {
          const double here = interaction.density(b, a, r).slope;
          const double there = a == b ? here : interaction.density(a, b, r).slope;
          tension += slope[slot] * here + slope[other] * there;
        }
        bonds.push_back({grid.bond(slot, other, image), r, tension});
      });
      visit(grid.atom(slot), bonds);
    }
  });
}

}  // namespace glasscape
