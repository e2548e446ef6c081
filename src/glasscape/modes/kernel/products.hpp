#pragma once

// The inner loops on blocks of 16 vectors, compiled once per instruction set. Only plain types appear here, so that no
// function of the standard library is compiled with instructions that another processor lacks.

#include <cstddef>
#include <cstdint>

namespace glasscape::modes_kernel {

/// Vectors in a block; component r of vector v is at [16·r + v].
inline constexpr std::size_t width = 16;

/// The factored Hessian as the loops read it, by rows of atoms. The partners of a row come in four groups: those that
/// give each other density before those that do not, and in each a positive before a negative sign.
///
///   block ij = −(a·1 ± m mᵀ),   block ii = diagonal,   and Σ_i F''_i g_i g_iᵀ with
///   g_i at atom j = c1·m,  at atom i = own
struct Factors {
  const std::size_t* group;      ///< 4 per atom, and the end: first partner of each group
  const std::size_t* density;    ///< first of the row's entries in c1c2
  const std::uint32_t* partner;  ///< atom j of each entry
  const double* pair;            ///< 4 per entry: m, a
  const double* c1c2;            ///< 2 per entry with density: of j at i, and of i at j, over |m|
  const double* diagonal;        ///< 6 per atom: xx yy zz xy xz yz
  const double* own;             ///< 3 per atom
  const double* embedding;       ///< F'' per atom
};

/// y = alpha·H·x + beta·x + gamma·previous. `previous` may be y; it is not read if gamma is 0.
struct Step {
  double alpha, beta, gamma;
  const double* x;
  const double* previous;
  double* y;
};

struct Products {
  /// scratch_i = F''_i (g_i · x) for the atoms begin .. end-1.
  void (*embed)(const Factors&, const double* x, double* scratch, std::size_t begin, std::size_t end);
  /// The step for these atoms, once `scratch` is complete.
  void (*multiply)(const Factors&, const Step&, const double* scratch, std::size_t begin, std::size_t end);
  /// c[16·p + q] += Σ over rows of a_p b_q.
  void (*gram)(const double* a, const double* b, std::size_t begin, std::size_t end, double* c);
  /// y_q −= Σ_p a_p c[16·p + q] for these rows.
  void (*subtract)(double* y, const double* a, const double* c, std::size_t begin, std::size_t end);
  /// c[v] += Σ over rows of a_v b_v.
  void (*dots)(const double* a, const double* b, std::size_t begin, std::size_t end, double* c);
  /// y_v = p[v] y_v + q[v] x_v for these rows.
  void (*combine)(double* y, const double* x, const double* p, const double* q, std::size_t begin, std::size_t end);
};

extern const Products products_plain, products_avx2, products_avx512;

}  // namespace glasscape::modes_kernel
