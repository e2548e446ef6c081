#include "glasscape/scattering/transform/bessel_sums.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "glasscape/core/lanes.hpp"
#include "glasscape/scattering/transform/bessel.hpp"

namespace glasscape {
namespace {

typedef long long LaneBits __attribute__((vector_size(lanes * sizeof(long long))));

inline __attribute__((always_inline)) void load(const double* from, Lanes& to) { std::memcpy(&to, from, sizeof to); }

// Reduction by multiples of π/2 in three parts (the first two have 33 bits, so that their products with whole numbers
// below 2^20 are exact), then Taylor's series, whose first term left out is below 5e-17.
inline __attribute__((always_inline)) void sine_cosine(const Lanes& z, Lanes& sine, Lanes& cosine) {
  constexpr double shift = 6755399441055744.0;  // 1.5 · 2^52: adding it rounds to a whole number in the last bits
  const Lanes shifted = z * 0.63661977236758134308 + shift;
  const Lanes n = shifted - shift;
  const Lanes r = z - n * 1.57079632673412561417e+00 - n * 6.07710050630396597660e-11 - n * 2.02226624879595063154e-21;
  const Lanes q = r * r;
  Lanes s = q * (-1.0 / 1307674368000) + 1.0 / 6227020800;
  s = s * q - 1.0 / 39916800;
  s = s * q + 1.0 / 362880;
  s = s * q - 1.0 / 5040;
  s = s * q + 1.0 / 120;
  s = s * q - 1.0 / 6;
  s = s * q * r + r;
  Lanes c = q * (1.0 / 20922789888000) - 1.0 / 87178291200;
  c = c * q + 1.0 / 479001600;
  c = c * q - 1.0 / 3628800;
  c = c * q + 1.0 / 40320;
  c = c * q - 1.0 / 720;
  c = c * q + 1.0 / 24;
  c = c * q - 0.5;
  c = c * q + 1.0;
  const LaneBits quadrant = (LaneBits)shifted;
  const LaneBits swap = -(quadrant & 1);
  const LaneBits sb = (LaneBits)s, cb = (LaneBits)c;
  const LaneBits sign_of_sine = (quadrant & 2) << 62, sign_of_cosine = ((quadrant + 1) & 2) << 62;
  const LaneBits sine_bits = ((cb & swap) | (sb & ~swap)) ^ sign_of_sine;
  const LaneBits cosine_bits = ((sb & swap) | (cb & ~swap)) ^ sign_of_cosine;
  sine = (Lanes)sine_bits;
  cosine = (Lanes)cosine_bits;
}

struct Job {
  const double* x;
  std::size_t count;  // a multiple of the lanes
  const BesselSums::Row* rows;
  std::size_t row_count;
  int lmax;
};

constexpr std::size_t block = 8;  // vectors that are worked on together

GLASSCAPE_CLONES
void add_up(const Job& job, double y, double* sums, double* squares) {
  const auto lmax = static_cast<std::size_t>(job.lmax);
  // The recurrence multiplies rounding errors by about (2l − 1)!!/z^(l+1): one or less from here on.
  const double near_zero = 1 + job.lmax / 2.0;
  Lanes bessel[bessel_lmax + 1][block];
  for (std::size_t begin = 0; begin < job.count; begin += block * lanes) {
    const std::size_t vectors = std::min(block, (job.count - begin) / lanes);
    for (std::size_t v = 0; v < vectors; ++v) {
      const double* const x = job.x + begin + v * lanes;
      if (x[0] * y < near_zero) {
        std::array<double, bessel_lmax + 1> one;
        for (std::size_t lane = 0; lane < lanes; ++lane) {
          spherical_bessels(y * x[lane], std::span(one).first(lmax + 1));
          for (std::size_t l = 0; l <= lmax; ++l) bessel[l][v][lane] = one[l];
        }
        continue;
      }
      Lanes z, sine, cosine;
      load(x, z);
      z *= y;
      sine_cosine(z, sine, cosine);
      const Lanes inverse = 1.0 / z;
      bessel[0][v] = sine * inverse;
      if (lmax > 0) bessel[1][v] = (bessel[0][v] - cosine) * inverse;
      for (std::size_t l = 2; l <= lmax; ++l) {
        bessel[l][v] = static_cast<double>(2 * l - 1) * inverse * bessel[l - 1][v] - bessel[l - 2][v];
      }
    }
    for (std::size_t row = 0; row < job.row_count; ++row) {
      const BesselSums::Row& r = job.rows[row];
      const Lanes* const j = bessel[r.l];
      Lanes sum, square{}, weight;
      load(sums + lanes * row, sum);
      for (std::size_t v = 0; v < vectors; ++v) {
        load(r.weight.data() + begin + v * lanes, weight);
        sum += weight * j[v];
      }
      std::memcpy(sums + lanes * row, &sum, sizeof sum);
      if (r.spread.empty()) continue;
      load(squares + lanes * row, square);
      for (std::size_t v = 0; v < vectors; ++v) {
        load(r.spread.data() + begin + v * lanes, weight);
        weight *= j[v];
        square += weight * weight;
      }
      std::memcpy(squares + lanes * row, &square, sizeof square);
    }
  }
}

}  // namespace

BesselSums::BesselSums(std::span<const double> x, std::vector<Row> rows)
    : x_(x.begin(), x.end()), rows_(std::move(rows)) {
  // Beyond the end, weights are zero.
  const std::size_t padded = (x.size() + lanes - 1) / lanes * lanes;
  x_.resize(padded, x.empty() ? 0 : x.back());
  for (Row& row : rows_) {
    row.weight.resize(padded, 0);
    if (!row.spread.empty()) row.spread.resize(padded, 0);
    lmax_ = std::max(lmax_, row.l);
  }
}

void BesselSums::operator()(double y, std::span<double> sums, std::span<double> squares) const {
  std::vector<double> partial(2 * lanes * rows_.size(), 0);
  double* const partial_squares = partial.data() + lanes * rows_.size();
  add_up({x_.data(), x_.size(), rows_.data(), rows_.size(), lmax_}, y, partial.data(), partial_squares);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    sums[row] = squares[row] = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      sums[row] += partial[lanes * row + lane];
      squares[row] += partial_squares[lanes * row + lane];
    }
  }
}

}  // namespace glasscape
