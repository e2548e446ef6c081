#include "glasscape/structure/steinhardt/steinhardt.hpp"

#include <cmath>
#include <complex>
#include <fmt/format.h>
#include <limits>
#include <numbers>
#include <set>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/neighbors/voronoi.hpp"
#include "glasscape/structure/steinhardt/harmonics.hpp"

namespace glasscape {
namespace {

// Below this Σ|q|² (a Q_l of 1e-10) only rounding is left, for example of Q2 in a cubic crystal.
constexpr double vanishing = 1e-20;
constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
using Complex = std::complex<double>;

// q_lm of all atoms, and who their neighbours are if that is needed for averaging.
struct BondOrder {
  std::vector<Complex> q;  // atom by atom
  std::vector<std::vector<std::uint32_t>> neighbors;
};

void from_cutoff(const ConfigurationView& view, const SteinhardtOptions& options, const RunContext& context,
                 const Harmonics& harmonics, BondOrder& order) {
  const CellGrid grid(view, options.cutoff);
  parallel_blocks(context, view.size(), 64, [&](std::size_t first, std::size_t last) {
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      const std::uint32_t atom = grid.atom(slot);
      const std::span<Complex> q(order.q.data() + atom * harmonics.size(), harmonics.size());
      std::size_t count = 0;
      grid.around(slot, [&](std::uint32_t other, const Image& image, double d2) {
        ++count;
        harmonics.add(grid.bond(slot, other, image) * (1 / std::sqrt(d2)), 1, q);
        if (options.average) order.neighbors[atom].push_back(grid.atom(other));
      });
      for (Complex& value : q) value = count > 0 ? value / static_cast<double>(count) : Complex(undefined, undefined);
    }
  });
}

void from_voronoi(const ConfigurationView& view, const SteinhardtOptions& options, const RunContext& context,
                  const Harmonics& harmonics, BondOrder& order) {
  const bool by_area = options.neighbors == "voronoi_area";
  for_each_voronoi_cell(view, {}, context, [&](std::uint32_t atom, const VoronoiCell& cell) {
    const std::span<Complex> q(order.q.data() + atom * harmonics.size(), harmonics.size());
    double total = 0;
    for (const VoronoiFace& face : cell.faces) {
      if (!cell.bounded || face.area <= options.area_threshold * cell.surface) continue;
      const Vec3 r = bond(view, atom, face.neighbor);
      const double weight = by_area ? face.area : 1;
      total += weight;
      harmonics.add(r * (1 / norm(r)), weight, q);
      if (options.average) order.neighbors[atom].push_back(face.neighbor.index);
    }
    for (Complex& value : q) value = total > 0 ? value / total : Complex(undefined, undefined);
  });
}

std::vector<Complex> averaged(const BondOrder& order, std::size_t width, const RunContext& context) {
  std::vector<Complex> result = order.q;
  parallel_blocks(context, order.neighbors.size(), 64, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      for (std::size_t k = 0; k < width; ++k) {
        Complex& sum = result[i * width + k];
        for (const std::uint32_t j : order.neighbors[i]) sum += order.q[j * width + k];
        sum /= static_cast<double>(order.neighbors[i].size() + 1);
      }
    }
  });
  return result;
}

}  // namespace

