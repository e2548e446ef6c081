#include "glasscape/modes/local_thermal_energy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <tbb/enumerable_thread_specific.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/modes/dense_modes.hpp"
#include "glasscape/modes/remainder.hpp"

namespace glasscape {
namespace {

constexpr std::size_t width = Block::width;
// Å, the furthest that an atom moves. Tabulated potentials are rough: below 0.03 Å the rounding of their entries shows
// in third derivatives. Differences of fourth order keep the truncation small at steps that are wide enough.
constexpr double largest_step = 0.12;

// Differences of the atoms' energies and of the forces along 16 directions at a time. Rows of directions and forces are
// those of the Hessian.
class Differences {
 public:
  Differences(const Configuration& configuration, const ForceField& force_field, const Hessian& hessian,
              const RunContext& context)
      : configuration_(configuration), hessian_(hessian), context_(context), evaluators_([&] {
          auto evaluator = force_field.evaluator(configuration);
          // The neighbour list is that of the minimum in every thread, whatever is evaluated next.
          evaluator->evaluate(configuration.box, configuration.positions);
          return evaluator;
        }) {
    reference_ = evaluators_.local()->evaluate(configuration.box, configuration.positions);
  }

  // second(a, v): ∂²ε_a/∂x_v², as energies[v][a]; bend: −∂²F/∂x_v², added to column v (or to column 0).
  void second(const Block& x, std::size_t columns, std::array<std::vector<double>, width>& energies, Block& bend,
              bool together) {
    std::array<std::vector<double>, width> forces;
    each(x, columns, [&](std::size_t v, double h, const Stencil& e) {
      const auto curvature = [h](double m2, double m1, double at, double p1, double p2) {
        return (16 * (m1 + p1) - (m2 + p2) - 30 * at) / (12 * h * h);
      };
      energies[v].resize(configuration_.size());
      forces[v].resize(hessian_.rows());
      for (std::size_t a = 0; a < configuration_.size(); ++a) {
        energies[v][a] =
            curvature(e[0].per_atom[a], e[1].per_atom[a], reference_.per_atom[a], e[2].per_atom[a], e[3].per_atom[a]);
      }
      for (std::size_t r = 0; r < hessian_.rows(); ++r) {
        const std::size_t a = hessian_.order()[r / 3], c = r % 3;
        forces[v][r] = -curvature(e[0].forces[a][c], e[1].forces[a][c], reference_.forces[a][c], e[2].forces[a][c],
                                  e[3].forces[a][c]);
      }
    });
    for (std::size_t v = 0; v < columns; ++v) {
      for (std::size_t r = 0; r < hessian_.rows(); ++r) bend.at(r, together ? 0 : v) += forces[v][r];
    }
  }

  // ∂ε_a/∂x_v, as energies[v][a].
  void first(const Block& x, std::size_t columns, std::array<std::vector<double>, width>& energies) {
    each(x, columns, [&](std::size_t v, double h, const Stencil& e) {
      energies[v].resize(configuration_.size());
      for (std::size_t a = 0; a < configuration_.size(); ++a) {
        energies[v][a] = (8 * (e[2].per_atom[a] - e[1].per_atom[a]) - (e[3].per_atom[a] - e[0].per_atom[a])) / (12 * h);
      }
    });
  }

 private:
  using Stencil = std::array<Evaluation, 4>;  // at −2h, −h, h, 2h

  template <class Use>
  void each(const Block& x, std::size_t columns, const Use& use) {
    parallel_blocks(context_, columns, 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t v = begin; v < end; ++v) {
        double longest = 0;
        for (std::size_t k = 0; k < hessian_.atoms(); ++k) {
          longest = std::max(longest, std::hypot(x.at(3 * k, v), x.at(3 * k + 1, v), x.at(3 * k + 2, v)));
        }
        const double h = longest > 0 ? largest_step / (2 * longest) : 1;
        const auto evaluate = [&](double step) {
          std::vector<Vec3> positions = configuration_.positions;
          for (std::size_t r = 0; r < hessian_.rows(); ++r) {
            positions[hessian_.order()[r / 3]][r % 3] += step * x.at(r, v);
          }
          return evaluators_.local()->evaluate(configuration_.box, positions);
        };
        use(v, h, Stencil{evaluate(-2 * h), evaluate(-h), evaluate(h), evaluate(2 * h)});
      }
    });
  }

