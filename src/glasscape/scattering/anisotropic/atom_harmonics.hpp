#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/scattering/anisotropic/bond_harmonics.hpp"
#include "glasscape/scattering/harmonics/harmonics.hpp"

namespace glasscape {

/// "2_0" or "2_-2" as a harmonic. Throws Error(usage) that names `where`.
Harmonic harmonic_of(const std::string& text, const std::string& where);

struct AtomHarmonicOptions {
  std::vector<double> shells = {2, 3.8};         ///< Å, edges of shells, increasing
  std::vector<std::string> harmonics = {"2_0"};  ///< l_m
  std::string axis = "z";                        ///< their polar axis
};

/// g_lm of single atoms, averaged over shells of distance (4π normalisation).
///
///   g_lm,i = Σ_{j in the shell} y_lm(r̂_ij) / (ρ V_shell)
///
/// Its mean over the atoms is g_lm of the shell. With the axis of loading as polar axis, g_20,i > 0 says that the
/// neighbours of atom i lie near the axis.
///
/// Input    a periodic configuration; shells may reach beyond half the box
/// Options  shells [Å]: at least two increasing edges from 0 on; harmonics, default 2_0; axis, default z
/// Output   one field for each harmonic, "g_2_0" (N × shells) [1]
/// Errors   Error(usage) for other options; Error(input) for open boxes
/// Exact    the same on any number of threads, but for the order of neighbours in the sums
/// Cost     O(N·n·l²)
std::vector<Field> atom_harmonics(const Configuration& configuration, const AtomHarmonicOptions& options,
                                  const RunContext& context = {});

/// The harmonics of these options. Throws Error(usage) as atom_harmonics() would.
std::vector<Harmonic> check_atom_harmonics(const AtomHarmonicOptions& options);

namespace detail {

/// Adds the harmonics of all bonds of the atom in `slot` to `sums`; row(squared distance) tells the histogram of a
/// bond, or `rows` where it belongs to none.
template <class Row>
void add_atom(const CellGrid& grid, std::uint32_t slot, const BondHarmonics& bonds, BondBatch& batch, double* sums,
              std::size_t rows, Row&& row) {
  grid.around(slot, [&](std::uint32_t other, const Image& image, double d2) {
    const Vec3 bond = grid.bond(slot, other, image);
    const std::size_t k = batch.count;
    batch.x[k] = bond.x;
    batch.y[k] = bond.y;
    batch.z[k] = bond.z;
    batch.squared[k] = d2;
    batch.row[k] = static_cast<std::uint32_t>(row(d2));
    if (++batch.count == BondBatch::capacity) bonds.add(batch, sums, rows);
  });
  bonds.add(batch, sums, rows);
}

/// Refuses what cannot be computed: open directions (Error(input)), and so many pairs that it would take days
/// (Error(usage)).
void require_countable(const ConfigurationView& view, double rmax, const std::string& where);

}  // namespace detail

}  // namespace glasscape
