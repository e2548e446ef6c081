#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace glasscape {

/// A hyperplane w·x + b = 0.
struct Hyperplane {
  std::vector<double> weights;
  double bias = 0;

  /// (w·x + b) / |w|; 0 if there are no weights.
  [[nodiscard]] double distance(std::span<const double> x) const;
};

/// Linear support vector machine with squared hinge loss and balanced classes, by liblinear.
///
///   min ½|w|² + ½(b/10)² + C Σ_k c_k max(0, 1 − y_k (w·x_k + b))²,   c_k = n / (2 n_class(k))
///
/// The classes weigh alike however many members they have. b is penalised a hundredth as much as a weight: liblinear
/// always penalises it, which for centred features matters little.
///
/// The primal trust-region method is used: the problem is strictly convex, so the answer is unique, and no random
/// numbers are drawn (the dual methods of liblinear use the C library's generator).
///
/// Input    `rows` of `features` values each, row by row, standardised; `positive` says the class of each row
/// Errors   std::invalid_argument: shapes, a class without members
/// Exact    the gradient has fallen to 1e-4 of its first value times the share of the smaller class
/// Cost     O(rows · features) per step, tens of steps
/// Source   Fan et al., JMLR 9, 1871 (2008) (liblinear, L2R_L2LOSS_SVC)
Hyperplane train_support_vectors(std::span<const double> rows, std::size_t features, const std::vector<bool>& positive,
                                 double cost);

}  // namespace glasscape
