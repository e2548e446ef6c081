#include "glasscape/structure/steinhardt/harmonics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <utility>

namespace glasscape {

Harmonics::Harmonics(std::vector<int> degrees) : degrees_(std::move(degrees)) {
  for (const int l : degrees_) {
    offsets_.push_back(size_);
    size_ += static_cast<std::size_t>(l) + 1;
    highest_ = std::max(highest_, l);
  }
  place_.assign(static_cast<std::size_t>(highest_) + 1, -1);
  for (std::size_t d = 0; d < degrees_.size(); ++d) {
    place_[static_cast<std::size_t>(degrees_[d])] = static_cast<std::ptrdiff_t>(offsets_[d]);
  }
  double diagonal = std::sqrt(0.25 / std::numbers::pi);
  for (int m = 0; m <= highest_; ++m) {
    if (m > 0) diagonal *= -std::sqrt((2.0 * m + 1) / (2.0 * m));
    diagonal_.push_back(diagonal);
    for (int l = m + 1; l <= highest_; ++l) {
      const double l2 = double(l) * l, m2 = double(m) * m, k2 = (l - 1.0) * (l - 1.0);
      steps_.push_back({std::sqrt((4 * l2 - 1) / (l2 - m2)), std::sqrt((k2 - m2) / (4 * k2 - 1))});
    }
  }
}

void Harmonics::add(const Vec3& unit, double weight, std::span<std::complex<double>> sums) const {
  // Y_lm = Π_lm(z) (x + iy)^m with a polynomial Π_lm, so nothing is singular at the poles.
  double re = weight, im = 0;
  const Step* step = steps_.data();
  for (int m = 0; m <= highest_; ++m) {
    double before = 0, value = diagonal_[static_cast<std::size_t>(m)];
    for (int l = m;; ++l) {
      if (const auto place = place_[static_cast<std::size_t>(l)]; place >= 0) {
        sums[static_cast<std::size_t>(place + m)] += std::complex<double>(re * value, im * value);
      }
      if (l == highest_) break;
      const double next = step->a * (unit.z * value - step->b * before);
      ++step;
      before = std::exchange(value, next);
    }
    const double turned = re * unit.x - im * unit.y;
    im = re * unit.y + im * unit.x;
    re = turned;
  }
}

double power(std::span<const std::complex<double>> q) {
  double sum = 0;
  for (std::size_t m = 1; m < q.size(); ++m) sum += std::norm(q[m]);
  return 2 * sum + std::norm(q[0]);
}

double wigner3j(int l, int m1, int m2) {
  const int m3 = -m1 - m2;
  if (std::abs(m1) > l || std::abs(m2) > l || std::abs(m3) > l) return 0;
  const auto factorial = [](int n) {
    long double value = 1;
    for (int k = 2; k <= n; ++k) value *= k;
    return value;
  };
  long double sum = 0;
  for (int t = std::max({0, -m1, m2}); t <= std::min({l, l - m1, l + m2}); ++t) {
    const long double term = 1.0L / (factorial(t) * factorial(t + m1) * factorial(t - m2) * factorial(l - t) *
                                     factorial(l - t - m1) * factorial(l - t + m2));
    sum += t % 2 == 0 ? term : -term;
  }
  long double product = factorial(l) * factorial(l) * factorial(l) / factorial(3 * l + 1);
  for (const int m : {m1, m2, m3}) product *= factorial(l + m) * factorial(l - m);
  return static_cast<double>((m3 % 2 == 0 ? 1 : -1) * std::sqrt(product) * sum);
}

ThirdOrder::ThirdOrder(int degree) : degree_(degree) {
  for (int m1 = -degree; m1 <= degree; ++m1) {
    for (int m2 = m1; m2 <= degree; ++m2) {
      const int m3 = -m1 - m2;
      if (m3 < m2 || m3 > degree) continue;
      // The product is the same for every order of the three; for odd degrees the symbols cancel instead.
      const int orders = m1 == m2 && m2 == m3 ? 1 : (m1 == m2 || m2 == m3 ? 3 : 6);
      if (degree % 2 == 0) terms_.push_back({m1, m2, orders * wigner3j(degree, m1, m2)});
    }
  }
}

double ThirdOrder::operator()(std::span<const std::complex<double>> q) const {
  std::array<std::complex<double>, 25> all{};  // m = −l..l, l ≤ 12
  for (int m = 0; m <= degree_; ++m) {
    all[static_cast<std::size_t>(degree_ + m)] = q[static_cast<std::size_t>(m)];
    all[static_cast<std::size_t>(degree_ - m)] = (m % 2 == 0 ? 1.0 : -1.0) * std::conj(q[static_cast<std::size_t>(m)]);
  }
  double sum = 0;
  for (const Term& term : terms_) {
    const auto &a = all[static_cast<std::size_t>(degree_ + term.m1)],
               &b = all[static_cast<std::size_t>(degree_ + term.m2)],
               &c = all[static_cast<std::size_t>(degree_ - term.m1 - term.m2)];
    const double re = a.real() * b.real() - a.imag() * b.imag(), im = a.real() * b.imag() + a.imag() * b.real();
    sum += term.factor * (re * c.real() - im * c.imag());
  }
  return sum;
}

}  // namespace glasscape
