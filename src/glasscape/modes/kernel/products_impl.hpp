#pragma once

#include "glasscape/modes/kernel/products.hpp"

// Each file that includes this compiles the loops for its instruction set, hence the unnamed namespace.
namespace glasscape::modes_kernel {
namespace {

#if defined(__AVX512F__)
inline constexpr std::size_t bytes = 64;
#elif defined(__AVX2__)
inline constexpr std::size_t bytes = 32;
#else
inline constexpr std::size_t bytes = 16;
#endif
using Register = double __attribute__((vector_size(bytes), aligned(bytes), may_alias));

// Vectors are treated in strips of two registers, so that the sums of a row stay in registers.
struct Strip {
  Register low, high;
};
inline constexpr std::size_t strip = 2 * bytes / sizeof(double);
static_assert(width % strip == 0);

inline Strip load(const double* p) {
  return {*reinterpret_cast<const Register*>(p), *reinterpret_cast<const Register*>(p + strip / 2)};
}
inline void store(double* p, const Strip& v) {
  *reinterpret_cast<Register*>(p) = v.low;
  *reinterpret_cast<Register*>(p + strip / 2) = v.high;
}
inline void add(Strip& sum, double factor, const Strip& v) {
  sum.low += factor * v.low;
  sum.high += factor * v.high;
}
inline Strip scaled(double factor, const Strip& v) { return {factor * v.low, factor * v.high}; }

struct Triple {
  Strip x, y, z;
};
inline Triple load3(const double* p) { return {load(p), load(p + width), load(p + 2 * width)}; }
inline Strip dot(const double* m, const Triple& u) {
  Strip t = scaled(m[0], u.x);
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
    Strip t = dot(m, u);
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
    for (std::size_t s = 0; s < width; s += strip) {
      const double* c = f.c1c2 + 2 * f.density[i];
      Strip sum = dot(f.own + 3 * i, load3(x + 3 * width * i + s));
      for (std::size_t e = f.group[4 * i]; e < f.group[4 * i + 2]; ++e, c += 2) {
        add(sum, c[0], dot(f.pair + 4 * e, load3(x + 3 * width * f.partner[e] + s)));
      }
      store(scratch + width * i + s, scaled(f.embedding[i], sum));
    }
  }
}

inline void finish(const Step& step, std::size_t at, const Strip& product, const Strip& x) {
  Strip y = scaled(step.alpha, product);
  add(y, step.beta, x);
  if (step.gamma != 0) add(y, step.gamma, load(step.previous + at));
  store(step.y + at, y);
}

void multiply(const Factors& f, const Step& step, const double* scratch, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    const std::size_t* g = f.group + 4 * i;
    const double* c = f.c1c2 + 2 * f.density[i];
    const double* d = f.diagonal + 6 * i;
    const double* q = f.own + 3 * i;
    const double rows[3][3] = {{d[0], d[3], d[4]}, {d[3], d[1], d[5]}, {d[4], d[5], d[2]}};
    for (std::size_t s = 0; s < width; s += strip) {
      Triple sum{};
      add_group<true, false>(f, step.x + s, scratch + s, g[0], g[1], c, sum);
      add_group<true, true>(f, step.x + s, scratch + s, g[1], g[2], c + 2 * (g[1] - g[0]), sum);
      add_group<false, false>(f, step.x + s, scratch + s, g[2], g[3], nullptr, sum);
      add_group<false, true>(f, step.x + s, scratch + s, g[3], g[4], nullptr, sum);
      const Triple u = load3(step.x + 3 * width * i + s);
      const Strip own = load(scratch + width * i + s);
      const Strip* u_row[3] = {&u.x, &u.y, &u.z};
      const Strip* sum_row[3] = {&sum.x, &sum.y, &sum.z};
      for (std::size_t k = 0; k < 3; ++k) {
        Strip product = dot(rows[k], u);
        add(product, q[k], own);
        product.low -= sum_row[k]->low;
        product.high -= sum_row[k]->high;
        finish(step, width * (3 * i + k) + s, product, *u_row[k]);
      }
    }
  }
}

void gram(const double* a, const double* b, std::size_t begin, std::size_t end, double* c) {
  constexpr std::size_t some = bytes == 64 ? 8 : 4;  // rows of c at a time: what fits into the registers
  for (std::size_t first = 0; first < width; first += some) {
    for (std::size_t s = 0; s < width; s += strip) {
      Strip sum[some];
      for (std::size_t p = 0; p < some; ++p) sum[p] = load(c + width * (first + p) + s);
      for (std::size_t r = begin; r < end; ++r) {
        const Strip row = load(b + width * r + s);
        const double* left = a + width * r + first;
        for (std::size_t p = 0; p < some; ++p) add(sum[p], left[p], row);
      }
      for (std::size_t p = 0; p < some; ++p) store(c + width * (first + p) + s, sum[p]);
    }
  }
}

template <std::size_t some>
inline void subtract_rows(double* y, const double* a, const double* c, std::size_t r) {
  for (std::size_t s = 0; s < width; s += strip) {
    Strip row[some];
    for (std::size_t k = 0; k < some; ++k) row[k] = load(y + width * (r + k) + s);
    for (std::size_t p = 0; p < width; ++p) {
      const Strip factor = load(c + width * p + s);
      for (std::size_t k = 0; k < some; ++k) add(row[k], -a[width * (r + k) + p], factor);
    }
    for (std::size_t k = 0; k < some; ++k) store(y + width * (r + k) + s, row[k]);
  }
}

void subtract(double* y, const double* a, const double* c, std::size_t begin, std::size_t end) {
  std::size_t r = begin;
  for (; r + 4 <= end; r += 4) subtract_rows<4>(y, a, c, r);
  for (; r < end; ++r) subtract_rows<1>(y, a, c, r);
}

void dots(const double* a, const double* b, std::size_t begin, std::size_t end, double* c) {
  for (std::size_t s = 0; s < width; s += strip) {
    Strip sum = load(c + s);
    for (std::size_t r = begin; r < end; ++r) {
      const Strip left = load(a + width * r + s), right = load(b + width * r + s);
      sum.low += left.low * right.low;
      sum.high += left.high * right.high;
    }
    store(c + s, sum);
  }
}

void combine(double* y, const double* x, const double* p, const double* q, std::size_t begin, std::size_t end) {
  for (std::size_t r = begin; r < end; ++r) {
    for (std::size_t s = 0; s < width; s += strip) {
      const Strip of_y = load(p + s), of_x = load(q + s);
      const Strip old = load(y + width * r + s), other = load(x + width * r + s);
      store(y + width * r + s,
            {of_y.low * old.low + of_x.low * other.low, of_y.high * old.high + of_x.high * other.high});
    }
  }
}

}  // namespace
}  // namespace glasscape::modes_kernel