  const Configuration& configuration_;
  const Hessian& hessian_;
  RunContext context_;
  tbb::enumerable_thread_specific<std::unique_ptr<Evaluator>> evaluators_;
  Evaluation reference_;
};

using Columns = std::array<std::vector<double>, width>;

// Mixes columns at random in groups of up to 64, orthogonally, so that Σ x xᵀ stays: each then moves many atoms alike
// rather than a few, and the roughness of tables averages out.
void mix_columns(Eigen::MatrixXd& x) {
  const Eigen::Index n = x.cols();
  CounterRng rng(1, 8000);
  for (Eigen::Index k = n; k > 1; --k) {
    x.col(k - 1).swap(x.col(static_cast<Eigen::Index>(rng.below(static_cast<std::uint64_t>(k)))));
    if (rng.below(2) == 1) x.col(k - 1) *= -1;
  }
  Eigen::Index first = 0;
  for (Eigen::Index size = 64; size > 1; size /= 2) {
    for (; first + size <= n; first += size) {
      for (Eigen::Index half = 1; half < size; half *= 2) {
        for (Eigen::Index k = 0; k < size; ++k) {
          if ((k & half) != 0) continue;
          const Eigen::VectorXd a = x.col(first + k), b = x.col(first + k + half);
          x.col(first + k) = (a + b) / std::sqrt(2.0);
          x.col(first + k + half) = (a - b) / std::sqrt(2.0);
        }
      }
    }
  }
}

LocalThermalEnergy by_inversion(HessianOperator& matrix, Differences& differences, const RunContext& context) {
  Eigen::MatrixXd h = dense_matrix(matrix);
  const Eigen::Index n = h.rows();
  const std::size_t atoms = matrix.hessian().atoms();
  // Translations change no energy, so what is added to give them a stiffness does not matter.
  const double lift = h.diagonal().mean(), share = 3.0 / static_cast<double>(n);
  for (Eigen::Index r = 0; r < n; ++r) {
    for (Eigen::Index c = r % 3; c < n; c += 3) h(r, c) += lift * share;
  }
  const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> factor(h);
  if (factor.info() != Eigen::Success) {
    throw input_error("local thermal energy", "the Hessian is not positive", "a minimum", "relax the configuration");
  }
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(n, n);
  factor.matrixU().solveInPlace(inverse);
  mix_columns(inverse);
  LocalThermalEnergy result{std::vector<double>(atoms, 0), std::vector<double>(atoms, 0), 0};
  Block x(matrix.rows()), bend(matrix.rows());
  matrix.algebra().fill(bend, 0);
  Columns energies;
  for (Eigen::Index first = 0; first < n; first += width) {
    const auto columns = static_cast<std::size_t>(std::min<Eigen::Index>(width, n - first));
    for (Eigen::Index r = 0; r < n; ++r) {
      for (std::size_t v = 0; v < columns; ++v) {
        x.at(static_cast<std::size_t>(r), v) = inverse(r, first + static_cast<Eigen::Index>(v));
      }
    }
    differences.second(x, columns, energies, bend, true);
    for (std::size_t v = 0; v < columns; ++v) {
      for (std::size_t a = 0; a < atoms; ++a) result.value[a] += energies[v][a];
    }
    context.report("local thermal energy", static_cast<double>(first) / static_cast<double>(n));
  }
  Eigen::VectorXd shift(n);
  for (Eigen::Index r = 0; r < n; ++r) shift[r] = bend.at(static_cast<std::size_t>(r), 0);
  shift = factor.solve(shift).eval();
  for (Eigen::Index r = 0; r < n; ++r) x.at(static_cast<std::size_t>(r), 0) = shift[r];
  differences.first(x, 1, energies);
  for (std::size_t a = 0; a < atoms; ++a) result.value[a] -= energies[0][a];
  return result;
}

