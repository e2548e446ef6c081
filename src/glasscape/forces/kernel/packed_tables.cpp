#include "glasscape/forces/kernel/packed_tables.hpp"

#include <algorithm>
#include <cmath>

namespace glasscape::kernel {
namespace {

// End of the last interval where the cubic is not zero throughout; the potential's cutoff if the table does not fade.
double reach(const CubicTable& table, double cutoff) {
  std::size_t used = table.intervals();
  const auto zero = [&](std::size_t k) {
    const auto& c = table.coefficients(k);
    return c[0] == 0 && c[1] == 0 && c[2] == 0 && c[3] == 0;
  };
  while (used > 0 && zero(used - 1)) --used;
  if (used == table.intervals()) return cutoff;
  return std::min(cutoff, static_cast<double>(used) * table.step());
}

bool same(const CubicTable& a, const CubicTable& b) {
  for (std::size_t k = 0; k < a.intervals(); ++k) {
    if (a.coefficients(k) != b.coefficients(k)) return false;
  }
  return true;
}

}  // namespace

PackedTables::PackedTables(const EamTables& tables) : rows_(tables.species()) {
  const std::size_t n = tables.species();
  const CubicTable& any = tables.r_phi_table(0, 0);
  const std::size_t intervals = any.intervals();
  inverse_step_ = 1 / any.step();
  last_interval_ = static_cast<std::int32_t>(intervals - 1);
  near_.reserve(n * n * intervals * 8);
  far_.reserve(n * (n + 1) / 2 * intervals * 4);
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < n; ++b) {
      const CubicTable& r_phi = tables.r_phi_table(a, b);
      const CubicTable& density = tables.density_table(b, a);
      if (!same(density, tables.density_table(a, b))) symmetric_ = false;
      // One line of both for unlike pairs too where they give each other the same density.
      const auto base = static_cast<std::int32_t>((a * n + b) * intervals);
      const std::size_t low = std::min(a, b), high = std::max(a, b);
      const auto far_base = static_cast<std::int32_t>((high * (high + 1) / 2 + low) * intervals);
      for (std::size_t k = 0; k < intervals; ++k) {
        double* node = near_.data() + 8 * (static_cast<std::size_t>(base) + k);
        std::copy_n(r_phi.coefficients(k).data(), 4, node);
        std::copy_n(density.coefficients(k).data(), 4, node + 4);
        std::copy_n(r_phi.coefficients(k).data(), 4, far_.data() + 4 * (static_cast<std::size_t>(far_base) + k));
      }
      const double near = std::max(reach(density, tables.cutoff()), reach(tables.density_table(a, b), tables.cutoff()));
      const double far = reach(r_phi, tables.cutoff());
      density_reach_ = std::max(density_reach_, near);
      RowTables& row = rows_[a];
      row.near2[b] = near * near;
      row.far2[b] = far * far;
      row.near_base[b] = base;
      row.to_back[b] = static_cast<std::int32_t>((b * n + a) * intervals) - base;
      row.far_base[b] = far_base;
    }
  }
  // Unlike pairs that are symmetric share one table, which keeps more of it in the cache.
  if (symmetric_) {
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < a; ++b) rows_[a].near_base[b] = rows_[b].near_base[a];
    }
  }
  for (RowTables& row : rows_) {
    for (std::size_t b = n; b < max_species; ++b) {
      row.near2[b] = row.far2[b] = 0;
      row.near_base[b] = row.to_back[b] = row.far_base[b] = 0;
    }
  }
}

Ranges2 PackedTables::ranges2(double skin) const {
  Ranges2 result = density_ranges2(skin);
  for (std::size_t a = 0; a < rows_.size(); ++a) {
    for (std::size_t b = 0; b < rows_.size(); ++b) {
      const double range = std::sqrt(rows_[a].far2[b]) + skin;
      result[a][b] = std::max(result[a][b], range * range);
    }
  }
  return result;
}

Ranges2 PackedTables::density_ranges2(double skin) const {
  Ranges2 result{};
  for (std::size_t a = 0; a < rows_.size(); ++a) {
    for (std::size_t b = 0; b < rows_.size(); ++b) {
      const double range = std::sqrt(rows_[a].near2[b]) + skin;
      result[a][b] = range * range;
    }
  }
  return result;
}

}  // namespace glasscape::kernel
