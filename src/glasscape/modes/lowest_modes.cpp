#include "glasscape/modes/lowest_modes.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/modes/block_basis.hpp"

namespace glasscape {
namespace {

constexpr std::size_t width = Block::width;

// Where the filter is small: [cut, bound]; its value at `low` is 1.
struct Filter {
  double low = 0, cut = 0, bound = 0;
  std::size_t degree = 0;

  void apply(HessianOperator& matrix, const Block& x, Block& y, Block& spare) const {
    const double half = (bound - cut) / 2, centre = (bound + cut) / 2;
    double sigma = half / (low - centre);
    const double tau = 2 / sigma;
    matrix.multiply(sigma / half, x, -sigma * centre / half, 0, x, y);
    if (degree < 2) return;
    // The two buffers hold the last two polynomials; which one ends as the result depends on the degree.
    double next = 1 / (tau - sigma);
    matrix.multiply(2 * next / half, y, -2 * next * centre / half, -sigma * next, x, spare);
    sigma = next;
    for (std::size_t k = 3; k <= degree; ++k) {
      next = 1 / (tau - sigma);
      matrix.multiply(2 * next / half, spare, -2 * next * centre / half, -sigma * next, y, y);
      std::swap(y, spare);
      sigma = next;
    }
    std::swap(y, spare);
  }
};

class Iteration {
 public:
  Iteration(HessianOperator& matrix, const LowestModesOptions& options)
      : matrix_(matrix), options_(options), basis_(matrix), next_(matrix.rows()), spare_(matrix.rows()) {
    const std::size_t most = (matrix.rows() - 3) / width * width;
    wanted_ = options.count;
    if (wanted_ + 2 * width > most) {
      throw usage_error("normal modes", fmt::format("{} modes of {} atoms", wanted_, matrix.rows() / 3),
                        fmt::format("at most {} by iteration", most > 2 * width ? most - 2 * width : 0),
                        "so large a share needs the dense matrix");
    }
    largest_ = options.basis > 0 ? options.basis : 7 * wanted_ / 2 + 14 * width;
    largest_ = std::min(most, std::max(largest_, wanted_ + 6 * width) / width * width);
    budget_ = options.max_products > 0 ? options.max_products : 40000 + 1000 * static_cast<std::int64_t>(wanted_);
  }

  LowestModes run() {
    const auto& algebra = matrix_.algebra();
    const std::int64_t before = matrix_.products();
    const double wanted = static_cast<double>(wanted_);
    // The smaller the share, the nearer to the end of the spectrum the estimate has to resolve.
    const double steps = std::clamp(6 * std::cbrt(static_cast<double>(matrix_.rows()) / wanted), 40.0, 250.0);
    const SpectrumEstimate spectrum = estimate_spectrum(matrix_, static_cast<std::size_t>(steps), options_.seed);
    filter_.bound = spectrum.bound;
    filter_.low = std::min(0.0, spectrum.lowest);
    const double range = filter_.bound - filter_.low;
    const double share = std::clamp(1.3 * (spectrum.value_at(wanted) - filter_.low) / range, 1e-4, 0.8);
    filter_.cut = filter_.low + share * range;
    filter_.degree = options_.degree;
    if (filter_.degree == 0) filter_.degree = static_cast<std::size_t>(std::clamp(2.6 / std::sqrt(share), 6.0, 120.0));
    start();
    bool checked = false;
    std::size_t check_at = std::max<std::size_t>(4, 2 * wanted_ / width);
    LowestModes result;
    double strict = 3;  // residual of the filtered problem that is asked for, over the tolerance
    while (true) {
      step();
      algebra.context().report("normal modes", progress(check_at), fmt::format("{} vectors", basis_.size()));
      const bool full = basis_.size() + width > largest_;
      const bool spent = matrix_.products() - before > budget_;
      if (basis_.blocks() < check_at && !full && !spent) continue;
      solve();
      const std::size_t good = converged(strict * options_.tolerance);
      check_at = basis_.blocks() + 3;
      if (good >= wanted_ || spent) {
        result = {};  // the vectors of an earlier look are not needed beside the new ones
        result = ritz();
        const double worst = *std::max_element(result.residuals.begin(), result.residuals.end());
        result.converged = worst <= options_.tolerance;
        if (spent || (result.converged && checked)) break;
        if (result.converged) {
          checked = true;
          fresh();
          check_at = basis_.blocks() + 4;
        } else {
          strict *= std::max(0.01, 0.3 * options_.tolerance / worst);
          if (strict < 1e-9) break;
        }
      } else {
        checked = false;
      }
      if (basis_.size() + width > largest_) restart();
    }
    result.bound = filter_.bound;
    result.products = matrix_.products() - before;
    result.degree = filter_.degree;
    result.largest_basis = peak_;
    result.restarts = restarts_;
    algebra.context().report("normal modes", 1);
    return result;
  }

 private:
  [[nodiscard]] double progress(std::size_t check_at) const {
    return std::min(
        0.95, static_cast<double>(basis_.blocks()) / static_cast<double>(std::max(check_at, 3 * wanted_ / width)));
  }