// H⁺ on the modes: y += Σ_k e_k (e_k·x) / λ_k.
void add_inverse_of_modes(const BlockAlgebra& algebra, const NormalModes& modes, const Block& x, Block& y) {
  for (std::size_t b = 0; b < modes.blocks().size(); ++b) {
    Small overlap = algebra.gram(modes.blocks()[b], x);
    for (std::size_t k = 0; k < width; ++k) {
      const bool mode = b * width + k < modes.modes.size();
      const double inverse = mode ? squared_frequency / modes.modes[b * width + k].squared : 0;
      for (std::size_t v = 0; v < width; ++v) overlap(k, v) *= -inverse;
    }
    algebra.subtract(y, modes.blocks()[b], overlap);
  }
}

LocalThermalEnergy by_samples(HessianOperator& matrix, const NormalModes& modes, Differences& differences,
                              const ThermalEnergyOptions& options, const RunContext& context) {
  const BlockAlgebra& algebra = matrix.algebra();
  const std::size_t atoms = matrix.hessian().atoms(), rows = matrix.rows();
  const auto order = matrix.hessian().order();
  Block x(rows), z(rows), bend(rows), common(rows);
  algebra.fill(bend, 0);
  algebra.fill(common, 0);
  Columns energies, sums;
  std::vector<double> exact(atoms, 0);
  for (std::size_t first = 0; first < modes.modes.size(); first += width) {
    const std::size_t columns = std::min(width, modes.modes.size() - first);
    for (std::size_t v = 0; v < columns; ++v) {
      const double root = std::sqrt(squared_frequency / modes.modes[first + v].squared);
      for (std::size_t r = 0; r < rows; ++r) x.at(r, v) = root * modes.blocks()[first / width].at(r, v);
    }
    differences.second(x, columns, energies, common, true);
    for (std::size_t v = 0; v < columns; ++v) {
      for (std::size_t a = 0; a < atoms; ++a) exact[a] += energies[v][a];
    }
  }
  // Column v of every block belongs to set v.
  const auto blocks = static_cast<std::size_t>((options.samples + width - 1) / static_cast<std::int64_t>(width));
  Remainder remainder(matrix, modes);
  for (auto& sum : sums) sum.assign(atoms, 0);
  for (std::size_t block = 0; block < blocks; ++block) {
    for (std::size_t k = 0; k < atoms; ++k) {
      CounterRng rng(static_cast<std::uint64_t>(options.seed), 7000 + block, order[k]);
      for (std::size_t c = 0; c < 3; ++c) {
        const std::uint32_t signs = rng.next_u32();
        for (std::size_t v = 0; v < width; ++v) z.at(3 * k + c, v) = (signs >> v & 1U) != 0 ? 1 : -1;
      }
    }
    remainder.apply(-0.5, z, x);
    differences.second(x, width, energies, bend, false);
    for (std::size_t v = 0; v < width; ++v) {
      for (std::size_t a = 0; a < atoms; ++a) sums[v][a] += energies[v][a];
    }
    context.report("local thermal energy", static_cast<double>(block + 1) / static_cast<double>(blocks));
  }
  const double share = 1 / static_cast<double>(blocks);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t v = 0; v < width; ++v) bend.at(r, v) = share * bend.at(r, v) + common.at(r, 0);
  }
  matrix.project(bend);
  algebra.fill(z, 0);
  add_inverse_of_modes(algebra, modes, bend, z);
  remainder.apply(-1, bend, x);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t v = 0; v < width; ++v) x.at(r, v) += z.at(r, v);
  }
  differences.first(x, width, energies);
  LocalThermalEnergy result{std::vector<double>(atoms, 0), std::vector<double>(atoms, 0), blocks * width};
  for (std::size_t a = 0; a < atoms; ++a) {
    double mean = 0, square = 0;
    for (std::size_t v = 0; v < width; ++v) mean += (share * sums[v][a] - energies[v][a]) / width;
    for (std::size_t v = 0; v < width; ++v) square += std::pow(share * sums[v][a] - energies[v][a] - mean, 2);
    result.value[a] = exact[a] + mean;
    result.error[a] = std::sqrt(square / (width * (width - 1)));
  }
  return result;
}

}  // namespace

