#include "glasscape/mechanics/local_elastic_moduli.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/energetics/bond_forces.hpp"
#include "glasscape/mechanics/strain_response.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/neighbors/voronoi.hpp"

namespace glasscape {
namespace {

constexpr double reach = 3;             // of the Gaussian, in its standard deviation
constexpr double rearrangement = 0.05;  // Å, what is left of a displacement that a reversed strain should undo
constexpr double balanced = 1e-12;      // of the weights

std::vector<double> atomic_volumes(const Configuration& c, const std::string& kind, const RunContext& context) {
  std::vector<double> result(c.size(), c.box.volume() / static_cast<double>(c.size()));
  if (kind == "mean") return result;
  for_each_voronoi_cell(c.view(), {}, context,
                        [&](std::uint32_t atom, const VoronoiCell& cell) { result[atom] = cell.volume; });
  return result;
}

// Virial of each atom [eV], in Voigt's order.
std::vector<std::array<double, 6>> virials(const Configuration& c, const Interaction& interaction,
                                           const RunContext& context) {
  std::vector<std::array<double, 6>> result(c.size());
  for_each_bond_forces(c, interaction, context, [&](std::uint32_t i, std::span<const BondForce> bonds) {
    for (const BondForce& b : bonds) {
      for (std::size_t k = 0; k < 6; ++k) {
        result[i][k] += 0.5 * b.tension / b.length * b.bond[voigt[k][0]] * b.bond[voigt[k][1]];
      }
    }
  });
  return result;
}

void require_minimum(const Configuration& c, const Interaction& interaction, double start_force,
                     const RunContext& context) {
  for (const bool periodic : c.box.periodic()) {
    if (!periodic) {
      throw input_error("local elastic moduli", "the box has a direction that is not periodic", "a periodic box", "");
    }
  }
  std::vector<double> force(c.size());
  for_each_bond_forces(c, interaction, context, [&](std::uint32_t i, std::span<const BondForce> bonds) {
    Vec3 sum;
    for (const BondForce& b : bonds) sum += b.tension / b.length * b.bond;
    force[i] = norm(sum);
  });
  const auto largest = std::max_element(force.begin(), force.end());
  if (*largest > start_force) {
    throw input_error("local elastic moduli",
                      fmt::format("the force on atom {} is {:.3g} eV/Å: this is no minimum",
                                  c.ids[static_cast<std::size_t>(largest - force.begin())], *largest),
                      fmt::format("at most {:g} eV/Å (start_force)", start_force),
                      "relax it first with the same potential: glasscape relax");
  }
}

// A displacement that the reversed strain does not undo.
void require_elastic(const Configuration& minimum, const std::vector<Vec3>& plus, const Configuration& minus) {
  for (std::size_t i = 0; i < minimum.size(); ++i) {
    const double left = norm(plus[i] + minus.positions[i] - 2 * minimum.positions[i]);
    if (left < rearrangement) continue;
    throw Error(ErrorKind::numerical,
                {"local elastic moduli",
                 fmt::format("the strain moves atom {} for good, by {:.2g} Å: a rearrangement", minimum.ids[i], left),
                 "a strain that the solid answers elastically", "take a smaller strain"});
  }
}

double bulk(const Mat6& c) {
  double sum = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) sum += c[a][b] / 9;
  }
  return sum;
}

std::array<double, 5> shears(const Mat6& c) {
  const double c12 = c[0][1] + c[1][0], c3 = c[0][2] + c[2][0] + c[1][2] + c[2][1];
  return {(c[0][0] + c[1][1] - c12) / 4, (c[0][0] + c[1][1] + 4 * c[2][2] + c12 - 2 * c3) / 12, c[3][3], c[4][4],
          c[5][5]};
}

double mean_shear(const Mat6& c) {
  double sum = 0;
  for (const double g : shears(c)) sum += g / 5;
  return sum;
}

