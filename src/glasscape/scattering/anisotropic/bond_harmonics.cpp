#include "glasscape/scattering/anisotropic/bond_harmonics.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "glasscape/core/lanes.hpp"
#include "glasscape/scattering/harmonics/harmonics.hpp"

namespace glasscape {
namespace {

// By reference: how vectors of this size are passed by value depends on the processor.
inline void load(Lanes& v, const double* from) { std::memcpy(&v, from, sizeof v); }
inline void store(double* to, const Lanes& v) { std::memcpy(to, &v, sizeof v); }

// real_harmonics for eight bonds at once; y[channel · lanes + bond]. `steps`: the sectoral factor of each m, followed
// by a and b of each l > m.
GLASSCAPE_CLONES
void eight_bonds(int lmax, const double* steps, const double* frame, const double* bond_x, const double* bond_y,
                 const double* bond_z, const double* squared, double* r, double* y) {
  Lanes d2, bx, by, bz, length;
  load(d2, squared);
  load(bx, bond_x);
  load(by, bond_y);
  load(bz, bond_z);
  for (std::size_t k = 0; k < lanes; ++k) length[k] = std::sqrt(d2[k]);
  store(r, length);
  const Lanes inverse = 1.0 / length;
  const Lanes ux = (frame[0] * bx + frame[1] * by + frame[2] * bz) * inverse;
  const Lanes uy = (frame[3] * bx + frame[4] * by + frame[5] * bz) * inverse;
  const Lanes uz = (frame[6] * bx + frame[7] * by + frame[8] * bz) * inverse;
  Lanes cosine = Lanes{} + 1.0, sine{};
  double sectoral = 1;
  for (int m = 0; m <= lmax; ++m) {
    sectoral *= *steps++;
    if (m > 0) {
      const Lanes c = cosine;
      cosine = c * ux - sine * uy;
      sine = c * uy + sine * ux;
    }
    Lanes before{}, last = before + sectoral;
    for (int l = m; l <= lmax; ++l) {
      if (l > m) {
        const Lanes next = steps[0] * uz * last - steps[1] * before;
        steps += 2;
        before = last;
        last = next;
      }
      store(y + static_cast<std::size_t>(l * l + l + m) * lanes, last * cosine);
      if (m > 0) store(y + static_cast<std::size_t>(l * l + l - m) * lanes, last * sine);
    }
  }
}

}  // namespace

BondHarmonics::BondHarmonics(int lmax, double width, std::size_t bins, const Mat3& frame)
    : lmax_(lmax), bins_(bins), channels_(harmonics_up_to(lmax).size()), inverse_width_(1 / width) {
  for (std::size_t k = 0; k < 9; ++k) frame_[k] = frame[k / 3][k % 3];
  for (int m = 0; m <= lmax; ++m) {
    steps_.push_back(m == 0 ? 1 : m == 1 ? std::sqrt(3.0) : std::sqrt((2.0 * m + 1) / (2.0 * m)));
    for (int l = m + 1; l <= lmax; ++l) {
      const double a = std::sqrt((4.0 * l * l - 1) / (1.0 * l * l - m * m)), k = l - 1.0;
      steps_.push_back(a);
      steps_.push_back(l == m + 1 ? 0 : a * std::sqrt((k * k - m * m) / (4 * k * k - 1)));
    }
  }
}

void BondHarmonics::add(BondBatch& batch, double* sums, std::size_t rows) const {
  const auto spare = static_cast<std::uint32_t>(rows);
  const std::size_t whole = (batch.count + lanes - 1) / lanes * lanes;
  for (std::size_t k = batch.count; k < whole; ++k) {
    batch.x[k] = batch.squared[k] = 1;
    batch.y[k] = batch.z[k] = 0;
    batch.row[k] = spare;
  }
  alignas(64) double y[harmonic_count(largest_harmonic) * lanes];
  alignas(64) double r[lanes];
  for (std::size_t begin = 0; begin < whole; begin += lanes) {
    eight_bonds(lmax_, steps_.data(), frame_.data(), &batch.x[begin], &batch.y[begin], &batch.z[begin],
                &batch.squared[begin], r, y);
    for (std::size_t k = 0; k < lanes; ++k) {
      const std::size_t row = batch.row[begin + k];
      const std::size_t bin = row == spare ? 0 : std::min(static_cast<std::size_t>(r[k] * inverse_width_), bins_ - 1);
      double* const to = sums + (row * bins_ + bin) * channels_;
      for (std::size_t c = 0; c < channels_; ++c) to[c] += y[c * lanes + k];
    }
  }
  batch.count = 0;
}

}  // namespace glasscape
