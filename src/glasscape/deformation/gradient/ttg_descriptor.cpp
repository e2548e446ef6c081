#include "glasscape/deformation/gradient/ttg_descriptor.hpp"

#include <array>
#include <cmath>

#include "glasscape/core/parallel.hpp"
#include "glasscape/deformation/strain/strain_measures.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Mat3 times(const Gradient3& g, const Vec3& x) { return {{g[0] * x, g[1] * x, g[2] * x}}; }

// ⟨⅔ E':E'⟩^½ over the places of the neighbours and the atom itself.
double mean_effective_strain(const TwoTermFit& fit, std::span<const Vec3> bonds) {
  double own = effective_strain(green_lagrange(fit.f));
  if (fit.kind == FitKind::affine) return own;
  double sum = own * own;
  for (const Vec3& x : bonds) {
    const double there = effective_strain(green_lagrange(fit.f + 0.5 * times(fit.g, x)));
    sum += there * there;
  }
  return std::sqrt(sum / static_cast<double>(bonds.size() + 1));
}

struct Columns {
  explicit Columns(std::size_t n, bool tensors)
      : strain(n, nan),
        affine(n, nan),
        gradient(n, nan),
        shear(n, nan),
        dilatation(n, nan),
        volume(n, nan),
        rotation(n, nan),
        dominance(n, nan),
        condition(n, nan),
        fallback(n, 0),
        residual(n, nan),
        f(tensors ? 9 * n : 0, nan),
        g(tensors ? 18 * n : 0, nan) {}

  void set(std::size_t i, const TwoTermFit& fit, std::span<const Vec3> bonds, bool deviatoric) {
    if (std::isfinite(fit.condition)) condition[i] = fit.condition;
    fallback[i] = fit.kind == FitKind::quadratic ? 0 : 1;
    if (fit.kind == FitKind::undefined) return;
    const Mat3 e = green_lagrange(fit.f);
    strain[i] = mean_effective_strain(fit, bonds);
    affine[i] = effective_strain(e);
    gradient[i] = effective_strain_gradient(fit.g, deviatoric);
    shear[i] = von_mises_shear(e);
    volume[i] = determinant(fit.f) - 1;
    dilatation[i] = std::abs(volume[i]);
    rotation[i] = rotation_of(fit.f).angle;
    residual[i] = fit.residual;
    if (f.empty()) return;
    for (std::size_t k = 0; k < 9; ++k) f[9 * i + k] = fit.f[k / 3][k % 3];
    for (std::size_t k = 0; k < 3; ++k) {
      const Mat3& m = fit.g[k];
      const double six[] = {m[0].x, m[1].y, m[2].z, m[1].z, m[0].z, m[0].y};
      for (std::size_t c = 0; c < 6; ++c) g[18 * i + 6 * k + c] = six[c];
    }
  }

  void rank_motions() {
    const std::array<const std::vector<double>*, 3> measures{&shear, &dilatation, &rotation};
    std::array<double, 3> mean{};
    for (std::size_t k = 0; k < 3; ++k) mean[k] = moments(*measures[k]).mean;
    for (std::size_t i = 0; i < shear.size(); ++i) {
      double best = -1;
      for (std::size_t k = 0; k < 3; ++k) {
        const double ratio = (*measures[k])[i] / mean[k];
        if (std::isnan(ratio)) {
          dominance[i] = nan;
          break;
        }
        if (ratio > best) {
          best = ratio;
          dominance[i] = static_cast<double>(k);
        }
      }
    }
  }

  std::vector<double> strain, affine, gradient, shear, dilatation, volume, rotation, dominance, condition, fallback,
      residual, f, g;
};

}  // namespace

double effective_strain_gradient(const Gradient3& g, bool deviatoric) {
  // ∂_i (div u)
  Vec3 divergence;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t p = 0; p < 3; ++p) divergence[i] += g[p][i][p];
  }
  double sum = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        double eta = g[k][i][j];
        if (deviatoric) eta -= ((i == k ? divergence[j] : 0) + (j == k ? divergence[i] : 0)) / 4;
        sum += eta * eta;
      }
    }
  }
  return std::sqrt(sum / 4);
}

