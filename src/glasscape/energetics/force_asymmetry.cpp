#include "glasscape/energetics/force_asymmetry.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "glasscape/core/parallel.hpp"
#include "glasscape/energetics/bond_forces.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/structure/bond_directions.hpp"

namespace glasscape {
namespace {

using Tensor = std::array<double, 6>;  // symmetric: xx, yy, zz, yz, xz, xy

Tensor dyad(const Vec3& n) { return {n.x * n.x, n.y * n.y, n.z * n.z, n.y * n.z, n.x * n.z, n.x * n.y}; }

// Forces by affine strains, from the first and second derivatives of the potential's formulas.
class AffineForces {
 public:
  AffineForces(const Configuration& configuration, const Interaction& interaction, const RunContext& context)
      : view_(configuration.view()), interaction_(interaction), grid_(view_, interaction.cutoff()) {
    if (!interaction.has_embedding()) return;
    slope_.resize(view_.size());
    bend_.resize(view_.size());
    density_strain_.resize(view_.size());
    parallel_blocks(context, view_.size(), 64, [&](std::size_t first, std::size_t last) {
      for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
        double rho = 0;
        Tensor by_strain{};
        grid_.around(slot, [&](std::uint32_t other, const Image& image, double d2) {
          const double r = std::sqrt(d2);
          const ValueSlope f = interaction.density(type(other), type(slot), r);
          const Tensor d = dyad(grid_.bond(slot, other, image));
          rho += f.value;
          for (std::size_t k = 0; k < 6; ++k) by_strain[k] += f.slope / r * d[k];
        });
        slope_[slot] = interaction.embedding(type(slot), rho).slope;
        bend_[slot] = interaction.embedding_curvature(type(slot), rho);
        density_strain_[slot] = by_strain;
      }
    });
  }

  struct OfAtom {
    std::array<Vec3, 6> xi{};  // Ξ_γ,αβ [eV/Å], one vector for each αβ
    double bonds = 0;          // Σ |dE/dr| [eV/Å]
  };

  [[nodiscard]] OfAtom of(std::uint32_t slot) const {
    OfAtom result;
    Vec3 force;
    const std::size_t a = type(slot);
    grid_.around(slot, [&](std::uint32_t other, const Image& image, double d2) {
      const double r = std::sqrt(d2);
      const Vec3 n = grid_.bond(slot, other, image) * (1 / r);
      const std::size_t b = type(other);
      double tension = interaction_.pair(a, b, r).slope, stiffness = interaction_.pair_curvature(a, b, r);
      Tensor stretch{};  // what the strain adds to the tension through the densities at both ends
      if (interaction_.has_embedding()) {
        const double here = interaction_.density(b, a, r).slope, bend_here = interaction_.density_curvature(b, a, r);
        const double there = a == b ? here : interaction_.density(a, b, r).slope;
        const double bend_there = a == b ? bend_here : interaction_.density_curvature(a, b, r);
        tension += slope_[slot] * here + slope_[other] * there;
        stiffness += slope_[slot] * bend_here + slope_[other] * bend_there;
        for (std::size_t k = 0; k < 6; ++k) {
          stretch[k] = bend_[slot] * here * density_strain_[slot][k] + bend_[other] * there * density_strain_[other][k];
        }
      }
      const Tensor d = dyad(n);
      for (std::size_t k = 0; k < 6; ++k) result.xi[k] += n * ((stiffness * r - tension) * d[k] + stretch[k]);
      force += n * tension;
      result.bonds += std::abs(tension);
    });
    // The bonds turn too: ½ (δ_γα F_β + δ_γβ F_α), which is nothing at rest.
    for (std::size_t k = 0; k < 3; ++k) {
      result.xi[k][k] += force[k];
      const std::size_t p = (k + 1) % 3, q = (k + 2) % 3;
      result.xi[k + 3][p] += force[q] / 2;
      result.xi[k + 3][q] += force[p] / 2;
    }
    return result;
  }
  [[nodiscard]] std::uint32_t atom(std::uint32_t slot) const { return grid_.atom(slot); }

 private:
  [[nodiscard]] std::size_t type(std::uint32_t slot) const {
    return static_cast<std::size_t>(view_.types[grid_.atom(slot)]);
  }

