#include "glasscape/modes/hessian.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/forces/interaction.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

namespace glasscape {
namespace {

constexpr std::size_t grain = 64;

// The bits of a number of 21 bits, two apart.
std::uint64_t spread(std::uint64_t v) {
  v = (v | v << 32) & 0x1f00000000ffffULL;
  v = (v | v << 16) & 0x1f0000ff0000ffULL;
  v = (v | v << 8) & 0x100f00f00f00f00fULL;
  v = (v | v << 4) & 0x10c30c30c30c30c3ULL;
  return (v | v << 2) & 0x1249249249249249ULL;
}

// Atoms along a Z curve through cells of about 2 Å.
std::vector<std::uint32_t> spatial_order(const ConfigurationView& view) {
  std::vector<std::uint64_t> key(view.size());
  const Vec3 heights = view.box.heights();
  for (std::size_t i = 0; i < view.size(); ++i) {
    Vec3 s = view.box.fractional(view.positions[i]);
    for (std::size_t k = 0; k < 3; ++k) {
      s[k] = (s[k] - std::floor(s[k])) * std::min(heights[k] / 2, 2e6);
      key[i] |= spread(static_cast<std::uint64_t>(s[k])) << k;
    }
  }
  std::vector<std::uint32_t> order(view.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return key[a] < key[b]; });
  return order;
}

struct Derivatives {
  Vec3 direction;            // from i to j
  double along, across;      // V'' and V'/r of the pair [eV/Å²]
  double density_here = 0;   // f' of j at i
  double density_there = 0;  // f' of i at j
  double slope;              // V' [eV/Å]
};

// One pass over the pairs of each atom, with the densities of all atoms known.
class Pairs {
 public:
  Pairs(const Configuration& configuration, const Interaction& interaction, const RunContext& context)
      : view_(configuration.view()),
        interaction_(interaction),
        list_(view_, interaction.cutoff(), context),
        slope_(view_.size(), 0),
        curvature_(view_.size(), 0) {
    if (!interaction.has_embedding()) return;
    parallel_blocks(context, view_.size(), grain, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) {
        double rho = 0;
        for (const Neighbor& nb : list_.of(i)) {
          rho += interaction_.density(type(nb.index), type(i), norm(bond(view_, i, nb))).value;
        }
        slope_[i] = interaction_.embedding(type(i), rho).slope;
        curvature_[i] = interaction_.embedding_curvature(type(i), rho);
      }
    });
  }

  [[nodiscard]] std::span<const Neighbor> of(std::size_t i) const { return list_.of(i); }
  [[nodiscard]] double embedding_curvature(std::size_t i) const { return curvature_[i]; }
  [[nodiscard]] Derivatives operator()(std::size_t i, const Neighbor& nb) const {
    const std::size_t j = nb.index;
    const Vec3 d = bond(view_, i, nb);
    const double r = norm(d);
    Derivatives result{.direction = d * (1 / r)};
    result.slope = interaction_.pair(type(i), type(j), r).slope;
    result.along = interaction_.pair_curvature(type(i), type(j), r);
    if (interaction_.has_embedding()) {
      result.density_here = interaction_.density(type(j), type(i), r).slope;
      result.density_there = interaction_.density(type(i), type(j), r).slope;
      result.slope += slope_[i] * result.density_here + slope_[j] * result.density_there;
      result.along += slope_[i] * interaction_.density_curvature(type(j), type(i), r) +
                      slope_[j] * interaction_.density_curvature(type(i), type(j), r);
    }
    result.across = result.slope / r;
    return result;
  }

 private:
  [[nodiscard]] std::size_t type(std::size_t i) const { return static_cast<std::size_t>(view_.types[i]); }

  ConfigurationView view_;
  const Interaction& interaction_;
  NeighborList list_;
  std::vector<double> slope_, curvature_;
};

// Which of the four groups of a row a pair belongs to; −1 for one that does nothing.
int group_of(const Derivatives& d) {
  const bool dense = d.density_here != 0 || d.density_there != 0;
  if (!dense && d.along == 0 && d.across == 0) return -1;
  return (dense ? 0 : 2) + (d.along - d.across < 0 ? 1 : 0);
}

std::vector<double> weights(const Configuration& c, Weighting weighting) {
  std::vector<double> result(c.size(), 1.0);
  if (weighting == Weighting::none) return result;
  for (std::size_t i = 0; i < c.size(); ++i) {
    const Species& species = c.species[static_cast<std::size_t>(c.types[i])];
    if (!(species.mass > 0)) {
      throw usage_error("normal modes", fmt::format("the mass of '{}' is not known", species.name), {},
                        "name the elements (--elements)");
    }
    result[i] = 1 / std::sqrt(species.mass);
  }
  return result;
}

}  // namespace

