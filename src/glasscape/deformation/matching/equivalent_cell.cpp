#include "glasscape/deformation/matching/equivalent_cell.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace glasscape {
namespace {

using Combination = std::array<std::array<int, 3>, 3>;  // rows: how often each vector of the file's cell enters
constexpr Combination identity{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

Mat3 cell_of(const Combination& m, const Mat3& cell) {
  Mat3 result;
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) result[a] += static_cast<double>(m[a][b]) * cell[b];
  }
  return result;
}

int determinant(const Combination& m) {
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

// The lattice vectors nearest to the cell before; open directions keep their own.
Combination nearest_combination(const Box& before, const Box& now) {
  Combination m = identity;
  for (std::size_t a = 0; a < 3; ++a) {
    if (!now.periodic()[a]) continue;
    const Vec3 multiples = before.cell()[a] * now.inverse_cell();
    for (std::size_t b = 0; b < 3; ++b) {
      if (now.periodic()[b]) m[a][b] = static_cast<int>(std::clamp(std::round(multiples[b]), -1000.0, 1000.0));
    }
  }
  return determinant(m) == 1 ? m : identity;
}

std::vector<Combination> candidates(const Combination& first, const std::array<bool, 3>& periodic) {
  std::vector<Combination> all{first};
  for (const Combination& base : {first, identity}) {
    if (std::find(all.begin(), all.end(), base) == all.end()) all.push_back(base);
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = 0; b < 3; ++b) {
        if (a == b || !periodic[a] || !periodic[b]) continue;
        for (const int sign : {-1, 1}) {
          Combination next = base;
          for (std::size_t k = 0; k < 3; ++k) next[a][k] += sign * base[b][k];
          if (std::find(all.begin(), all.end(), next) == all.end()) all.push_back(next);
        }
      }
    }
  }
  return all;
}

struct Score {
  Vec3 drift;
  double spread = 0;  // Å²
};

Score score(const Box& box, std::span<const Vec3> before, std::span<const Vec3> positions, bool unwrapped) {
  const std::size_t n = positions.size();
  std::vector<Vec3> change(n);
  for (std::size_t i = 0; i < n; ++i) change[i] = box.fractional(positions[i]) - before[i];
  Score result;
  for (std::size_t c = 0; c < 3; ++c) {
    double sum = 0, sine = 0, cosine = 0;
    const bool around = box.periodic()[c] && !unwrapped;
    for (const Vec3& d : change) {
      sum += d[c];
      if (!around) continue;
      sine += std::sin(2 * std::numbers::pi * d[c]);
      cosine += std::cos(2 * std::numbers::pi * d[c]);
    }
    double& drift = result.drift[c];
    drift = around ? std::atan2(sine, cosine) / (2 * std::numbers::pi) : sum / static_cast<double>(n);
    // Refined by the mean about it, so that it is that of the images which will be chosen.
    double rest = 0;
    for (Vec3& d : change) {
      d[c] -= drift;
      if (around) d[c] -= std::round(d[c]);
      rest += d[c];
    }
    rest /= static_cast<double>(n);
    drift += rest;
    for (Vec3& d : change) d[c] -= rest;
  }
  for (const Vec3& d : change) result.spread += norm2(d * box.cell());
  result.spread /= static_cast<double>(n);
  return result;
}

}  // namespace

EquivalentCell equivalent_cell(const Box& before, std::span<const Vec3> fractional_before, const Box& cell,
                               std::span<const Vec3> positions, bool unwrapped) {
  constexpr double better = 2;
  // Positions of thermal glasses never agree more closely; it keeps two exact matches of a perfect copy apart.
  constexpr double rounding = 1e-12;
  const auto all = candidates(nearest_combination(before, cell), cell.periodic());
  EquivalentCell best{.box = cell};
  double lowest = 0, nearest = 0, second = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < all.size(); ++k) {
    const Box box(cell_of(all[k], cell.cell()), cell.origin(), cell.periodic());
    const Score s = score(box, fractional_before, positions, unwrapped);
    const double spread = s.spread + rounding;
    if (k == 0) nearest = lowest = spread;
    if (k == 0 || (spread * better < nearest && spread < lowest)) {
      if (k > 0) second = std::min(second, lowest);
      best.box = box;
      best.drift = s.drift;
      best.changed = all[k] != identity;
      lowest = spread;
    } else {
      second = std::min(second, spread);
    }
  }
  best.ambiguous = second < better * lowest;
  return best;
}

}  // namespace glasscape
