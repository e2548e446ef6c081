#include "glasscape/forces/kernel/passes_impl.hpp"

#ifdef __AVX512F__
#include <immintrin.h>

namespace glasscape::kernel {
namespace {

struct Avx512 {
  static constexpr std::size_t width = 8;
  using Real = __m512d;
  using Index = __m256i;
  using Mask = __mmask8;
  using Entries = __m256i;

  static Real set(double v) { return _mm512_set1_pd(v); }
  static Index set_index(std::int32_t v) { return _mm256_set1_epi32(v); }
  static Real load(const double* p) { return _mm512_loadu_pd(p); }
  static void store(double* p, Real v) { _mm512_storeu_pd(p, v); }
  static void store_index(std::int32_t* p, Index v) { _mm256_store_si256(reinterpret_cast<__m256i*>(p), v); }
  static Index load_index(const std::int32_t* p) { return _mm256_load_si256(reinterpret_cast<const __m256i*>(p)); }
  static Real add(Real a, Real b) { return _mm512_add_pd(a, b); }
  static Real sub(Real a, Real b) { return _mm512_sub_pd(a, b); }
  static Real mul(Real a, Real b) { return _mm512_mul_pd(a, b); }
  static Real fma(Real a, Real b, Real c) { return _mm512_fmadd_pd(a, b, c); }
  static Real min(Real a, Real b) { return _mm512_min_pd(a, b); }
  static Index min(Index a, Index b) { return _mm256_min_epi32(a, b); }
  static Index add_index(Index a, Index b) { return _mm256_add_epi32(a, b); }
  static Index truncate(Real v) { return _mm512_cvttpd_epi32(v); }
  static Real to_real(Index v) { return _mm512_cvtepi32_pd(v); }
  // 14 bits from the processor, doubled twice by Newton's iteration: right to about one unit in the last place.
  static Real inverse_sqrt(Real v) {
    const Real half = mul(v, set(0.5));
    Real y = _mm512_rsqrt14_pd(v);
    y = mul(y, _mm512_fnmadd_pd(mul(half, y), y, set(1.5)));
    const Real rest = _mm512_fnmadd_pd(mul(half, y), y, set(0.5));
    return fma(y, rest, y);
  }
  static double sum(Real v) { return _mm512_reduce_add_pd(v); }

  static Mask less(Real a, Real b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
  static Mask less_and(Real a, Real b, Mask also) { return _mm512_mask_cmp_pd_mask(also, a, b, _CMP_LT_OQ); }
  static Mask less_and_not(Real a, Real b, Mask except) {
    return _mm512_mask_cmp_pd_mask(static_cast<Mask>(~except), a, b, _CMP_LT_OQ);
  }
  static std::size_t count(Mask m) { return static_cast<std::size_t>(__builtin_popcount(m)); }
  static Mask first(std::size_t n) { return n >= 8 ? Mask{0xff} : static_cast<Mask>((1U << n) - 1); }
  static Real only(Mask m, Real v) { return _mm512_maskz_mov_pd(m, v); }
  // Compressing in the register and storing all is faster than a compressing store; the buffers have room.
  static void compress(double* to, Mask m, Real v) { _mm512_storeu_pd(to, _mm512_maskz_compress_pd(m, v)); }
  static void compress_entries(std::uint32_t* to, Mask m, Entries v) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_maskz_compress_epi32(m, v));
  }