Hessian::Hessian(const Configuration& configuration, const ForceField& force_field, Weighting weighting,
                 const RunContext& context) {
  const auto interaction = force_field.interaction(configuration.species);
  if (!interaction) {
    throw usage_error("Hessian", fmt::format("{} gives no second derivatives", force_field.description()),
                      "embedded-atom and pair potentials");
  }
  const std::vector<double> weight = weights(configuration, weighting);
  const Pairs pairs(configuration, *interaction, context);
  const std::size_t n = configuration.size();
  order_ = spatial_order(configuration.view());
  std::vector<std::uint32_t> place(n);
  for (std::size_t k = 0; k < n; ++k) place[order_[k]] = static_cast<std::uint32_t>(k);

  std::vector<std::array<std::size_t, 4>> counts(n);
  parallel_blocks(context, n, grain, [&](std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k) {
      for (const Neighbor& nb : pairs.of(order_[k])) {
        const int g = group_of(pairs(order_[k], nb));
        if (g >= 0) ++counts[k][static_cast<std::size_t>(g)];
      }
    }
  });
  group_.assign(4 * n + 1, 0);
  density_.assign(n + 1, 0);
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t g = 0; g < 4; ++g) group_[4 * k + g + 1] = group_[4 * k + g] + counts[k][g];
    density_[k + 1] = density_[k] + counts[k][0] + counts[k][1];
  }
  partner_.reserve(group_.back());
  pair_.reserve(4 * group_.back());
  c1c2_.reserve(2 * density_.back());
  diagonal_.assign(6 * n, 0);
  own_.assign(3 * n, 0);
  embedding_.assign(n, 0);
  translation_.resize(n);
  std::vector<double> force(n);
  parallel_blocks(context, n, grain, [&](std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k) {
      const std::size_t i = order_[k];
      const double w = weight[i];
      std::array<std::size_t, 4> at{group_[4 * k], group_[4 * k + 1], group_[4 * k + 2], group_[4 * k + 3]};
      Mat3 diagonal;
      Vec3 own, gradient;
      for (const Neighbor& nb : pairs.of(i)) {
        const Derivatives d = pairs(i, nb);
        const int g = group_of(d);
        if (g < 0) continue;
        const double b = d.along - d.across, v = weight[nb.index];
        const Vec3& direction = d.direction;
        diagonal += Mat3::diagonal(d.across, d.across, d.across) + outer(direction, direction) * b;
        own -= direction * d.density_here;
        gradient -= direction * d.slope;
        // A length of m that is tiny but not zero keeps c1·m and c2·m exact.
        const double length = std::sqrt(std::max(std::abs(b) * w * v, 1e-200));
        const std::size_t e = at[static_cast<std::size_t>(g)]++;
        partner_[e] = place[nb.index];
        for (std::size_t c = 0; c < 3; ++c) pair_[4 * e + c] = direction[c] * length;
        pair_[4 * e + 3] = d.across * w * v;
        if (g > 1) continue;
        const std::size_t q = 2 * (density_[k] + e - group_[4 * k]);
        c1c2_[q] = d.density_here * v / length;
        c1c2_[q + 1] = d.density_there * w / length;
      }
      const Mat3& m = diagonal;
      const double six[6] = {m[0].x, m[1].y, m[2].z, m[0].y, m[0].z, m[1].z};
      for (std::size_t c = 0; c < 6; ++c) diagonal_[6 * k + c] = six[c] * w * w;
      for (std::size_t c = 0; c < 3; ++c) own_[3 * k + c] = own[c] * w;
      embedding_[k] = pairs.embedding_curvature(i);
      translation_[k] = 1 / w;
      force[k] = norm(gradient);
    }
  });
  const auto largest = std::max_element(force.begin(), force.end());
  if (largest != force.end()) {
    largest_force_ = *largest;
    largest_force_atom_ = order_[static_cast<std::size_t>(largest - force.begin())];
  }
}

modes_kernel::Factors Hessian::factors() const {
  return {group_.data(), density_.data(),  partner_.data(), pair_.data(),
          c1c2_.data(),  diagonal_.data(), own_.data(),     embedding_.data()};
}

void Hessian::multiply(const BlockAlgebra& algebra, double alpha, const Block& x, double beta, double gamma,
                       const Block& previous, Block& y, AlignedBuffer<double>& scratch) const {
  const modes_kernel::Factors f = factors();
  scratch.reserve(atoms() * Block::width);
  parallel_blocks(algebra.context(), atoms(), grain, [&](std::size_t first, std::size_t last) {
    algebra.kernel().embed(f, x.data(), scratch.data(), first, last);
  });
  const modes_kernel::Step step{alpha, beta, gamma, x.data(), previous.data(), y.data()};
  parallel_blocks(algebra.context(), atoms(), grain, [&](std::size_t first, std::size_t last) {
    algebra.kernel().multiply(f, step, scratch.data(), first, last);
  });
}

}  // namespace glasscape