// y_i = Σ_j exp(−r_ij²/2w²) x_j, the atom itself and images included.
class GaussianSum {
 public:
  GaussianSum(const ConfigurationView& view, double length, const RunContext& context)
      : grid_(view, reach * length, 2), scale_(-0.5 / (length * length)), context_(context) {}

  [[nodiscard]] std::vector<double> operator()(const std::vector<double>& x) const {
    std::vector<double> y(x.size());
    parallel_blocks(context_, x.size(), 64, [&](std::size_t first, std::size_t last) {
      for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
        double sum = x[grid_.atom(slot)];
        grid_.around(slot, [&](std::uint32_t other, const Image&, double d2) {
          sum += std::exp(scale_ * d2) * x[grid_.atom(other)];
        });
        y[grid_.atom(slot)] = sum;
      }
    });
    return y;
  }

 private:
  CellGrid grid_;
  double scale_;
  RunContext context_;
};

class NeighbourhoodAverage {
 public:
  NeighbourhoodAverage(const ConfigurationView& view, const std::vector<double>& volume, double length,
                       const RunContext& context)
      : sum_(view, length, context), volume_(volume), balance_(volume.size(), 1) {
    // d_i Σ_j K_ij V_j d_j = 1, by the symmetric form of Sinkhorn's iteration.
    for (int k = 0; k < 200; ++k) {
      const std::vector<double> sums = sum_(weighted(balance_));
      double worst = 0;
      for (std::size_t i = 0; i < balance_.size(); ++i) {
        worst = std::max(worst, std::abs(balance_[i] * sums[i] - 1));
        balance_[i] = std::sqrt(balance_[i] / sums[i]);
      }
      if (worst < balanced) break;
    }
  }

  [[nodiscard]] std::vector<double> operator()(const std::vector<double>& values) const {
    std::vector<double> x(values);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] *= balance_[i];
    std::vector<double> y = sum_(weighted(x));
    for (std::size_t i = 0; i < x.size(); ++i) y[i] *= balance_[i];
    return y;
  }

 private:
  [[nodiscard]] std::vector<double> weighted(std::vector<double> x) const {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] *= volume_[i];
    return x;
  }

  GaussianSum sum_;
  const std::vector<double>& volume_;
  std::vector<double> balance_;
};

}  // namespace

LocalModuli local_moduli(const std::shared_ptr<const ForceField>& force_field, const Configuration& minimum,
                         const LocalModuliOptions& options, const RunContext& context) {
  const auto interaction = formulas_of(*force_field, minimum, "local_elastic_moduli");
  require_minimum(minimum, *interaction, options.start_force, context);
  LocalModuli result{.born = std::vector<Mat6>(minimum.size()), .relaxed = {}, .volume = {}};
  result.relaxed = result.born;
  result.volume = atomic_volumes(minimum, options.volume, context);
  const auto add = [&](std::vector<Mat6>& constants, const Configuration& c, const StrainResponse& response) {
    const auto s = virials(c, *interaction, context);
    const double scale =
        response.sign / (2 * options.strain) * constants::GPa_per_eV_A3 * minimum.box.volume() / c.box.volume();
    for (std::size_t i = 0; i < s.size(); ++i) {
      for (std::size_t a = 0; a < 6; ++a) constants[i][a][response.component] += scale * s[i][a] / result.volume[i];
    }
  };
  std::vector<Vec3> plus;
  const ElasticOptions elastic{.strain = options.strain,
                               .force_tolerance = options.force_tolerance,
                               .max_evaluations = options.max_evaluations,
                               .threads = context.thread_count()};
  const StrainReport report =
      for_each_strain(force_field, minimum, elastic, context, [&](const StrainResponse& response) {
        add(result.born, response.affine, response);
        add(result.relaxed, response.relaxed, response);
        if (response.sign > 0) {
          plus = response.relaxed.positions;
        } else {
          require_elastic(minimum, plus, response.relaxed);
        }
      });
  if (!report.converged) {
    throw Error(ErrorKind::numerical, {"local elastic moduli", "a relaxation in the strained box did not converge",
                                       fmt::format("forces below {:g} eV/Å within {} evaluations",
                                                   options.force_tolerance, options.max_evaluations),
                                       "take a larger force_tolerance or max_evaluations"});
  }
  return result;
}

