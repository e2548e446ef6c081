#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct AtomicStressOptions {
  std::string potential;
  std::string volume = "voronoi";
};

/// Stress of each atom at rest (virial part), and its invariants.
///
///   σ_i = 1/(2 V_i) Σ_j (dE/dr_ij) r_ij ⊗ r_ij / r_ij,   dE/dr_ij = φ'_ij + F'_i f'_ji + F'_j f'_ij
///   pressure   −tr σ / 3
///   von Mises  [3/2 s:s]^½ with s = σ − tr σ/3: |σ_yy| in uniaxial tension, √3 |τ| in pure shear
///
/// Tension is positive. Half of each bond goes to either atom, as in LAMMPS's compute stress/atom. The volume is that
/// of the atom's plain Voronoi cell, or the mean one V/N; in both cases Σ V_i σ_i = V σ, the strain derivative of the
/// energy of the configuration. Velocities do not enter.
///
/// Input    any configuration whose species the potential knows, at a minimum or not
/// Options  potential, required: a file, or kim:MODEL_ID, of the embedded-atom or pair kind; volume: voronoi
///          (default) or mean
/// Output   "atomic_stress" (N,6) [GPa]: xx, yy, zz, yz, xz, xy; "atomic_pressure" (N) [GPa]; "atomic_von_mises" (N)
///          [GPa]
/// NaN      volume = voronoi: where the cell reaches an open end of the box
/// Errors   Error(usage) without a potential or for one without pair forces; Error(input) for one that cannot be read
///          or lacks a species, and with volume = mean for a box with open directions
/// Exact    σ turns with the configuration, the invariants do not change; unchanged by translation, relabelling and
///          replication
/// Cost     O(N·n): 0.1 µs per bond within the potential's reach
/// Source   Thompson, Plimpton & Mattson, JCP 131, 154107 (2009), doi:10.1063/1.3245303
std::vector<Field> atomic_stress(const Configuration& configuration, const AtomicStressOptions& options,
                                 const RunContext& context);

Descriptor atomic_stress_descriptor();

}  // namespace glasscape
