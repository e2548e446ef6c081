#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "glasscape/core/context.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Components in Voigt order: xx, yy, zz, yz, xz, xy.
using Mat6 = std::array<std::array<double, 6>, 6>;

struct ElasticOptions {
  double strain = 1e-4;           ///< of each finite difference
  double force_tolerance = 1e-6;  ///< eV/Å
  std::int64_t max_evaluations = 100'000;
  int threads = 1;
};

/// What an isotropic solid with these constants on average would have (Voigt averages) [GPa].
struct IsotropicModuli {
  double c11 = 0, c12 = 0, c44 = 0;  ///< means over the equivalent components
  double bulk = 0, shear = 0;        ///< Voigt: (C11 + 2 C12)/3, (C11 − C12 + 3 C44)/5
  double poisson = 0;                ///< (3B − 2G)/(6B + 2G)
};
IsotropicModuli isotropic(const Mat6& c);

/// Young's moduli for stress along x, y and z [GPa]: 1/S_ii with the compliance S = C⁻¹, C made symmetric first. NaN
/// where C cannot be inverted.
std::array<double, 3> youngs_moduli(const Mat6& c);

struct ElasticConstants {
  Mat6 born{};            ///< GPa, atoms follow the strain: the affine (Born) part
  Mat6 relaxed{};         ///< GPa, atoms relaxed at each strain
  double asymmetry = 0;   ///< GPa, largest |C_ij − C_ji| of the relaxed ones: what differences and relaxation leave
  bool converged = true;  ///< every relaxation reached the tolerance
  std::int64_t evaluations = 0;
};

/// Elastic constants of a minimum, by central differences of the stress.
///
///   C_ij = [σ_i(+e_j) − σ_i(−e_j)] / 2e,   strain tensor symmetric, shear strains engineering (γ = 2ε)
///
/// At a stress σ these are the constants of Cauchy stress against strain, which differ from second derivatives of the
/// energy by terms of the order of σ; relax the box first where that matters.
///
/// Input    a minimum in its box, periodic in all directions
/// Options  strain, default 1e-4; force_tolerance [eV/Å], default 1e-6
/// Output   Born and relaxed constants [GPa]
/// NaN      never; a strain that sets off a rearrangement shows as asymmetry
/// Exact    second order in the strain
/// Cost     12 evaluations, and 12 relaxations of 30 to 100 evaluations
/// Source   Born & Huang, Dynamical Theory of Crystal Lattices (1954); Lemaître & Maloney, J. Stat. Phys. 123, 415
///          (2006), doi:10.1007/s10955-005-9015-5
ElasticConstants elastic_constants(const std::shared_ptr<const ForceField>& force_field, const Configuration& minimum,
                                   const ElasticOptions& options, const RunContext& context = {});

}  // namespace glasscape
