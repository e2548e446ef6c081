// The lowest modes beside Spectra, which iterates on single vectors with a sparse matrix that has the embedding term
// multiplied out, and checks the result. Ratios matter; times depend on the machine and its load, so these are CPU
// times.
#include <Eigen/Sparse>
#include <Spectra/MatOp/SparseSymMatProd.h>
#include <Spectra/SymEigsSolver.h>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>

#include "glasscape/core/error.hpp"
#include "glasscape/modes/lowest_modes.hpp"
#include "glasscape/modes/modes_fixture.hpp"

namespace {

using namespace glasscape;

constexpr const char* potential_name = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";

double cpu_seconds(const std::function<void()>& work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void require(bool right, const char* what) {
  if (right) return;
  std::fprintf(stderr, "wrong result: %s\n", what);
  std::exit(1);
}

// All entries, second neighbours included.
Eigen::SparseMatrix<double> sparse(HessianOperator& matrix) {
  const std::size_t n = matrix.rows();
  std::vector<Eigen::Triplet<double>> entries;
  Block x(n), y(n);
  for (std::size_t first = 0; first < n; first += Block::width) {
    matrix.algebra().fill(x, 0);
    const std::size_t count = std::min(Block::width, n - first);
    for (std::size_t v = 0; v < count; ++v) x.at(first + v, v) = 1;
    matrix.multiply(x, y);
    for (std::size_t r = 0; r < n; ++r) {
      for (std::size_t v = 0; v < count; ++v) {
        if (y.at(r, v) != 0) entries.emplace_back(static_cast<int>(r), static_cast<int>(first + v), y.at(r, v));
      }
    }
  }
  Eigen::SparseMatrix<double> result(static_cast<int>(n), static_cast<int>(n));
  result.setFromTriplets(entries.begin(), entries.end());
  return result;
}

class Counted {
 public:
  using Scalar = double;
  explicit Counted(const Eigen::SparseMatrix<double>& matrix) : product_(matrix) {}
  [[nodiscard]] Eigen::Index rows() const { return product_.rows(); }
  [[nodiscard]] Eigen::Index cols() const { return product_.cols(); }
  void perform_op(const double* x, double* y) const {
    ++products;
    product_.perform_op(x, y);
  }
  mutable std::int64_t products = 0;

 private:
  Spectra::SparseSymMatProd<double> product_;
};

void beside_spectra(const ForceField& force_field) {
  const Hessian hessian(test::disordered(8, force_field), force_field, Weighting::mass);
  const BlockAlgebra algebra({.threads = 1}, best_isa());
  HessianOperator matrix(hessian, algebra);
  constexpr std::size_t count = 30;
  LowestModes modes;
  const double ours = cpu_seconds([&] { modes = lowest_modes(matrix, {.count = count}); });
  require(modes.converged, "modes");

  const Eigen::SparseMatrix<double> whole = sparse(matrix);
  Counted counted(whole);
  Spectra::SymEigsSolver<Counted> solver(counted, count + 3, 3 * count);
  Eigen::Index found = 0;
  const double spectra = cpu_seconds([&] {
    solver.init();
    found = solver.compute(Spectra::SortRule::SmallestAlge, 1000, 1e-9, Spectra::SortRule::SmallestAlge);
  });
  require(found == count + 3, "Spectra did not converge");
  for (std::size_t k = 0; k < count; ++k) {
    const double value = solver.eigenvalues()[static_cast<Eigen::Index>(k + 3)];
    require(std::abs(value - modes.values[k]) < 1e-7 * value, "the two disagree");
  }
  std::printf(
      "%zu modes of %zu atoms, one core: %.2f s (%lld products with one vector); Spectra without inversion: %.2f s\n"
      "  (%lld products with a sparse matrix of %.0f MB): %.1f times as long; values agree to 1e-7\n",
      count, hessian.atoms(), ours, static_cast<long long>(modes.products), spectra,
      static_cast<long long>(counted.products), 12e-6 * static_cast<double>(whole.nonZeros()), spectra / ours);
}

void at_size(const ForceField& force_field) {
  Configuration solid = test::copper(17);  // 19,652 atoms
  CounterRng rng(1, 1);
  for (std::size_t i = 0; i < solid.size(); ++i) solid.types[i] = rng.uniform() < 0.08 ? 1 : 0;
  test::walk_downhill(solid, force_field, 1e-5);
  double build = 0, solve = 0;
  LowestModes modes;
  const BlockAlgebra algebra({.threads = 1}, best_isa());
  const std::clock_t start = std::clock();
  const Hessian hessian(solid, force_field, Weighting::mass, {.threads = 1});
  build = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  HessianOperator matrix(hessian, algebra);
  Block x(hessian.rows()), y(hessian.rows());
  algebra.randomise(x, 1, 1);
  constexpr int repeats = 20;
  const double product = cpu_seconds([&] {
    for (int k = 0; k < repeats; ++k) matrix.multiply(x, y);
  });
  solve = cpu_seconds([&] { modes = lowest_modes(matrix, {.count = 147}); });
  const double worst = *std::max_element(modes.residuals.begin(), modes.residuals.end());
  require(modes.converged && worst < 1e-6, "147 modes");
  std::printf(
      "%zu atoms, one core: Hessian %.2f s; product %.4f µs per atom and vector in blocks of 16\n"
      "147 lowest modes: %.1f s, %lld products, basis of %zu vectors, residuals at most %.1e\n",
      hessian.atoms(), build, product / repeats / 16 / static_cast<double>(hessian.atoms()) * 1e6, solve,
      static_cast<long long>(modes.products), modes.largest_basis, worst);
}

}  // namespace

int main() {
  std::shared_ptr<const ForceField> force_field;
  try {
    force_field = open_potential(potential_name);
  } catch (const Error&) {
    std::puts("skipped: KIM models are not installed (package openkim-models)");
    return 0;
  }
  beside_spectra(*force_field);
  at_size(*force_field);
  return 0;
}
