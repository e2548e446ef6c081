#include "glasscape/statistics/information.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "glasscape/core/rng.hpp"
#include "glasscape/statistics/correlation.hpp"

namespace glasscape {
namespace {

constexpr std::size_t fewest = 20;  // values, below which classes say nothing

// Σ n ln n over counts; mutual information is a sum of four of them over n.
double entropy_sum(std::span<const double> counts) {
  double sum = 0;
  for (const double c : counts) {
    if (c > 0) sum += c * std::log(c);
  }
  return sum;
}

double information(std::span<const double> joint, std::size_t classes, double n) {
  std::vector<double> a(classes, 0.0), b(classes, 0.0);
  for (std::size_t i = 0; i < classes; ++i) {
    for (std::size_t j = 0; j < classes; ++j) {
      a[i] += joint[i * classes + j];
      b[j] += joint[i * classes + j];
    }
  }
  return (entropy_sum(joint) - entropy_sum(a) - entropy_sum(b)) / n + std::log(n);
}

}  // namespace

std::vector<std::uint8_t> quantile_classes(std::span<const double> values, std::size_t classes) {
  if (classes < 1 || classes > 255) throw std::invalid_argument("1 to 255 classes");
  const auto ranks = average_ranks(values);
  const double scale = static_cast<double>(classes) / static_cast<double>(values.size());
  std::vector<std::uint8_t> result;
  result.reserve(values.size());
  for (const double r : ranks) {
    result.push_back(static_cast<std::uint8_t>(std::min((r - 0.5) * scale, static_cast<double>(classes - 1))));
  }
  return result;
}

std::size_t quantile_class_count(std::size_t n) {
  return static_cast<std::size_t>(std::clamp(std::sqrt(static_cast<double>(n) / 10), 2.0, 10.0));
}

double mutual_information(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  if (a.size() != b.size()) throw std::invalid_argument("columns of different length");
  if (a.empty()) return std::numeric_limits<double>::quiet_NaN();
  const std::size_t classes =
      1 + std::max<std::size_t>(*std::max_element(a.begin(), a.end()), *std::max_element(b.begin(), b.end()));
  std::vector<double> joint(classes * classes, 0.0);
  for (std::size_t i = 0; i < a.size(); ++i) joint[a[i] * classes + b[i]] += 1;
  return information(joint, classes, static_cast<double>(a.size()));
}

double gaussian_information(double r) { return -0.5 * std::log1p(-r * r); }

InformationOn::InformationOn(std::span<const double> property, std::span<const std::uint32_t> unit_of,
                             const InformationOptions& options, std::uint64_t stream)
    : options_(options), unit_(unit_of.begin(), unit_of.end()) {
  if (unit_of.size() != property.size()) throw std::invalid_argument("a unit for each value is needed");
  if (property.size() < fewest) return;
  classes_ = options.classes > 0 ? static_cast<std::size_t>(options.classes) : quantile_class_count(property.size());
  for (const std::uint32_t u : unit_) units_ = std::max<std::size_t>(units_, u + 1);
  property_ = quantile_classes(property, classes_);
  for (std::int64_t s = 0; s < options.shuffles; ++s) {
    CounterRng rng(static_cast<std::uint64_t>(options.seed), stream, static_cast<std::uint32_t>(s));
    auto& shuffled = shuffled_.emplace_back(property_);
    for (std::size_t i = shuffled.size() - 1; i > 0; --i) {
      std::swap(shuffled[i], shuffled[static_cast<std::uint64_t>(rng.next_u32()) * (i + 1) >> 32]);
    }
  }
}

Information InformationOn::of(std::span<const double> descriptor) const {
  if (descriptor.size() != unit_.size()) throw std::invalid_argument("columns of different length");
  Information result;
  result.classes = classes_;
  if (classes_ == 0) return result;
  const auto a = quantile_classes(descriptor, classes_);
  const std::size_t cells = classes_ * classes_;
  const auto n = static_cast<double>(a.size());
  std::vector<double> joint(cells, 0.0), of_unit(units_ * cells, 0.0), members(units_, 0.0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t cell = a[i] * classes_ + property_[i];
    joint[cell] += 1;
    of_unit[unit_[i] * cells + cell] += 1;
    members[unit_[i]] += 1;
  }
  result.plug_in = information(joint, classes_, n);

  std::vector<double> null;
  std::vector<std::uint32_t> counts(cells);
  std::vector<double> numbers(cells);
  for (const auto& shuffled : shuffled_) {
    std::fill(counts.begin(), counts.end(), 0U);
    for (std::size_t i = 0; i < a.size(); ++i) ++counts[a[i] * classes_ + shuffled[i]];
    std::copy(counts.begin(), counts.end(), numbers.begin());
    null.push_back(information(numbers, classes_, n));
  }
  if (!null.empty()) {
    const Moments m = moments(null);
    std::size_t beyond = 0;
    // Rounding must not turn equal counts into a larger information.
    for (const double v : null) beyond += v >= result.plug_in - 1e-12 ? 1 : 0;
    result.baseline = m.mean;
    result.value = result.plug_in - m.mean;
    std::sort(null.begin(), null.end());
    result.null_high = quantile(null, options_.level) - m.mean;
    result.p_value = static_cast<double>(beyond + 1) / static_cast<double>(null.size() + 1);
  }

  std::vector<double> left_out, rest(cells);
  for (std::size_t u = 0; u < units_; ++u) {
    if (members[u] == 0 || members[u] == n) continue;
    for (std::size_t c = 0; c < cells; ++c) rest[c] = joint[c] - of_unit[u * cells + c];
    left_out.push_back(information(rest, classes_, n - members[u]));
  }
  if (left_out.size() >= 3) {
    const auto units = static_cast<double>(left_out.size());
    const double error = (units - 1) / std::sqrt(units) * moments(left_out).standard_deviation();
    const double half = student_quantile(0.5 + 0.5 * options_.level, left_out.size() - 1) * error;
    result.interval = {result.value - half, result.value + half};
  }
  return result;
}

double roc_area(std::span<const double> values, std::span<const std::uint8_t> marked) {
  if (values.size() != marked.size()) throw std::invalid_argument("columns of different length");
  const auto ranks = average_ranks(values);
  double sum = 0, m = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (marked[i] == 0) continue;
    sum += ranks[i];
    m += 1;
  }
  const double rest = static_cast<double>(values.size()) - m;
  if (m == 0 || rest == 0) return std::numeric_limits<double>::quiet_NaN();
  return (sum - m * (m + 1) / 2) / (m * rest);
}

}  // namespace glasscape
