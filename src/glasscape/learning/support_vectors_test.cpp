#include "glasscape/learning/support_vectors.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>

#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

struct Sample {
  std::vector<double> rows;
  std::vector<bool> positive;
  std::size_t features;
};

// Two clouds along a known direction, `gap` apart, more negative than positive members.
Sample clouds(std::size_t count, const std::vector<double>& direction, double gap, double spread, std::uint64_t seed) {
  Sample s{.rows = {}, .positive = {}, .features = direction.size()};
  CounterRng rng(seed, 3);
  for (std::size_t k = 0; k < count; ++k) {
    const bool positive = k % 3 == 0;
    for (const double d : direction) {
      s.rows.push_back((positive ? gap : -gap) * d + spread * rng.normal());
    }
    s.positive.push_back(positive);
  }
  return s;
}

// The objective of the docstring and its gradient; the last component is the bias.
double objective(const Sample& s, const std::vector<double>& w, double cost, std::vector<double>* gradient) {
  const std::size_t n = s.positive.size(), m = s.features;
  double members = 0, value = 0;
  for (const bool p : s.positive) members += p;
  if (gradient != nullptr) gradient->assign(m + 1, 0);
  for (std::size_t f = 0; f <= m; ++f) {
    const double penalty = f < m ? 1 : 0.01;
    value += 0.5 * penalty * w[f] * w[f];
    if (gradient != nullptr) (*gradient)[f] = penalty * w[f];
  }
  for (std::size_t k = 0; k < n; ++k) {
    const double y = s.positive[k] ? 1 : -1;
    const double weight =
        cost * static_cast<double>(n) / (2 * (s.positive[k] ? members : static_cast<double>(n) - members));
    double product = w[m];
    for (std::size_t f = 0; f < m; ++f) product += w[f] * s.rows[k * m + f];
    const double slack = std::max(0.0, 1 - y * product);
    value += weight * slack * slack;
    if (gradient == nullptr || slack == 0) continue;
    for (std::size_t f = 0; f < m; ++f) (*gradient)[f] -= 2 * weight * slack * y * s.rows[k * m + f];
    (*gradient)[m] -= 2 * weight * slack * y;
  }
  return value;
}

// Another way to the same minimum: gradient descent with a line search, until nothing is gained.
std::vector<double> descend(const Sample& s, double cost) {
  std::vector<double> w(s.features + 1, 0), gradient;
  double step = 1, value = objective(s, w, cost, &gradient);
  for (int k = 0; k < 200000; ++k) {
    double square = 0;
    for (const double g : gradient) square += g * g;
    if (square < 1e-22 * value * value) break;
    std::vector<double> trial(w);
    for (step *= 2;; step /= 2) {
      for (std::size_t f = 0; f < w.size(); ++f) trial[f] = w[f] - step * gradient[f];
      if (objective(s, trial, cost, nullptr) <= value - 0.5 * step * square || step < 1e-18) break;
    }
    if (step < 1e-18) break;
    w = trial;
    value = objective(s, w, cost, &gradient);
  }
  return w;
}

TEST(SupportVectors, FindThePlantedHyperplane) {
  const std::vector<double> direction{0.6, -0.8, 0, 0};
  const Sample s = clouds(3000, direction, 1, 0.3, 1);
  const Hyperplane plane = train_support_vectors(s.rows, s.features, s.positive, 0.01);
  double cosine = 0, square = 0;
  for (std::size_t f = 0; f < 4; ++f) {
    cosine += plane.weights[f] * direction[f];
    square += plane.weights[f] * plane.weights[f];
  }
  EXPECT_GT(cosine / std::sqrt(square), 0.999);
  EXPECT_NEAR(plane.bias / std::sqrt(square), 0, 0.05);
  EXPECT_NEAR(plane.distance(std::vector<double>{0.6, -0.8, 5, -7}), 1, 0.3);
  std::size_t wrong = 0;
  for (std::size_t k = 0; k < s.positive.size(); ++k) {
    wrong += (plane.distance(std::span(s.rows).subspan(4 * k, 4)) > 0) != s.positive[k];
  }
  EXPECT_LE(wrong, 5U);
}

TEST(SupportVectors, AgreeWithGradientDescent) {
  for (const double cost : {1e-3, 0.1}) {
    const Sample s = clouds(150, {0.5, 0.5, -0.5, 0.5, 0}, 0.5, 1, 2);
    const std::vector<double> w = descend(s, cost);
    const Hyperplane plane = train_support_vectors(s.rows, s.features, s.positive, cost);
    std::vector<double> found = plane.weights;
    found.push_back(plane.bias);
    const double best = objective(s, w, cost, nullptr);
    EXPECT_NEAR(objective(s, found, cost, nullptr) / best, 1, 1e-7);
    double size = 0;
    for (const double v : w) size = std::max(size, std::abs(v));
    for (std::size_t f = 0; f < found.size(); ++f) EXPECT_NEAR(found[f], w[f], 1e-3 * size) << f;
  }
}

TEST(SupportVectors, AreTheSameEveryTime) {
  const Sample s = clouds(500, {1, 0, 0}, 0.3, 1, 7);
  const Hyperplane a = train_support_vectors(s.rows, s.features, s.positive, 0.1);
  const Hyperplane b = train_support_vectors(s.rows, s.features, s.positive, 0.1);
  EXPECT_EQ(a.weights, b.weights);
  EXPECT_EQ(a.bias, b.bias);
}

TEST(SupportVectors, NeedTwoClasses) {
  EXPECT_THROW(train_support_vectors(std::vector<double>{1, 2}, 1, {true, true}, 1), std::invalid_argument);
  EXPECT_THROW(train_support_vectors(std::vector<double>{1}, 1, {true, false}, 1), std::invalid_argument);
}

}  // namespace
}  // namespace glasscape
