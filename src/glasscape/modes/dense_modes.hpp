#pragma once

#include <Eigen/Dense>

#include "glasscape/modes/lowest_modes.hpp"

namespace glasscape {

/// The whole matrix, rows and columns in the order of Hessian::order(): for small systems. 72 N² bytes.
Eigen::MatrixXd dense_matrix(HessianOperator& matrix);

/// The `count` lowest modes by whole diagonalisation, translations left out; the residuals are measured.
/// Cost: 10 (3N)³ flops.
LowestModes dense_modes(HessianOperator& matrix, std::size_t count);

}  // namespace glasscape