  static Entries load_entries(const std::uint32_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static Real load_by_type(const double* p) { return _mm512_loadu_pd(p); }
  static Index load_by_type(const std::int32_t* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }
  static Real by_type(Real values, Entries e) {
    return _mm512_permutexvar_pd(_mm512_cvtepu32_epi64(e), values);  // uses the lowest three bits: the type
  }
  static Index by_type(Index values, Entries e) { return _mm256_permutevar8x32_epi32(values, e); }

  static const double* atom(const double* atoms, std::uint32_t e) {
    return atoms + 4 * static_cast<std::size_t>(e >> type_bits);
  }
  // Rows a and b of four doubles in one register.
  static Real two(const double* a, const double* b) {
    return _mm512_insertf64x4(_mm512_castpd256_pd512(_mm256_loadu_pd(a)), _mm256_loadu_pd(b), 1);
  }
  // Eight rows of four doubles into four columns.
  static void transpose4(Real r02, Real r13, Real r46, Real r57, Real* c) {
    const Real t0 = _mm512_unpacklo_pd(r02, r13), t1 = _mm512_unpackhi_pd(r02, r13);
    const Real t2 = _mm512_unpacklo_pd(r46, r57), t3 = _mm512_unpackhi_pd(r46, r57);
    c[0] = _mm512_shuffle_f64x2(t0, t2, 0x88);
    c[1] = _mm512_shuffle_f64x2(t1, t3, 0x88);
    c[2] = _mm512_shuffle_f64x2(t0, t2, 0xdd);
    c[3] = _mm512_shuffle_f64x2(t1, t3, 0xdd);
  }
  static void load3(const double* atoms, const std::uint32_t* e, Real& x, Real& y, Real& z) {
    Real w;
    load4_entries(atoms, e, x, y, z, w);
  }
  static void load4_entries(const double* atoms, const std::uint32_t* e, Real& x, Real& y, Real& z, Real& w) {
    Real c[4];
    transpose4(two(atom(atoms, e[0]), atom(atoms, e[2])), two(atom(atoms, e[1]), atom(atoms, e[3])),
               two(atom(atoms, e[4]), atom(atoms, e[6])), two(atom(atoms, e[5]), atom(atoms, e[7])), c);
    x = c[0];
    y = c[1];
    z = c[2];
    w = c[3];
  }
  static void load4(const double* nodes, const std::int32_t* n, Real* c) {
    const auto at = [&](int k) { return nodes + 4 * static_cast<std::ptrdiff_t>(n[k]); };
    transpose4(two(at(0), at(2)), two(at(1), at(3)), two(at(4), at(6)), two(at(5), at(7)), c);
  }
  static void load_upper4(const double* nodes, const std::int32_t* n, Real* c) {
    const auto at = [&](int k) { return nodes + 8 * static_cast<std::ptrdiff_t>(n[k]) + 4; };
    transpose4(two(at(0), at(2)), two(at(1), at(3)), two(at(4), at(6)), two(at(5), at(7)), c);
  }
  // Eight nodes of one cache line each: whole lines are loaded and transposed, which costs less than gathers.
  static void load8(const double* nodes, const std::int32_t* n, Real* c) {
    const auto at = [&](int k) { return _mm512_load_pd(nodes + 8 * static_cast<std::ptrdiff_t>(n[k])); };
    const Real r0 = at(0), r1 = at(1), r2 = at(2), r3 = at(3), r4 = at(4), r5 = at(5), r6 = at(6), r7 = at(7);
    const Real t0 = _mm512_unpacklo_pd(r0, r1), t1 = _mm512_unpackhi_pd(r0, r1);
    const Real t2 = _mm512_unpacklo_pd(r2, r3), t3 = _mm512_unpackhi_pd(r2, r3);
    const Real t4 = _mm512_unpacklo_pd(r4, r5), t5 = _mm512_unpackhi_pd(r4, r5);
    const Real t6 = _mm512_unpacklo_pd(r6, r7), t7 = _mm512_unpackhi_pd(r6, r7);
    const Real u0 = _mm512_shuffle_f64x2(t0, t2, 0x88), u1 = _mm512_shuffle_f64x2(t0, t2, 0xdd);
    const Real u2 = _mm512_shuffle_f64x2(t4, t6, 0x88), u3 = _mm512_shuffle_f64x2(t4, t6, 0xdd);
    const Real v0 = _mm512_shuffle_f64x2(t1, t3, 0x88), v1 = _mm512_shuffle_f64x2(t1, t3, 0xdd);
    const Real v2 = _mm512_shuffle_f64x2(t5, t7, 0x88), v3 = _mm512_shuffle_f64x2(t5, t7, 0xdd);
    c[0] = _mm512_shuffle_f64x2(u0, u2, 0x88);
    c[4] = _mm512_shuffle_f64x2(u0, u2, 0xdd);
    c[2] = _mm512_shuffle_f64x2(u1, u3, 0x88);
    c[6] = _mm512_shuffle_f64x2(u1, u3, 0xdd);
    c[1] = _mm512_shuffle_f64x2(v0, v2, 0x88);
    c[5] = _mm512_shuffle_f64x2(v0, v2, 0xdd);
    c[3] = _mm512_shuffle_f64x2(v1, v3, 0x88);
    c[7] = _mm512_shuffle_f64x2(v1, v3, 0xdd);
  }
  static void subtract3(double* sums, const std::uint32_t* e, Real x, Real y, Real z) {
    const Real zero = _mm512_setzero_pd();
    const Real even_xy = _mm512_unpacklo_pd(x, y), odd_xy = _mm512_unpackhi_pd(x, y);
    const Real even_z = _mm512_unpacklo_pd(z, zero), odd_z = _mm512_unpackhi_pd(z, zero);
    const __m512i low = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11),
                  high = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
    const Real r02 = _mm512_permutex2var_pd(even_xy, low, even_z), r46 = _mm512_permutex2var_pd(even_xy, high, even_z);
    const Real r13 = _mm512_permutex2var_pd(odd_xy, low, odd_z), r57 = _mm512_permutex2var_pd(odd_xy, high, odd_z);
    const auto take = [&](int k, __m256d row) {
      double* p = sums + 4 * static_cast<std::size_t>(e[k] >> type_bits);
      _mm256_storeu_pd(p, _mm256_sub_pd(_mm256_loadu_pd(p), row));
    };
    take(0, _mm512_castpd512_pd256(r02));
    take(1, _mm512_castpd512_pd256(r13));
    take(2, _mm512_extractf64x4_pd(r02, 1));
    take(3, _mm512_extractf64x4_pd(r13, 1));
    take(4, _mm512_castpd512_pd256(r46));
    take(5, _mm512_castpd512_pd256(r57));
    take(6, _mm512_extractf64x4_pd(r46, 1));
    take(7, _mm512_extractf64x4_pd(r57, 1));
  }
};

}  // namespace

const Passes passes_avx512{list_run<Avx512>, density_pass<Avx512>, force_pass<Avx512>};

}  // namespace glasscape::kernel
#else
namespace glasscape::kernel {
const Passes passes_avx512{nullptr, nullptr, nullptr};
}  // namespace glasscape::kernel
#endif
