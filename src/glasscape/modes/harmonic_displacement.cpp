#include "glasscape/modes/harmonic_displacement.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/modes/dense_modes.hpp"
#include "glasscape/modes/remainder.hpp"

namespace glasscape {
namespace {

constexpr std::size_t width = Block::width;

// Σ_α of the diagonal of the pseudo-inverse of H, by atom in the order of the Hessian.
std::vector<double> by_inversion(HessianOperator& matrix) {
  Eigen::MatrixXd h = dense_matrix(matrix);
  const auto root = matrix.hessian().translation();
  const Eigen::Index n = h.rows();
  for (Eigen::Index r = 0; r < n; ++r) {
    for (Eigen::Index c = 0; c < n; ++c) {
      h(r, c) *= root[static_cast<std::size_t>(r / 3)] * root[static_cast<std::size_t>(c / 3)];
    }
  }
  // With the translations lifted to an eigenvalue of the size of the others, the matrix has an inverse.
  const double lift = h.diagonal().mean(), share = 3.0 / static_cast<double>(n);
  for (Eigen::Index r = 0; r < n; ++r) {
    for (Eigen::Index c = r % 3; c < n; c += 3) h(r, c) += lift * share;
  }
  const Eigen::MatrixXd inverse = h.llt().solve(Eigen::MatrixXd::Identity(n, n));
  std::vector<double> result(static_cast<std::size_t>(n / 3));
  for (Eigen::Index i = 0; i < n / 3; ++i) {
    for (Eigen::Index c = 0; c < 3; ++c)
      result[static_cast<std::size_t>(i)] += inverse(3 * i + c, 3 * i + c) - share / lift;
  }
  return result;
}

// Atoms of one colour are far apart: one after another gets the colour whose nearest bearer is farthest away. The order
// differs with `round`, and so do the groups.
std::vector<std::size_t> colouring(const Configuration& configuration, std::size_t colours, std::uint64_t round) {
  const Box& box = configuration.box;
  const std::size_t atoms = configuration.size();
  const double edge = 1.2 * std::cbrt(static_cast<double>(colours) * box.volume() / static_cast<double>(atoms));
  std::array<std::size_t, 3> cells{};
  for (std::size_t k = 0; k < 3; ++k) {
    cells[k] = static_cast<std::size_t>(std::max(1.0, std::min(1000.0, std::floor(box.heights()[k] / edge))));
  }
  std::vector<Vec3> at(atoms);
  std::vector<std::array<std::size_t, 3>> cell(atoms);
  std::vector<std::size_t> turn(atoms), result(atoms, colours), bearers(colours, 0);
  for (std::size_t i = 0; i < atoms; ++i) {
    at[i] = box.fractional(configuration.positions[i]);
    for (std::size_t k = 0; k < 3; ++k) {
      at[i][k] -= std::floor(at[i][k]);
      cell[i][k] = std::min(cells[k] - 1, static_cast<std::size_t>(at[i][k] * static_cast<double>(cells[k])));
    }
    turn[i] = i;
  }
  CounterRng rng(round, 6);
  for (std::size_t i = atoms; i > 1; --i) std::swap(turn[i - 1], turn[rng.below(i)]);
  std::vector<std::vector<std::size_t>> members(cells[0] * cells[1] * cells[2]);
  std::vector<double> nearest(colours);
  for (const std::size_t i : turn) {
    std::fill(nearest.begin(), nearest.end(), 1e300);
    for (std::size_t s = 0; s < 27; ++s) {
      const std::size_t step[3] = {s % 3, s / 3 % 3, s / 9};
      std::array<std::size_t, 3> c{};
      for (std::size_t k = 0; k < 3; ++k) c[k] = (cell[i][k] + cells[k] + step[k] - 1) % cells[k];
      for (const std::size_t j : members[(c[0] * cells[1] + c[1]) * cells[2] + c[2]]) {
        Vec3 d = at[j] - at[i];
        for (std::size_t k = 0; k < 3; ++k) d[k] -= std::round(d[k]);
        nearest[result[j]] = std::min(nearest[result[j]], norm2(d * box.cell()));
      }
    }
    std::size_t best = 0;
    for (std::size_t c = 1; c < colours; ++c) {
      if (nearest[c] > nearest[best] || (nearest[c] == nearest[best] && bearers[c] < bearers[best])) best = c;
    }
    result[i] = best;
    ++bearers[best];
    members[(cell[i][0] * cells[1] + cell[i][1]) * cells[2] + cell[i][2]].push_back(i);
  }
  return result;
}

struct Estimate {
  std::vector<double> value, error;  // of Σ_α, in the order of the Hessian
};

Estimate by_probes(HessianOperator& matrix, const Configuration& configuration, const NormalModes& modes,
                   const HarmonicOptions& options, std::size_t colours, const RunContext& context) {
  const BlockAlgebra& algebra = matrix.algebra();
  const auto root = matrix.hessian().translation();
  const auto order = matrix.hessian().order();
  const std::size_t atoms = matrix.hessian().atoms(), blocks = (3 * colours + width - 1) / width;
  Remainder remainder(matrix, modes);
  Block z(matrix.rows()), projected(matrix.rows()), y(matrix.rows());
  std::array<std::vector<double>, 2> half;
  Small one;
  for (std::size_t v = 0; v < width; ++v) one(0, v) = 1;
  for (std::size_t round = 0; round < 2; ++round) {
    const auto colour = colouring(configuration, colours, round);
    half[round].assign(atoms, 0);
    for (std::size_t block = 0; block < blocks; ++block) {
      algebra.fill(z, 0);
      // Vector 3·colour + c holds signs at component c of the atoms of that colour.
      const auto each = [&](const auto& body) {
        for (std::size_t k = 0; k < atoms; ++k) {
          for (std::size_t c = 0; c < 3; ++c) {
            const std::size_t p = 3 * colour[order[k]] + c;
            if (p / width == block) body(k, c, p % width);
          }
        }
      };
      each([&](std::size_t k, std::size_t c, std::size_t v) {
        CounterRng rng(options.seed, 5000 + round, static_cast<std::uint32_t>(3 * order[k] + c));
        z.at(3 * k + c, v) = (rng.next_u32() & 1U) != 0 ? 1 : -1;
      });
      algebra.fill(projected, 0);
      algebra.combine(projected, z, one, one);
      remainder.apply(-1, projected, y);
      each([&](std::size_t k, std::size_t c, std::size_t v) {
        half[round][k] += z.at(3 * k + c, v) * y.at(3 * k + c, v) / (root[k] * root[k]);
      });
      context.report("harmonic displacements",
                     static_cast<double>(round * blocks + block + 1) / static_cast<double>(2 * blocks));
    }
  }
  // The columns G·1 with G = D⁺/√(m_i m_j), which turn "centre of mass held" into "geometric centre held".
  algebra.fill(projected, 0);
  for (std::size_t i = 0; i < atoms; ++i) {
    for (std::size_t c = 0; c < 3; ++c) projected.at(3 * i + c, c) = 1 / root[i];
  }
  std::vector<Small> overlap;
  for (const Block& b : modes.blocks()) overlap.push_back(algebra.gram(b, projected));
  remainder.apply(-1, projected, y);
  for (std::size_t b = 0; b < overlap.size(); ++b) {
    for (std::size_t k = 0; k < width; ++k) {
      const bool mode = b * width + k < modes.modes.size();
      const double inverse = mode ? squared_frequency / modes.modes[b * width + k].squared : 0;
      for (std::size_t v = 0; v < width; ++v) overlap[b](k, v) *= -inverse;
    }
    algebra.subtract(y, modes.blocks()[b], overlap[b]);
  }
  const double n = static_cast<double>(atoms);
  double whole = 0;
  for (std::size_t i = 0; i < atoms; ++i) {
    for (std::size_t c = 0; c < 3; ++c) whole += y.at(3 * i + c, c) / root[i] / (n * n);
  }
  Estimate result{std::vector<double>(atoms), std::vector<double>(atoms)};
  for (std::size_t i = 0; i < atoms; ++i) {
    double value = 0.5 * (half[0][i] + half[1][i]) + whole;
    for (std::size_t c = 0; c < 3; ++c) value -= 2 * y.at(3 * i + c, c) / root[i] / n;
    for (std::size_t k = 0; k < modes.modes.size(); ++k) {
      const Block& b = modes.blocks()[k / width];
      double square = 0;
      for (std::size_t c = 0; c < 3; ++c) square += std::pow(b.at(3 * i + c, k % width), 2);
      value += square * squared_frequency / modes.modes[k].squared / (root[i] * root[i]);
    }
    result.value[i] = value;
  }
  // Two rounds tell little of one atom, but much of all atoms of a species.
  std::vector<double> squares(configuration.species.size(), 0), counts(squares.size(), 0);
  const auto type = [&](std::size_t k) { return static_cast<std::size_t>(configuration.types[order[k]]); };
  for (std::size_t k = 0; k < atoms; ++k) {
    squares[type(k)] += std::pow(half[0][k] - half[1][k], 2) / 4;
    counts[type(k)] += 1;
  }
  for (std::size_t k = 0; k < atoms; ++k) result.error[k] = std::sqrt(squares[type(k)] / counts[type(k)]);
  return result;
}

}  // namespace

HarmonicDisplacement harmonic_displacement(const Configuration& configuration, const Hessian& hessian,
                                           const NormalModes& modes, const HarmonicOptions& options,
                                           const RunContext& context) {
  if (modes.negative > 0 || modes.zero_modes > 3) {
    throw input_error("harmonic displacements",
                      fmt::format("{} negative modes and {} zero modes besides the translations leave them unbounded",
                                  modes.negative, modes.zero_modes - 3),
                      "a solid at a minimum", "relax it, and remove loose atoms");
  }
  const BlockAlgebra algebra(context, best_isa());
  HessianOperator matrix(hessian, algebra);
  Estimate estimate;
  HarmonicDisplacement result;
  if (hessian.atoms() <= options.inverted) {
    estimate = {by_inversion(matrix), std::vector<double>(hessian.atoms(), 0)};
  } else {
    const std::size_t colours = std::max<std::size_t>(5, options.probes / 6);
    result.probes = 6 * colours;
    estimate = by_probes(matrix, configuration, modes, options, colours, context);
  }
  result.msd.resize(configuration.size());
  result.error.resize(configuration.size());
  const double kt = constants::boltzmann * options.temperature;
  for (std::size_t k = 0; k < configuration.size(); ++k) {
    result.msd[hessian.order()[k]] = kt * estimate.value[k];
    result.error[hessian.order()[k]] = kt * estimate.error[k];
  }
  return result;
}

}  // namespace glasscape
