#pragma once

#include "glasscape/modes/kernel/products.hpp"

// Each file that includes this compiles the loops for its instruction set, hence the unnamed namespace.
namespace glasscape::modes_kernel {
namespace {

// Eight numbers: one register with AVX-512, split by the compiler otherwise.
using Eight = double __attribute__((vector_size(64), aligned(64), may_alias));

// One number for each of the 16 vectors.
struct Lane {
  Eight low, high;
};

inline Lane load(const double* p) {
  return {*reinterpret_cast<const Eight*>(p), *reinterpret_cast<const Eight*>(p + 8)};
}
inline void store(double* p, const Lane& v) {
  *reinterpret_cast<Eight*>(p) = v.low;
  *reinterpret_cast<Eight*>(p + 8) = v.high;
}
inline void add(Lane& sum, double factor, const Lane& v) {
  sum.low += factor * v.low;
  sum.high += factor * v.high;
}
inline Lane scaled(double factor, const Lane& v) { return {factor * v.low, factor * v.high}; }

struct Triple {
  Lane x, y, z;
};
inline Triple load3(const double* p) { return {load(p), load(p + width), load(p + 2 * width)}; }
inline Lane dot(const double* m, const Triple& u) {
  Lane t = scaled(m[0], u.x);
  add(t, m[1], u.y);
  add(t, m[2], u.z);
  return t;
}

template <bool dense, bool negative>
inline void add_group(const Factors& f, const double* x, const double* scratch, std::size_t first, std::size_t last,
                      const double* c, Triple& sum) {
  for (std::size_t e = first; e < last; ++e) {
    const std::size_t j = f.partner[e];
    const double* m = f.pair + 4 * e;
    const Triple u = load3(x + 3 * width * j);
    Lane t = dot(m, u);
    if constexpr (negative) t = {-t.low, -t.high};
    if constexpr (dense) {
      add(t, c[1], load(scratch + width * j));
      c += 2;
    }
    add(sum.x, m[3], u.x);
    add(sum.y, m[3], u.y);
    add(sum.z, m[3], u.z);
    add(sum.x, m[0], t);
    add(sum.y, m[1], t);
    add(sum.z, m[2], t);
  }
}

void embed(const Factors& f, const double* x, double* scratch, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    const double* c = f.c1c2 + 2 * f.density[i];
    Lane sum = dot(f.own + 3 * i, load3(x + 3 * width * i));
    for (std::size_t e = f.group[4 * i]; e < f.group[4 * i + 2]; ++e, c += 2) {
      add(sum, c[0], dot(f.pair + 4 * e, load3(x + 3 * width * f.partner[e])));
    }
    store(scratch + width * i, scaled(f.embedding[i], sum));
  }
}

inline void finish(const Step& s, std::size_t row, const Lane& product, const Lane& x) {
  Lane y = scaled(s.alpha, product);
  add(y, s.beta, x);
  if (s.gamma != 0) add(y, s.gamma, load(s.previous + width * row));
  store(s.y + width * row, y);
}

void multiply(const Factors& f, const Step& s, const double* scratch, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    const std::size_t* g = f.group + 4 * i;
    const double* c = f.c1c2 + 2 * f.density[i];
    Triple sum{};
    add_group<true, false>(f, s.x, scratch, g[0], g[1], c, sum);
    add_group<true, true>(f, s.x, scratch, g[1], g[2], c + 2 * (g[1] - g[0]), sum);
    add_group<false, false>(f, s.x, scratch, g[2], g[3], nullptr, sum);
    add_group<false, true>(f, s.x, scratch, g[3], g[4], nullptr, sum);
    const Triple u = load3(s.x + 3 * width * i);
    const Lane own = load(scratch + width * i);
    const double* d = f.diagonal + 6 * i;
    const double* q = f.own + 3 * i;
    const double rows[3][3] = {{d[0], d[3], d[4]}, {d[3], d[1], d[5]}, {d[4], d[5], d[2]}};
    const Lane* u_row[3] = {&u.x, &u.y, &u.z};
    const Lane* sum_row[3] = {&sum.x, &sum.y, &sum.z};
    for (std::size_t k = 0; k < 3; ++k) {
      Lane product = dot(rows[k], u);
      add(product, q[k], own);
      product.low -= sum_row[k]->low;
      product.high -= sum_row[k]->high;
      finish(s, 3 * i + k, product, *u_row[k]);
    }
  }
}

void gram(const double* a, const double* b, std::size_t begin, std::size_t end, double* c) {
  for (std::size_t half = 0; half < width; half += 8) {
    Lane sum[8];
    for (std::size_t p = 0; p < 8; ++p) sum[p] = load(c + width * (half + p));
    for (std::size_t r = begin; r < end; ++r) {
      const Lane row = load(b + width * r);
      const double* left = a + width * r + half;
      for (std::size_t p = 0; p < 8; ++p) add(sum[p], left[p], row);
    }
    for (std::size_t p = 0; p < 8; ++p) store(c + width * (half + p), sum[p]);
  }
}

void subtract(double* y, const double* a, const double* c, std::size_t begin, std::size_t end) {
  std::size_t r = begin;
  for (; r + 4 <= end; r += 4) {
    Lane row[4];
    for (std::size_t k = 0; k < 4; ++k) row[k] = load(y + width * (r + k));
    for (std::size_t p = 0; p < width; ++p) {
      const Lane factor = load(c + width * p);
      for (std::size_t k = 0; k < 4; ++k) add(row[k], -a[width * (r + k) + p], factor);
    }
    for (std::size_t k = 0; k < 4; ++k) store(y + width * (r + k), row[k]);
  }
  for (; r < end; ++r) {
    Lane row = load(y + width * r);
    for (std::size_t p = 0; p < width; ++p) add(row, -a[width * r + p], load(c + width * p));
    store(y + width * r, row);
  }
}

void dots(const double* a, const double* b, std::size_t begin, std::size_t end, double* c) {
  Lane sum = load(c);
  for (std::size_t r = begin; r < end; ++r) {
    const Lane left = load(a + width * r), right = load(b + width * r);
    sum.low += left.low * right.low;
    sum.high += left.high * right.high;
  }
  store(c, sum);
}

void combine(double* y, const double* x, const double* p, const double* q, std::size_t begin, std::size_t end) {
  const Lane of_y = load(p), of_x = load(q);
  for (std::size_t r = begin; r < end; ++r) {
    const Lane old = load(y + width * r), other = load(x + width * r);
    store(y + width * r, {of_y.low * old.low + of_x.low * other.low, of_y.high * old.high + of_x.high * other.high});
  }
}

}  // namespace
}  // namespace glasscape::modes_kernel