LocalThermalEnergy local_thermal_energy(const Configuration& configuration, const ForceField& force_field,
                                        const ThermalEnergyOptions& options, const RunContext& context) {
  const Hessian hessian(configuration, force_field, Weighting::none, context);
  const bool invert = static_cast<std::int64_t>(hessian.atoms()) <= options.exact_atoms;
  const NormalModes modes = normal_modes(configuration, hessian,
                                         {.fraction = options.fraction,
                                          .count = invert ? 1 : 0,
                                          .force_tolerance = options.force_tolerance,
                                          .seed = options.seed},
                                         context);
  if (modes.zero_modes > 3) {
    throw input_error("local thermal energy",
                      fmt::format("{} zero modes besides the translations leave it undefined", modes.zero_modes - 3),
                      "a solid at a minimum", "remove loose atoms");
  }
  const BlockAlgebra algebra(context, best_isa());
  HessianOperator matrix(hessian, algebra);
  Differences differences(configuration, force_field, hessian, context);
  return invert ? by_inversion(matrix, differences, context) : by_samples(matrix, modes, differences, options, context);
}

Descriptor local_thermal_energy_descriptor() {
  using O = ThermalEnergyOptions;
  static const ParameterTable<O> table{
      {.name = "potential",
       .member = &O::potential,
       .unit = Unit("1"),
       .help = "interatomic potential: a file, or kim:MODEL_ID"},
      {.name = "samples",
       .member = &O::samples,
       .unit = Unit("1"),
       .help = "random displacements where the Hessian is not inverted; errors fall with their root",
       .bounds = between(16, 1e6)},
      {.name = "exact_atoms",
       .member = &O::exact_atoms,
       .unit = Unit("1"),
       .help = "invert the Hessian of systems of up to this many atoms (144 N² bytes)",
       .bounds = between(0, 20000)},
      {.name = "fraction",
       .member = &O::fraction,
       .unit = Unit("1"),
       .help = "share of the 3N modes, the lowest ones, that are taken exactly beside the samples",
       .bounds = {.low = 0, .high = 1, .low_open = true}},
      {.name = "force_tolerance",
       .member = &O::force_tolerance,
       .unit = Unit("eV/Å"),
       .help = "refuse a configuration with a larger force on an atom: it is at no minimum",
       .bounds = positive()},
      {.name = "seed", .member = &O::seed, .unit = Unit("1"), .help = "seed of the samples", .bounds = at_least(0)}};
  const auto compute = [](const Configuration& configuration, const O& options, const RunContext& context) {
    if (options.potential.empty()) {
      throw usage_error("local_thermal_energy: potential", "none is given", "a file, or kim:MODEL_ID");
    }
    const auto force_field = open_potential(options.potential);
    const LocalThermalEnergy e = local_thermal_energy(configuration, *force_field, options, context);
    const double sum = std::accumulate(e.value.begin(), e.value.end(), 0.0);
    const std::string how = e.samples == 0 ? "H inverted" : fmt::format("{} samples", e.samples);
    const std::string origin =
        fmt::format("local_thermal_energy: {}, sum {:.6g} of {}", how, sum, 3 * configuration.size() - 3);
    return std::vector<Field>{Field("local_thermal_energy", Unit("1"), e.value, 1, origin),
                              Field("local_thermal_energy_error", Unit("1"), e.error, 1, origin)};
  };
  return make_descriptor("local_thermal_energy",
                         "Thermal energy at each atom to first order in the temperature, in units of ½ k_B T",
                         "Zylberg et al., PNAS 114, 7289 (2017), doi:10.1073/pnas.1704403114",
                         {{"local_thermal_energy", "1", 1, "E/(½ k_B T); the sum is 3N − 3"},
                          {"local_thermal_energy_error", "1", 1, "standard error; 0 where the Hessian was inverted"}},
                         table, compute);
}

}  // namespace glasscape
