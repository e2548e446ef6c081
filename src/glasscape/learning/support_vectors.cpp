#include "glasscape/learning/support_vectors.hpp"

#include <algorithm>
#include <cmath>
#include <linear.h>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace glasscape {
namespace {

constexpr double bias_feature = 10;
constexpr double tolerance = 1e-4;

void silent(const char*) {}

struct Release {
  void operator()(::model* m) const { ::free_and_destroy_model(&m); }
};

}  // namespace

double Hyperplane::distance(std::span<const double> x) const {
  double product = bias, square = 0;
  for (std::size_t f = 0; f < weights.size(); ++f) {
    product += weights[f] * x[f];
    square += weights[f] * weights[f];
  }
  return square > 0 ? product / std::sqrt(square) : 0;
}

Hyperplane train_support_vectors(std::span<const double> rows, std::size_t features, const std::vector<bool>& positive,
                                 double cost) {
  const std::size_t count = positive.size();
  const auto members = static_cast<std::size_t>(std::count(positive.begin(), positive.end(), true));
  if (features == 0 || rows.size() != count * features || members == 0 || members == count) {
    throw std::invalid_argument("train_support_vectors: shapes, or a class without members");
  }
  static std::once_flag quiet;
  std::call_once(quiet, [] { ::set_print_string_function(silent); });
  // liblinear takes sparse rows: (index from 1, value) ..., the bias feature, and −1 at the end.
  const std::size_t width = features + 2;
  std::vector<feature_node> nodes(count * width);
  std::vector<feature_node*> starts(count);
  std::vector<double> classes(count);
  for (std::size_t k = 0; k < count; ++k) {
    starts[k] = nodes.data() + k * width;
    for (std::size_t f = 0; f < features; ++f) starts[k][f] = {static_cast<int>(f + 1), rows[k * features + f]};
    starts[k][features] = {static_cast<int>(features + 1), bias_feature};
    starts[k][features + 1] = {-1, 0};
    classes[k] = positive[k] ? 1 : -1;
  }
  int labels[2] = {1, -1};
  const double n = static_cast<double>(count), n_positive = static_cast<double>(members);
  double weights[2] = {n / (2 * n_positive), n / (2 * (n - n_positive))};
  const problem set{.l = static_cast<int>(count),
                    .n = static_cast<int>(features + 1),
                    .y = classes.data(),
                    .x = starts.data(),
                    .bias = bias_feature};
  const parameter how{.solver_type = L2R_L2LOSS_SVC,
                      .eps = tolerance,
                      .C = cost,
                      .nr_weight = 2,
                      .weight_label = labels,
                      .weight = weights,
                      .p = 0,
                      .init_sol = nullptr};
  const std::unique_ptr<::model, Release> found(::train(&set, &how));
  // The first class that liblinear meets is its positive one.
  const double sign = found->label[0] == 1 ? 1 : -1;
  Hyperplane plane;
  for (std::size_t f = 0; f < features; ++f) plane.weights.push_back(sign * found->w[f]);
  plane.bias = sign * found->w[features] * bias_feature;
  return plane;
}

}  // namespace glasscape
