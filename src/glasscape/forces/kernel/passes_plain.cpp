#include <cmath>

#include "glasscape/forces/kernel/passes_impl.hpp"

namespace glasscape::kernel {
namespace {

// One lane; the yardstick of the others and what processors without AVX2 run.
struct Plain {
  static constexpr std::size_t width = 1;
  using Real = double;
  using Index = std::int32_t;
  using Mask = bool;
  using Entries = std::uint32_t;

  static Real set(double v) { return v; }
  static Index set_index(std::int32_t v) { return v; }
  static Real load(const double* p) { return *p; }
  static void store(double* p, Real v) { *p = v; }
  static void store_index(std::int32_t* p, Index v) { *p = v; }
  static Index load_index(const std::int32_t* p) { return *p; }
  static Real add(Real a, Real b) { return a + b; }
  static Real sub(Real a, Real b) { return a - b; }
  static Real mul(Real a, Real b) { return a * b; }
  static Real fma(Real a, Real b, Real c) { return a * b + c; }
  static Real min(Real a, Real b) { return a < b ? a : b; }
  static Index min(Index a, Index b) { return a < b ? a : b; }
  static Index add_index(Index a, Index b) { return a + b; }
  static Index truncate(Real v) { return static_cast<Index>(v); }
  static Real to_real(Index v) { return v; }
  static Real inverse_sqrt(Real v) { return 1.0 / std::sqrt(v); }
  static Real sum(Real v) { return v; }

  static Mask less(Real a, Real b) { return a < b; }
  static Mask less_and(Real a, Real b, Mask also) { return a < b && also; }
  static Mask less_and_not(Real a, Real b, Mask except) { return a < b && !except; }
  static std::size_t count(Mask m) { return m ? 1 : 0; }
  static Mask first(std::size_t) { return true; }
  static Real only(Mask, Real v) { return v; }
  static void compress(double* to, Mask, Real v) { *to = v; }
  static void compress_entries(std::uint32_t* to, Mask, Entries v) { *to = v; }

  static Entries load_entries(const std::uint32_t* p) { return *p; }
  static const double* load_by_type(const double* p) { return p; }
  static const std::int32_t* load_by_type(const std::int32_t* p) { return p; }
  template <class T>
  static T by_type(const T* values, Entries e) {
    return values[e & (max_species - 1)];
  }

  static void load3(const double* atoms, const std::uint32_t* e, Real& x, Real& y, Real& z) {
    const double* p = atoms + 4 * static_cast<std::size_t>(*e >> type_bits);
    x = p[0];
    y = p[1];
    z = p[2];
  }
  static void load4_entries(const double* atoms, const std::uint32_t* e, Real& x, Real& y, Real& z, Real& w) {
    load3(atoms, e, x, y, z);
    w = atoms[4 * static_cast<std::size_t>(*e >> type_bits) + 3];
  }
  static void load4(const double* nodes, const std::int32_t* node, Real* c) {
    for (int k = 0; k < 4; ++k) c[k] = nodes[4 * static_cast<std::ptrdiff_t>(*node) + k];
  }
  static void load_upper4(const double* nodes, const std::int32_t* node, Real* c) {
    for (int k = 0; k < 4; ++k) c[k] = nodes[8 * static_cast<std::ptrdiff_t>(*node) + 4 + k];
  }
  static void load8(const double* nodes, const std::int32_t* node, Real* c) {
    for (int k = 0; k < 8; ++k) c[k] = nodes[8 * static_cast<std::ptrdiff_t>(*node) + k];
  }
  static void subtract3(double* sums, const std::uint32_t* e, Real x, Real y, Real z) {
    double* p = sums + 4 * static_cast<std::size_t>(*e >> type_bits);
    p[0] -= x;
    p[1] -= y;
    p[2] -= z;
  }
};

}  // namespace

const Passes passes_plain{list_run<Plain>, density_pass<Plain>, force_pass<Plain>};

}  // namespace glasscape::kernel