std::vector<double> neighbourhood_average(const ConfigurationView& view, const std::vector<double>& volume,
                                          const std::vector<double>& values, double length, const RunContext& context) {
  if (length <= 0) return values;
  return NeighbourhoodAverage(view, volume, length, context)(values);
}

std::vector<Field> local_elastic_moduli(const Configuration& configuration, const LocalModuliOptions& options,
                                        const RunContext& context) {
  const auto force_field = potential_of(options.potential, "local_elastic_moduli");
  const LocalModuli moduli = local_moduli(force_field, configuration, options, context);
  const std::size_t n = configuration.size();
  std::vector<std::vector<double>> values(7, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    values[0][i] = bulk(moduli.relaxed[i]);
    const auto g = shears(moduli.relaxed[i]);
    for (std::size_t k = 0; k < 5; ++k) values[1 + k][i] = g[k];
    values[6][i] = mean_shear(moduli.born[i]);
  }
  if (options.length > 0) {
    const NeighbourhoodAverage average(configuration.view(), moduli.volume, options.length, context);
    for (auto& value : values) value = average(value);
  }
  std::vector<double> shear(n, 0), five;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 1; k < 6; ++k) {
      shear[i] += values[k][i] / 5;
      five.push_back(values[k][i]);
    }
  }
  const Unit gpa("GPa");
  return {Field("local_bulk_modulus", gpa, std::move(values[0])), Field("local_shear_modulus", gpa, std::move(shear)),
          Field("local_shear_moduli", gpa, std::move(five), 5),
          Field("local_born_shear_modulus", gpa, std::move(values[6]))};
}

Descriptor local_elastic_moduli_descriptor() {
  using O = LocalModuliOptions;
  static const ParameterTable<O> table{
      {.name = "potential",
       .member = &O::potential,
       .unit = Unit("1"),
       .help = "interatomic potential: a file, or kim:MODEL_ID"},
      {.name = "length",
       .member = &O::length,
       .unit = Unit("Å"),
       .help = "standard deviation of the Gaussian average over neighbours; 0: single atoms",
       .bounds = between(0, 10)},
      {.name = "volume",
       .member = &O::volume,
       .unit = Unit("1"),
       .help = "of an atom: its Voronoi cell, or the mean volume",
       .choices = {"voronoi", "mean"}},
      {.name = "strain",
       .member = &O::strain,
       .unit = Unit("1"),
       .help = "of each finite difference",
       .bounds = between(1e-7, 0.01)},
      {.name = "force_tolerance",
       .member = &O::force_tolerance,
       .unit = Unit("eV/Å"),
       .help = "largest force left on an atom in a strained box",
       .bounds = positive()},
      {.name = "start_force",
       .member = &O::start_force,
       .unit = Unit("eV/Å"),
       .help = "refuse a start with a larger force on an atom",
       .bounds = positive()},
      {.name = "max_evaluations",
       .member = &O::max_evaluations,
       .unit = Unit("1"),
       .help = "limit of each relaxation",
       .bounds = at_least(10)}};
  return make_descriptor(
      "local_elastic_moduli", "Bulk and shear moduli of the surroundings of each atom, relaxed at small strains",
      "Mizuno, Mossa & Barrat, PRE 87, 042306 (2013), doi:10.1103/PhysRevE.87.042306; Tsamados et al., PRE 80, 026112 "
      "(2009), doi:10.1103/PhysRevE.80.026112",
      {{"local_bulk_modulus", "GPa", 1, "its mean by volume is the global modulus"},
       {"local_shear_modulus", "GPa", 1, "mean of the five; its mean by volume is the global Voigt modulus"},
       {"local_shear_moduli", "GPa", 5, "two pure shears, then C44, C55, C66"},
       {"local_born_shear_modulus", "GPa", 1, "the same where atoms follow the strain"}},
      table, local_elastic_moduli);
}

}  // namespace glasscape