  void start() {
    matrix_.algebra().randomise(next_, options_.seed, 2);
    static_cast<void>(basis_.orthogonalise(next_));
    static_cast<void>(basis_.normalise(next_, options_.seed, 3));
    projected_.resize(0, 0);
  }

  // Works next_ into the basis; next_ becomes what the filter adds to the space.
  void step() {
    Block y(matrix_.rows());
    filter_.apply(matrix_, next_, y, spare_);
    basis_.append(std::move(next_));
    const Eigen::MatrixXd column = basis_.orthogonalise(y);
    const auto old = projected_.rows();
    projected_.conservativeResize(old + width, old + width);
    projected_.rightCols(width) = column;
    projected_.bottomRows(width) = column.transpose();
    const auto corner = column.bottomRows(width);
    projected_.bottomRightCorner(width, width) = 0.5 * (corner + corner.transpose());
    coupling_ = basis_.normalise(y, options_.seed, 100 + static_cast<std::uint64_t>(++steps_));
    next_ = std::move(y);
    peak_ = std::max(peak_, basis_.size());
  }

  void solve() {
    // Descending: the filter is largest where the eigenvalue is lowest.
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(projected_);
    theta_ = eigen.eigenvalues().reverse();
    ritz_ = eigen.eigenvectors().rowwise().reverse();
  }

  [[nodiscard]] std::size_t converged(double tolerance) const {
    std::size_t good = 0;
    while (good < wanted_ && good < static_cast<std::size_t>(theta_.size())) {
      const auto k = static_cast<Eigen::Index>(good);
      const double residual = (coupling_ * ritz_.col(k).tail(width)).norm();
      if (residual > tolerance * std::abs(theta_[k])) break;
      ++good;
    }
    return good;
  }

  // Eigenpairs of H itself on the space of the lowest Ritz vectors.
  LowestModes ritz() {
    const auto& algebra = matrix_.algebra();
    const auto columns = std::min(static_cast<Eigen::Index>((wanted_ + width - 1) / width * width), ritz_.cols());
    std::vector<Block> x = basis_.combination(ritz_.leftCols(columns));
    // One block at a time: all products together would take as much memory as the vectors.
    Block hx(matrix_.rows());
    Eigen::MatrixXd h(columns, columns);
    for (std::size_t q = 0; q < x.size(); ++q) {
      matrix_.multiply(x[q], hx);
      for (std::size_t p = 0; p < x.size(); ++p) {
        const Small c = algebra.gram(x[p], hx);
        for (std::size_t a = 0; a < width; ++a) {
          for (std::size_t b = 0; b < width; ++b) {
            h(static_cast<Eigen::Index>(p * width + a), static_cast<Eigen::Index>(q * width + b)) = c(a, b);
          }
        }
      }
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(0.5 * (h + h.transpose()));
    {
      std::vector<const Block*> all;
      for (const Block& b : x) all.push_back(&b);
      x = times(algebra, all, eigen.eigenvectors());
    }
    LowestModes result;
    for (std::size_t b = 0; b < x.size(); ++b) {
      Small one, minus;
      for (std::size_t v = 0; v < width; ++v) {
        one(0, v) = 1;
        minus(0, v) = -eigen.eigenvalues()[static_cast<Eigen::Index>(b * width + v)];
      }
      matrix_.multiply(x[b], hx);
      algebra.combine(hx, x[b], one, minus);
      const Small r = algebra.dots(hx, hx);
      for (std::size_t v = 0; v < width && b * width + v < wanted_; ++v) {
        const double value = -minus(0, v);
        result.values.push_back(value);
        // The value of a zero mode is rounding; it is judged against what rounding leaves.
        result.residuals.push_back(std::sqrt(r(0, v)) / std::max(std::abs(value), 1e-9 * filter_.bound));
      }
    }
    result.vectors = std::move(x);
    return result;
  }

  // A random block instead of the next one, to see whether anything was missed.
  void fresh() {
    matrix_.algebra().randomise(next_, options_.seed, 50);
    static_cast<void>(basis_.orthogonalise(next_));
    static_cast<void>(basis_.normalise(next_, options_.seed, 51));
    if (basis_.size() + 5 * width > largest_) restart();
  }

  void restart() {
    const std::size_t keep = std::min(wanted_ + std::max(width, wanted_ / 2), largest_ - 4 * width);
    const auto columns = static_cast<Eigen::Index>(std::max(width, keep / width * width));
    basis_.combine(ritz_.leftCols(columns));
    projected_ = theta_.head(columns).asDiagonal();
    // next_ is orthogonal to the old basis, hence to the new one; its couplings come with its own column.
    ++restarts_;
  }

  HessianOperator& matrix_;
  LowestModesOptions options_;
  std::size_t wanted_ = 0, largest_ = 0, peak_ = 0, restarts_ = 0, steps_ = 0;
  std::int64_t budget_ = 0;
  Filter filter_;
  BlockBasis basis_;
  Block next_, spare_;
  Eigen::MatrixXd projected_, coupling_, ritz_;
  Eigen::VectorXd theta_;
};

}  // namespace

LowestModes lowest_modes(HessianOperator& matrix, const LowestModesOptions& options) {
  if (options.count == 0) return {.converged = true};
  return Iteration(matrix, options).run();
}

}  // namespace glasscape