PairResult two_term_gradient(const Reference& reference, const Configuration& current, const TtgOptions& options,
                             const RunContext& context) {
  const double cutoff = reference.cutoff(options.cutoff, options.trough, "ttg: trough", context);
  // Some sixty neighbours an atom are visited rather than listed: the list would be the largest thing in memory.
  const CellGrid grid(reference.view(), cutoff);
  const std::size_t n = reference.size();
  // Positions now in the order of the grid, moved by the cells that it moved those of the reference by.
  std::vector<Vec3> now(n);
  for (std::uint32_t slot = 0; slot < n; ++slot) {
    now[slot] = current.positions[grid.atom(slot)] - current.box.displacement(grid.shift(slot, 0, {}));
  }
  const Mat3& cell = current.box.cell();
  Columns columns(n, options.tensors);
  parallel_blocks(context, n, 256, [&](std::size_t first, std::size_t last) {
    std::vector<Vec3> before, after;
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      before.clear();
      after.clear();
      grid.around(slot, [&](std::uint32_t other, const Image& image, double) {
        before.push_back(grid.bond(slot, other, image));
        after.push_back(now[other] - now[slot] + static_cast<double>(image[0]) * cell[0] +
                        static_cast<double>(image[1]) * cell[1] + static_cast<double>(image[2]) * cell[2]);
      });
      const TwoTermFit fit =
          two_term_fit(before, after, static_cast<std::size_t>(options.min_neighbors), options.max_condition);
      columns.set(grid.atom(slot), fit, before, options.deviatoric);
    }
  });
  columns.rank_motions();

  PairResult result;
  const Moments condition = moments(columns.condition);
  result.numbers = {{"cutoff_A", cutoff},
                    {"fallbacks", moments(columns.fallback).mean * static_cast<double>(n)},
                    {"undefined", static_cast<double>(moments(columns.strain).undefined)},
                    {"condition_median", quantile(sorted_finite(columns.condition), 0.5)},
                    {"condition_max", condition.maximum}};
  const Unit none("1"), curvature("1/Å");
  const auto add = [&](const char* name, const Unit& unit, std::vector<double>& values, std::size_t components = 1) {
    result.fields.emplace_back(name, unit, std::move(values), components);
  };
  add("ttg_strain", none, columns.strain);
  add("ttg_strain_affine", none, columns.affine);
  add("ttg_gradient", curvature, columns.gradient);
  add("ttg_shear", none, columns.shear);
  add("ttg_dilatation", none, columns.dilatation);
  add("ttg_rotation", Unit("rad"), columns.rotation);
  add("ttg_volume_change", none, columns.volume);
  add("ttg_dominance", none, columns.dominance);
  add("ttg_residual", Unit("Å^2"), columns.residual);
  add("ttg_condition", none, columns.condition);
  add("ttg_fallback", none, columns.fallback);
  if (options.tensors) {
    add("ttg_f", none, columns.f, 9);
    add("ttg_g", curvature, columns.g, 18);
  }
  return result;
}

PairDescriptor ttg_descriptor() {
  using O = TtgOptions;
  const Unit none("1");
  static const ParameterTable<O> table{
      ShellRows<O>::cutoff("second trough of g(r) of CuZr glasses"),
      ShellRows<O>::trough(),
      {.name = "min_neighbors",
       .member = &O::min_neighbors,
       .unit = none,
       .help = "atoms with fewer get the affine fit, and are flagged",
       .bounds = at_least(9)},
      {.name = "max_condition",
       .member = &O::max_condition,
       .unit = none,
       .help = "atoms whose fit has this condition number or more get the affine fit, and are flagged",
       .bounds = {.low = 1, .high = 1e6}},
      {.name = "deviatoric",
       .member = &O::deviatoric,
       .unit = none,
       .help = "take the hydrostatic part off the strain gradient"},
      {.name = "tensors", .member = &O::tensors, .unit = none, .help = "also make ttg_f (F) and ttg_g (G)"},
  };
  const std::string nan = "; NaN where neighbours do not span three dimensions";
  return make_pair_descriptor(
      "ttg", "Two-term gradient model: effective strain and strain gradient, shear, dilatation and rotation",
      "Yang, Wang & Dai, Phys. Rev. Research 4, 023220 (2022), doi:10.1103/PhysRevResearch.4.023220 (the model; the "
      "formulas of the measures are ours)",
      {{"ttg_strain", "1", 1, "effective strain with gradients, root of the mean over the neighbourhood" + nan},
       {"ttg_strain_affine", "1", 1, "effective strain of F alone, gamma/3^(1/2) in small simple shear" + nan},
       {"ttg_gradient", "1/Å", 1, "effective strain gradient; 0 where the affine fit was taken" + nan},
       {"ttg_shear", "1", 1, "von Mises shear of F, gamma/2 in small simple shear" + nan},
       {"ttg_dilatation", "1", 1, "|det F - 1|" + nan},
       {"ttg_rotation", "rad", 1, "angle of the rotation R in F = RU" + nan + ", or det F <= 0"},
       {"ttg_volume_change", "1", 1, "det F - 1" + nan},
       {"ttg_dominance", "1", 1, "0 shear, 1 dilatation, 2 rotation: the largest relative to its mean" + nan},
       {"ttg_residual", "Å^2", 1, "mean squared distance that the fit leaves" + nan},
       {"ttg_condition", "1", 1, "condition number of the quadratic fit; NaN with fewer than nine neighbours"},
       {"ttg_fallback", "1", 1, "1 where the affine fit took the place of the quadratic one"},
       {"ttg_f", "1", 9, "with tensors=true: F, row by row" + nan},
       {"ttg_g", "1/Å", 18, "with tensors=true: G of x, y, z, each xx, yy, zz, yz, xz, xy" + nan}},
      table, two_term_gradient);
}

}  // namespace glasscape
