#include "glasscape/modes/normal_modes.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/modes/dense_modes.hpp"

namespace glasscape {
namespace {

constexpr std::size_t always_dense = 1200;  // rows: there the iteration gains nothing
constexpr std::size_t most_dense = 6000;    // rows: 0.6 GB and minutes
constexpr double zero = 1e-7;               // of the largest eigenvalue

LowestModes solve(HessianOperator& matrix, std::size_t count, const NormalModesOptions& options) {
  const std::size_t rows = matrix.rows();
  if (count + 3 > rows) {
    throw usage_error("normal modes", fmt::format("{} modes are asked for", count),
                      fmt::format("at most {} of {} atoms", rows - 3, rows / 3));
  }
  if (rows <= always_dense || (6 * count > rows && rows <= most_dense)) return dense_modes(matrix, count);
  return lowest_modes(
      matrix, {.count = count, .tolerance = options.residual, .seed = static_cast<std::uint64_t>(options.seed)});
}

}  // namespace

std::size_t mode_count(const NormalModesOptions& options, std::size_t atoms) {
  if (options.count > 0) return static_cast<std::size_t>(options.count);
  return std::max<std::size_t>(1, static_cast<std::size_t>(options.fraction * 3.0 * static_cast<double>(atoms)));
}

void require_minimum(const Configuration& configuration, const Hessian& hessian, double force_tolerance) {
  if (hessian.largest_force() <= force_tolerance) return;
  const std::size_t atom = hessian.largest_force_atom();
  throw input_error(
      "normal modes",
      fmt::format("the configuration is at no minimum: the force on atom {} is {:.3g} eV/Å",
                  configuration.ids.empty() ? static_cast<std::int64_t>(atom) + 1 : configuration.ids[atom],
                  hessian.largest_force()),
      fmt::format("at most {:g} eV/Å (force_tolerance)", force_tolerance),
      "relax it first with the same potential: glasscape relax");
}

NormalModes normal_modes(const Configuration& configuration, const Hessian& hessian, const NormalModesOptions& options,
                         const RunContext& context) {
  require_minimum(configuration, hessian, options.force_tolerance);
  const BlockAlgebra algebra(context, best_isa());
  HessianOperator matrix(hessian, algebra);
  const std::size_t wanted = mode_count(options, hessian.atoms());
  // Zero modes besides the translations take places among the lowest; more are asked for until enough are left.
  std::size_t asked = wanted, others = 0;
  LowestModes found;
  for (bool again = true; again;) {
    found = solve(matrix, asked, options);
    others = static_cast<std::size_t>(std::count_if(
        found.values.begin(), found.values.end(), [&](double value) { return std::abs(value) < zero * found.bound; }));
    again = others > asked - wanted && asked + 3 < hessian.rows();
    asked = std::min(wanted + others, hessian.rows() - 3);
  }
  NormalModes result;
  result.order_.assign(hessian.order().begin(), hessian.order().end());
  result.largest_force = hessian.largest_force();
  result.largest_squared = found.bound * squared_frequency;
  result.zero_modes = 3 + others;
  result.products = found.products;
  result.largest_basis = found.largest_basis;
  result.participation_fraction.assign(hessian.atoms(), 0);
  const std::size_t atoms = hessian.atoms();
  std::size_t kept = 0;
  for (std::size_t k = 0; k < found.values.size() && kept < wanted; ++k) {
    const double value = found.values[k];
    if (std::abs(value) < zero * found.bound) continue;
    if (!(found.residuals[k] <= options.residual) && found.products > 0) {
      throw Error(ErrorKind::numerical,
                  {"normal modes", fmt::format("mode {} has a residual of {:.2e}", kept + 1, found.residuals[k]),
                   fmt::format("at most {:g}", options.residual), "ask for fewer modes, or a larger residual"});
    }
    NormalMode mode{.squared = value * squared_frequency, .residual = found.residuals[k]};
    mode.omega = std::copysign(std::sqrt(std::abs(mode.squared)), value);
    const Block& from = found.vectors[k / Block::width];
    double fourth = 0;
    for (std::size_t i = 0; i < atoms; ++i) {
      double square = 0;
      for (std::size_t c = 0; c < 3; ++c) square += std::pow(from.at(3 * i + c, k % Block::width), 2);
      fourth += square * square;
      result.participation_fraction[result.order_[i]] += square;
    }
    mode.participation = 1 / (static_cast<double>(atoms) * fourth);
    if (kept % Block::width == 0) {
      result.blocks_.emplace_back(hessian.rows());
      algebra.fill(result.blocks_.back(), 0);
    }
    for (std::size_t r = 0; r < hessian.rows(); ++r) {
      result.blocks_.back().at(r, kept % Block::width) = from.at(r, k % Block::width);
    }
    result.negative += value < 0 ? 1 : 0;
    result.modes.push_back(mode);
    ++kept;
  }
  if (result.negative > 0 && !options.allow_negative) {
    throw input_error(
        "normal modes",
        fmt::format("the configuration is at no minimum: {} of the {} lowest modes are negative, the lowest "
                    "has ω² = {:.4g} (rad/ps)²",
                    result.negative, result.modes.size(), result.modes.front().squared),
        "a minimum", "push it off the saddle and relax it, or accept it with allow_negative");
  }
  return result;
}

std::vector<double> NormalModes::vector(std::size_t mode) const {
  const Block& block = blocks_[mode / Block::width];
  std::vector<double> result(block.rows());
  for (std::size_t r = 0; r < block.rows(); ++r) {
    result[3 * order_[r / 3] + r % 3] = block.at(r, mode % Block::width);
  }
  return result;
}

}  // namespace glasscape
