#pragma once

#include <cmath>

namespace glasscape {

/// Neumaier's sum: the error does not grow with the number of terms, so energy differences of 1e-9 eV survive
/// in 1e5 eV.
class CompensatedSum {
 public:
  void add(double value) {
    const double sum = sum_ + value;
    lost_ += std::abs(sum_) >= std::abs(value) ? (sum_ - sum) + value : (value - sum) + sum_;
    sum_ = sum;
  }
  [[nodiscard]] double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0, lost_ = 0;
};

}  // namespace glasscape
