#include "glasscape/structure/crystal_likeness/crystal_likeness.hpp"

#include <array>
#include <cmath>
#include <complex>
#include <limits>

#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/structure/bond_directions.hpp"
#include "glasscape/structure/steinhardt/harmonics.hpp"

namespace glasscape {
namespace {

constexpr double vanishing = 1e-20;  // of Σ|q|²: only rounding is left
constexpr int degree = 6;

// q_6m as a real vector of unit length: its scalar product is the normalised product of the complex ones.
using OrderVector = std::array<double, 2 * degree + 1>;

std::vector<OrderVector> order_vectors(const ConfigurationView& view, double cutoff, const RunContext& context) {
  const Harmonics harmonics({degree});
  OrderVector none;
  none.fill(std::numeric_limits<double>::quiet_NaN());
  std::vector<OrderVector> result(view.size(), none);
  for_each_bond_directions(view, {.cutoff = cutoff}, context,
                           [&](std::uint32_t atom, std::span<const Vec3> directions) {
                             if (directions.empty()) return;
                             std::array<std::complex<double>, degree + 1> q{};
                             for (const Vec3& unit : directions) harmonics.add(unit, 1, q);
                             const double sum = power(q), n = static_cast<double>(directions.size());
                             if (sum <= vanishing * n * n) return;
                             const double scale = 1 / std::sqrt(sum);
                             result[atom][0] = q[0].real() * scale;
                             for (std::size_t m = 1; m <= degree; ++m) {
                               result[atom][2 * m - 1] = std::sqrt(2.0) * q[m].real() * scale;
                               result[atom][2 * m] = std::sqrt(2.0) * q[m].imag() * scale;
                             }
                           });
  return result;
}

double product(const OrderVector& a, const OrderVector& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

}  // namespace

std::vector<Field> crystal_likeness(const Configuration& configuration, const CrystalLikenessOptions& options,
                                    const RunContext& context) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  const ConfigurationView view = configuration.view();
  const auto q = order_vectors(view, options.cutoff, context);
  const CellGrid grid(view, options.shell);
  std::vector<double> likeness(view.size(), undefined), links(view.size(), undefined), like(view.size(), undefined);
  parallel_blocks(context, view.size(), 128, [&](std::size_t first, std::size_t last) {
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      const std::uint32_t atom = grid.atom(slot);
      if (std::isnan(q[atom][0])) continue;
      double sum = 0;
      std::int64_t compared = 0, linked = 0;
      grid.around(slot, [&](std::uint32_t other, const Image&, double) {
        const std::uint32_t j = grid.atom(other);
        if (view.types[j] != view.types[atom] || std::isnan(q[j][0])) return;
        const double c = product(q[atom], q[j]);
        sum += c;
        ++compared;
        linked += c > options.threshold ? 1 : 0;
      });
      if (compared > 0) likeness[atom] = sum / static_cast<double>(compared);
      links[atom] = static_cast<double>(linked);
      like[atom] = linked >= options.links ? 1 : 0;
    }
  });
  std::vector<Field> fields;
  fields.emplace_back("crystal_likeness", Unit("1"), std::move(likeness));
  fields.emplace_back("crystal_links", Unit("1"), std::move(links));
  fields.emplace_back("crystal_like", Unit("1"), std::move(like));
  return fields;
}

Descriptor crystal_likeness_descriptor() {
  using O = CrystalLikenessOptions;
  static const ParameterTable<O> table{
      {"cutoff",
       &O::cutoff,
       Unit("Å"),
       "neighbours that make the order vector q6 are nearer than this",
       positive(),
       {},
       "first trough of g(r) of Cu50Zr50, doi:10.1103/PhysRevB.99.014115"},
      {"shell", &O::shell, Unit("Å"), "atoms of the same species are compared up to here", positive()},
      {"threshold", &O::threshold, Unit("1"), "two atoms are linked where the product exceeds this", between(-1, 1)},
      {"links", &O::links, Unit("1"), "an atom with this many links or more is crystal-like", at_least(1)},
  };
  const std::string none = "NaN where q6 of the atom vanishes";
  return make_descriptor(
      "crystal_likeness", "Likeness of the surroundings of atoms of one species (crystals, also compounds: 1)",
      "ten Wolde, Ruiz-Montero & Frenkel, JCP 104, 9932 (1996), doi:10.1063/1.471721; like species and thresholds: "
      "our definition",
      {{"crystal_likeness", "1", 1, "mean product with the like atoms within the shell; NaN without any, " + none},
       {"crystal_links", "1", 1, "number of like atoms with a product above the threshold; " + none},
       {"crystal_like", "1", 1, "1 with enough links, else 0; " + none}},
      table, crystal_likeness);
}

}  // namespace glasscape
