#include "glasscape/forces/kernel/passes_impl.hpp"

#ifdef __AVX2__
#include <immintrin.h>

namespace glasscape::kernel {
namespace {

// For each mask of four lanes, the 32-bit lanes that bring the chosen doubles (and entries) to the front.
alignas(64) constexpr std::int32_t front_doubles[16][8] = {
    {0, 1, 2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7}, {2, 3, 0, 1, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
    {4, 5, 0, 1, 2, 3, 6, 7}, {0, 1, 4, 5, 2, 3, 6, 7}, {2, 3, 4, 5, 0, 1, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
    {6, 7, 0, 1, 2, 3, 4, 5}, {0, 1, 6, 7, 2, 3, 4, 5}, {2, 3, 6, 7, 0, 1, 4, 5}, {0, 1, 2, 3, 6, 7, 4, 5},
    {4, 5, 6, 7, 0, 1, 2, 3}, {0, 1, 4, 5, 6, 7, 2, 3}, {2, 3, 4, 5, 6, 7, 0, 1}, {0, 1, 2, 3, 4, 5, 6, 7}};
alignas(64) constexpr std::int32_t front_entries[16][4] = {
    {0, 1, 2, 3}, {0, 1, 2, 3}, {1, 0, 2, 3}, {0, 1, 2, 3}, {2, 0, 1, 3}, {0, 2, 1, 3}, {1, 2, 0, 3}, {0, 1, 2, 3},
    {3, 0, 1, 2}, {0, 3, 1, 2}, {1, 3, 0, 2}, {0, 1, 3, 2}, {2, 3, 0, 1}, {0, 2, 3, 1}, {1, 2, 3, 0}, {0, 1, 2, 3}};
alignas(64) constexpr std::int64_t first_lanes[5][4] = {
    {0, 0, 0, 0}, {-1, 0, 0, 0}, {-1, -1, 0, 0}, {-1, -1, -1, 0}, {-1, -1, -1, -1}};

struct Avx2 {
  static constexpr std::size_t width = 4;
  using Real = __m256d;
  using Index = __m128i;
  using Mask = __m256d;
  using Entries = __m128i;

  static Real set(double v) { return _mm256_set1_pd(v); }
  static Index set_index(std::int32_t v) { return _mm_set1_epi32(v); }
  static Real load(const double* p) { return _mm256_loadu_pd(p); }
  static void store(double* p, Real v) { _mm256_storeu_pd(p, v); }
  static void store_index(std::int32_t* p, Index v) { _mm_store_si128(reinterpret_cast<__m128i*>(p), v); }
  static Index load_index(const std::int32_t* p) { return _mm_load_si128(reinterpret_cast<const __m128i*>(p)); }
  static Real add(Real a, Real b) { return _mm256_add_pd(a, b); }
  static Real sub(Real a, Real b) { return _mm256_sub_pd(a, b); }
  static Real mul(Real a, Real b) { return _mm256_mul_pd(a, b); }
  static Real fma(Real a, Real b, Real c) { return _mm256_fmadd_pd(a, b, c); }
  static Real min(Real a, Real b) { return _mm256_min_pd(a, b); }
  static Index min(Index a, Index b) { return _mm_min_epi32(a, b); }
  static Index add_index(Index a, Index b) { return _mm_add_epi32(a, b); }
  static Index truncate(Real v) { return _mm256_cvttpd_epi32(v); }
  static Real to_real(Index v) { return _mm256_cvtepi32_pd(v); }
  static Real inverse_sqrt(Real v) { return _mm256_div_pd(set(1.0), _mm256_sqrt_pd(v)); }
  static double sum(Real v) {
    const __m128d pair = _mm_add_pd(_mm256_castpd256_pd128(v), _mm256_extractf128_pd(v, 1));
    return _mm_cvtsd_f64(_mm_add_sd(pair, _mm_unpackhi_pd(pair, pair)));
  }

  static Mask less(Real a, Real b) { return _mm256_cmp_pd(a, b, _CMP_LT_OQ); }
  static Mask less_and(Real a, Real b, Mask also) { return _mm256_and_pd(also, less(a, b)); }
  static Mask less_and_not(Real a, Real b, Mask except) { return _mm256_andnot_pd(except, less(a, b)); }
  static unsigned bits(Mask m) { return static_cast<unsigned>(_mm256_movemask_pd(m)); }
  static std::size_t count(Mask m) { return static_cast<std::size_t>(__builtin_popcount(bits(m))); }
  static Mask first(std::size_t n) {
    return _mm256_castsi256_pd(_mm256_load_si256(reinterpret_cast<const __m256i*>(first_lanes[n < 4 ? n : 4])));
  }
  static Real only(Mask m, Real v) { return _mm256_and_pd(m, v); }
  static void compress(double* to, Mask m, Real v) {
    const __m256i order = _mm256_load_si256(reinterpret_cast<const __m256i*>(front_doubles[bits(m)]));
    store(to, _mm256_castsi256_pd(_mm256_permutevar8x32_epi32(_mm256_castpd_si256(v), order)));
  }
  static void compress_entries(std::uint32_t* to, Mask m, Entries v) {
    const __m128i order = _mm_load_si128(reinterpret_cast<const __m128i*>(front_entries[bits(m)]));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm_castps_si128(_mm_permutevar_ps(_mm_castsi128_ps(v), order)));
  }

  static Entries load_entries(const std::uint32_t* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); }
  static const double* load_by_type(const double* p) { return p; }
  static const std::int32_t* load_by_type(const std::int32_t* p) { return p; }
  static __m128i types(Entries e) { return _mm_and_si128(e, _mm_set1_epi32(max_species - 1)); }
  static Real by_type(const double* values, Entries e) { return _mm256_i32gather_pd(values, types(e), 8); }
  static Index by_type(const std::int32_t* values, Entries e) { return _mm_i32gather_epi32(values, types(e), 4); }

  static const double* atom(const double* atoms, std::uint32_t e) {
    return atoms + 4 * static_cast<std::size_t>(e >> type_bits);
  }
  static void transpose4(Real r0, Real r1, Real r2, Real r3, Real* c) {
    const Real t0 = _mm256_unpacklo_pd(r0, r1), t1 = _mm256_unpackhi_pd(r0, r1);
    const Real t2 = _mm256_unpacklo_pd(r2, r3), t3 = _mm256_unpackhi_pd(r2, r3);
    c[0] = _mm256_permute2f128_pd(t0, t2, 0x20);
    c[1] = _mm256_permute2f128_pd(t1, t3, 0x20);
    c[2] = _mm256_permute2f128_pd(t0, t2, 0x31);
    c[3] = _mm256_permute2f128_pd(t1, t3, 0x31);
  }
  static void load3(const double* atoms, const std::uint32_t* e, Real& x, Real& y, Real& z) {
    Real w;
    load4_entries(atoms, e, x, y, z, w);
  }
  static void load4_entries(const double* atoms, const std::uint32_t* e, Real& x, Real& y, Real& z, Real& w) {
    Real c[4];
    transpose4(load(atom(atoms, e[0])), load(atom(atoms, e[1])), load(atom(atoms, e[2])), load(atom(atoms, e[3])), c);
    x = c[0];
    y = c[1];
    z = c[2];
    w = c[3];
  }
  static void load4(const double* nodes, const std::int32_t* n, Real* c) {
    const auto at = [&](int k) { return load(nodes + 4 * static_cast<std::ptrdiff_t>(n[k])); };
    transpose4(at(0), at(1), at(2), at(3), c);
  }
  static void load_upper4(const double* nodes, const std::int32_t* n, Real* c) {
    const auto at = [&](int k) { return load(nodes + 8 * static_cast<std::ptrdiff_t>(n[k]) + 4); };
    transpose4(at(0), at(1), at(2), at(3), c);
  }
  static void load8(const double* nodes, const std::int32_t* n, Real* c) {
    const auto at = [&](int k) { return load(nodes + 8 * static_cast<std::ptrdiff_t>(n[k])); };
    transpose4(at(0), at(1), at(2), at(3), c);
    load_upper4(nodes, n, c + 4);
  }
  static void subtract3(double* sums, const std::uint32_t* e, Real x, Real y, Real z) {
    Real r[4];
    transpose4(x, y, z, _mm256_setzero_pd(), r);
    for (int k = 0; k < 4; ++k) {
      double* p = sums + 4 * static_cast<std::size_t>(e[k] >> type_bits);
      store(p, sub(load(p), r[k]));
    }
  }
};

}  // namespace

const Passes passes_avx2{list_run<Avx2>, density_pass<Avx2>, force_pass<Avx2>};

}  // namespace glasscape::kernel
#else
namespace glasscape::kernel {
const Passes passes_avx2{nullptr, nullptr, nullptr};
}  // namespace glasscape::kernel
#endif