std::vector<Field> steinhardt(const Configuration& configuration, const SteinhardtOptions& options,
                              const RunContext& context) {
  if (options.l.empty() || std::set(options.l.begin(), options.l.end()).size() != options.l.size()) {
    throw usage_error("steinhardt: l", "the list of degrees is empty or names one twice",
                      "one or more of 2 to 12, each once");
  }
  const ConfigurationView view = configuration.view();
  const std::size_t n = view.size();
  const Harmonics harmonics(std::vector<int>(options.l.begin(), options.l.end()));
  BondOrder order{.q = std::vector<Complex>(n * harmonics.size()), .neighbors = {}};
  if (options.average) order.neighbors.resize(n);
  (options.neighbors == "cutoff" ? from_cutoff : from_voronoi)(view, options, context, harmonics, order);
  const std::vector<Complex> q = options.average ? averaged(order, harmonics.size(), context) : std::move(order.q);

  const std::string suffix = options.average ? "_avg" : "";
  std::vector<Field> fields;
  for (std::size_t d = 0; d < options.l.size(); ++d) {
    const auto l = static_cast<int>(options.l[d]);
    const ThirdOrder third(l);
    std::vector<double> q_l(n), w_l(n), w_hat(n);
    parallel_blocks(context, n, 256, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) {
        const std::span<const Complex> values(q.data() + i * harmonics.size() + harmonics.offset(d),
                                              static_cast<std::size_t>(l) + 1);
        const double sum = power(values);
        q_l[i] = std::sqrt(4 * std::numbers::pi / (2 * l + 1) * sum);
        if (l % 2 != 0) continue;
        w_l[i] = std::isnan(sum) ? undefined : third(values);
        w_hat[i] = sum > vanishing ? w_l[i] / (sum * std::sqrt(sum)) : undefined;
      }
    });
    fields.emplace_back(fmt::format("q{}{}", l, suffix), Unit("1"), std::move(q_l));
    if (l % 2 != 0) continue;
    fields.emplace_back(fmt::format("w{}{}", l, suffix), Unit("1"), std::move(w_l));
    fields.emplace_back(fmt::format("w{}_hat{}", l, suffix), Unit("1"), std::move(w_hat));
  }
  return fields;
}

Descriptor steinhardt_descriptor() {
  static const ParameterTable<SteinhardtOptions> table{
      {"l", &SteinhardtOptions::l, Unit("1"), "degrees of the harmonics", between(2, 12)},
      {"neighbors",
       &SteinhardtOptions::neighbors,
       Unit("1"),
       "atoms within the cutoff, atoms that share a Voronoi face, or these weighted with the area of the face",
       {},
       {"cutoff", "voronoi", "voronoi_area"},
       "voronoi_area: Mickel et al., doi:10.1063/1.4774084"},
      {"cutoff",
       &SteinhardtOptions::cutoff,
       Unit("Å"),
       "neighbours are nearer than this (neighbors=cutoff)",
       positive(),
       {},
       "first trough of g(r) of Cu50Zr50, doi:10.1103/PhysRevB.99.014115"},
      {"area_threshold",
       &SteinhardtOptions::area_threshold,
       Unit("1"),
       "faces of at most this fraction of the cell's surface do not count (neighbors=voronoi...)",
       {.low = 0, .high = 1, .high_open = true}},
      {"average",
       &SteinhardtOptions::average,
       Unit("1"),
       "average q_lm over the atom and its neighbours; names end in _avg",
       {},
       {},
       "Lechner & Dellago, doi:10.1063/1.2977970"},
  };
  std::vector<OutputInfo> outputs;
  for (const int l : {4, 6}) {
    const std::string none = "; NaN without neighbours or where their Voronoi cell is open";
    outputs.push_back({fmt::format("q{}", l), "1", 1, fmt::format("Q_{}; one field per l{}", l, none)});
    outputs.push_back({fmt::format("w{}", l), "1", 1, fmt::format("W_{}; one field per even l{}", l, none)});
    outputs.push_back(
        {fmt::format("w{}_hat", l), "1", 1, fmt::format("W_{} normalised{}, or where Q_{} vanishes", l, none, l)});
  }
  return make_descriptor("steinhardt", "Bond-orientational order parameters Q_l and W_l",
                         "Steinhardt, Nelson & Ronchetti, PRB 28, 784 (1983), doi:10.1103/PhysRevB.28.784; averaged: "
                         "doi:10.1063/1.2977970; Voronoi-weighted: doi:10.1063/1.4774084",
                         std::move(outputs), table, steinhardt);
}

}  // namespace glasscape
