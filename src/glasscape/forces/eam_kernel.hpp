#pragma once

#include <memory>
#include <span>
#include <vector>

#include "glasscape/forces/aligned_buffer.hpp"
#include "glasscape/forces/eam_tables.hpp"
#include "glasscape/forces/isa.hpp"
#include "glasscape/forces/kernel/half_list.hpp"
#include "glasscape/forces/kernel/packed_tables.hpp"

namespace glasscape {

/// The fast EAM kernel: forces of "own" atoms and of everything around them, from a private half list.
///
/// It knows no box and no communication. The caller owns the meaning of the atoms: the first `rows` get a row of the
/// list, the others are periodic images, ghosts of another process, or frozen atoms. One evaluation is
///
///   1. atoms()[4k .. 4k+2] = x y z of every atom k (stride 4)
///   2. densities()      → sums()[4k+3] += density that listed pairs give to k; forces of the pairs without density
///   3. the caller adds the densities of images to their owners (LAMMPS: reverse communication), takes
///      F(ρ) and F'(ρ) from embedding(), and sets atoms()[4k+3] = F' for every k (LAMMPS: forward communication)
///   4. forces()         → sums()[4k .. 4k+2] complete; the caller adds those of images to their owners
///
/// row_energies() sum to Σ φ over the listed pairs; the virial of the listed pairs is Σ_k x_k ⊗ f_k over all atoms k,
/// taken before the forces of images are added to their owners (as they are their own places).
///
/// build() must be repeated when two atoms may have come nearer by more than the skin. Not thread-safe; one per thread,
/// or give several blocks (see set_blocks) and run them in an arena.
///
/// Pairs stand in the row of i if key_j > key_i. For LAMMPS with newton on, 2·tag is a good key, plus 1 (minus 1) for
/// an image of an own atom that lies above (below) it in z, then y, then x: each pair is then computed by one process.
///
/// Exact    the cubics of EamTables, hence LAMMPS's pair_style eam; rounding of r by about 1 ulp
/// Cost     0.3 µs per own atom at 58 half neighbours, one core with AVX-512
class EamKernel {
 public:
  /// True if the kernel can be used: at most kernel::max_species species, one grid for all tables.
  static bool applicable(const EamTables& tables);

  explicit EamKernel(std::shared_ptr<const EamTables> tables, Isa isa = best_isa());

  /// Makes the list and sizes the arrays; atoms() is filled with `input.positions`. With `densities_only`, pairs beyond
  /// the reach of the densities are left out: sums()[4k+3] is then all that means anything.
  void build(const kernel::HalfListInput& input, double skin, bool densities_only = false);

  /// Ranges of rows for parallel use: blocks of one colour touch disjoint atoms. After build(); default: one block.
  struct Block {
    std::size_t begin, end;
    int colour;
  };
  void set_blocks(std::vector<Block> blocks);

  [[nodiscard]] double* atoms() { return atoms_.data(); }
  [[nodiscard]] double* sums() { return sums_.data(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// Entries of the list, padding included.
  [[nodiscard]] std::size_t listed() const { return list_.first.empty() ? 0 : list_.first.back(); }
  [[nodiscard]] const kernel::PackedTables& packed() const { return *packed_; }

  /// Zeroes sums() and runs the first pass; with `share`, halves()[k] becomes Σ φ/2 over the listed pairs of atom k.
  void densities(bool share = false);
  [[nodiscard]] const double* halves() const { return halves_.data(); }
  [[nodiscard]] ValueSlope embedding(std::size_t type, double rho) const { return tables_->embedding(type, rho); }
  void forces();
  /// Σ φ of each row's pairs, after densities().
  [[nodiscard]] std::span<const double> row_energies() const { return {row_energy_.data(), rows_}; }

 private:
  template <class Run>
  void each_block(Run run);
  [[nodiscard]] kernel::Arrays arrays(bool share);

  std::shared_ptr<const EamTables> tables_;
  std::shared_ptr<const kernel::PackedTables> packed_;
  const kernel::Passes* passes_;
  kernel::HalfList list_;
  std::size_t size_ = 0, rows_ = 0;
  std::vector<Block> blocks_;
  int colours_ = 1;
  std::vector<AlignedBuffer<double>> row_reals_;  // scratch of each block
  std::vector<AlignedBuffer<std::int32_t>> row_nodes_;
  std::vector<AlignedBuffer<std::uint32_t>> row_entries_;
  AlignedBuffer<double> atoms_, sums_, halves_, row_energy_, kept_pair_, kept_density_, kept_back_;
  AlignedBuffer<std::uint32_t> kept_entry_, kept_count_;
  AlignedBuffer<std::size_t> kept_first_;
  AlignedBuffer<std::uint8_t> row_type_;
};

}  // namespace glasscape