  ConfigurationView view_;
  const Interaction& interaction_;
  CellGrid grid_;
  std::vector<double> slope_, bend_;    // F', F'' of the atom in each slot
  std::vector<Tensor> density_strain_;  // ∂ρ/∂ε
};

// 1 − |Σ n⊗n⊗n|² / count: the ten different components of the tensor with how often each occurs.
double symmetry(std::span<const Vec3> units) {
  if (units.empty()) return std::numeric_limits<double>::quiet_NaN();
  constexpr std::array<double, 10> times{1, 1, 1, 3, 3, 3, 3, 3, 3, 6};
  std::array<double, 10> sums{};
  for (const Vec3& n : units) {
    const std::array<double, 10> t{n.x * n.x * n.x, n.y * n.y * n.y, n.z * n.z * n.z, n.x * n.x * n.y, n.x * n.x * n.z,
                                   n.y * n.y * n.x, n.y * n.y * n.z, n.z * n.z * n.x, n.z * n.z * n.y, n.x * n.y * n.z};
    for (std::size_t k = 0; k < t.size(); ++k) sums[k] += t[k];
  }
  double square = 0;
  for (std::size_t k = 0; k < sums.size(); ++k) square += times[k] * sums[k] * sums[k];
  return 1 - square / static_cast<double>(units.size());
}

}  // namespace

std::vector<Field> force_asymmetry(const Configuration& configuration, const ForceAsymmetryOptions& options,
                                   const RunContext& context) {
  const auto potential = potential_of(options.potential, "force_asymmetry");
  const auto interaction = formulas_of(*potential, configuration, "force_asymmetry");
  const std::size_t n = configuration.size();
  std::vector<double> bond_force(n), inversion(n), shear(n), volume(n);
  const AffineForces affine(configuration, *interaction, context);
  parallel_blocks(context, n, 64, [&](std::size_t first, std::size_t last) {
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      const auto [xi, bonds] = affine.of(slot);
      const Vec3 mean = (xi[0] + xi[1] + xi[2]) * (1.0 / 3);
      double square = 0;
      for (std::size_t k = 0; k < 3; ++k) square += norm2(xi[k] - mean) + 2 * norm2(xi[k + 3]);
      const std::uint32_t i = affine.atom(slot);
      shear[i] = std::sqrt(square);
      volume[i] = norm(mean);
      bond_force[i] = bonds;
    }
  });
  for_each_bond_directions(configuration.view(), {.cutoff = options.cutoff}, context,
                           [&](std::uint32_t i, std::span<const Vec3> units) { inversion[i] = symmetry(units); });
  std::vector<Field> fields;
  fields.emplace_back("affine_force", Unit("eV/Å"), std::move(shear));
  fields.emplace_back("affine_force_volume", Unit("eV/Å"), std::move(volume));
  fields.emplace_back("bond_force", Unit("eV/Å"), std::move(bond_force));
  fields.emplace_back("inversion_symmetry", Unit("1"), std::move(inversion));
  return fields;
}

Descriptor force_asymmetry_descriptor() {
  using O = ForceAsymmetryOptions;
  static const ParameterTable<O> table{
      {"potential", &O::potential, Unit("1"), "interatomic potential: a file, or kim:MODEL_ID"},
      {"cutoff",
       &O::cutoff,
       Unit("Å"),
       "bonds of inversion_symmetry are shorter than this",
       positive(),
       {},
       "first trough of g(r) of Cu50Zr50, doi:10.1103/PhysRevB.99.014115"},
  };
  return make_descriptor(
      "force_asymmetry", "Broken inversion symmetry: the forces that an affine strain makes on each atom",
      "after Milkus & Zaccone, PRB 93, 094204 (2016), doi:10.1103/PhysRevB.93.094204; per atom: our definition",
      {{"affine_force", "eV/Å", 1, "norm of the force by shear strains, per strain; 0 for a centre of inversion"},
       {"affine_force_volume", "eV/Å", 1, "force by a relative change of volume"},
       {"bond_force", "eV/Å", 1, "sum of the magnitudes of the forces along the bonds"},
       {"inversion_symmetry", "1", 1,
        "1 for a centre of inversion, 0 on average for bonds at random; NaN without neighbours"}},
      table, force_asymmetry);
}

}  // namespace glasscape
