#pragma once

// The inner loops of the EAM kernel, compiled once per instruction set. Only plain types appear here, so that no
// function of the standard library is compiled with instructions that another processor lacks.

#include <cstddef>
#include <cstdint>

namespace glasscape::kernel {

/// List entries hold atom << type_bits | type.
inline constexpr unsigned type_bits = 3;
inline constexpr unsigned max_species = 1U << type_bits;
/// Rows of the list and the arrays of pairs are padded to this many entries.
inline constexpr std::size_t padding = 8;

/// For one type of row atom, by type of the neighbour.
struct RowTables {
  double near2[max_species];            ///< squared reach of the density [Å²]
  double far2[max_species];             ///< squared reach of φ
  std::int32_t near_base[max_species];  ///< first node in near_nodes: r·φ and the density of j at i
  std::int32_t to_back[max_species];    ///< from there to the node whose density is that of i at j
  std::int32_t far_base[max_species];   ///< first node in far_nodes: r·φ
};

/// What the passes read and write. Arrays of atoms have four doubles each.
struct Arrays {
  const double* atoms;    ///< x y z F'
  double* sums;           ///< fx fy fz ρ
  double* row_energy;     ///< Σ φ over the pairs of each row
  double* half_energies;  ///< Σ φ/2 at each atom; nullptr unless wanted
  const std::size_t* row_first;
  const std::uint32_t* list;
  const std::uint8_t* row_type;
  std::size_t* kept_first;  ///< where the kept pairs of each row begin
  std::uint32_t* kept_count;
  std::uint32_t* kept_entry;
  double* kept_pair;         ///< φ'/r
  double* kept_density;      ///< ρ'/r of j at i
  double* kept_back;         ///< ρ'/r of i at j; used unless `symmetric`
  const double* near_nodes;  ///< 8 doubles: cubic of r·φ, cubic of ρ
  const double* far_nodes;   ///< 4 doubles: cubic of r·φ
  const RowTables* tables;
  double inverse_step;
  std::int32_t last_interval;
  bool symmetric;  ///< each pair of types gives each other the same density
};

/// Scratch memory of one thread: room for one row of the list each.
struct Scratch {
  double *near_r2, *far_r2, *dx, *dy, *dz;
  double *near_p, *far_p;              ///< place in the table interval
  std::int32_t *near_node, *far_node;  ///< which interval
  std::uint32_t* far_entry;
};

/// A range of rows; `dummy` is an atom that padding may point to, `kept` where the pairs it keeps begin.
struct Rows {
  std::size_t begin, end;
  std::uint32_t dummy;
  std::size_t kept;
};

/// Candidates for the list in the order of their bins, one array per property.
struct Candidates {
  const double *x, *y, *z, *key;
  const std::uint32_t* entry;
};

/// The atom whose row is made.
struct RowAtom {
  double x, y, z, key;
  const double* range2;  ///< by the partner's type
};

struct Passes {
  /// Writes the entries of candidates begin .. end-1 within reach and with a larger key; returns how many. `out` has
  /// room for end − begin + padding.
  std::size_t (*list)(const Candidates&, std::size_t begin, std::size_t end, const RowAtom&, std::uint32_t* out);
  /// Sums ρ into sums[4k+3], the forces of pairs without density, and row_energy; keeps the others for the second pass.
  void (*density)(const Arrays&, const Scratch&, const Rows&);
  /// Adds the forces of the kept pairs, once atoms[4k+3] holds F'.
  void (*force)(const Arrays&, const Rows&);
};

extern const Passes passes_plain, passes_avx2, passes_avx512;

}  // namespace glasscape::kernel
