#include "glasscape/maps/layer_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace glasscape::detail {
namespace {

// ln cosh x without overflow.
double log_cosh(double x) { return std::abs(x) + std::log1p(std::exp(-2 * std::abs(x))) - std::log(2.0); }

using Shape = std::array<double, 3>;  // centre, ln width, edge as a fraction of half the width

class Problem {
 public:
  Problem(std::span<const double> mean, std::span<const double> weight, double period, bool periodic)
      : mean_(mean), weight_(weight), period_(period), periodic_(periodic), g_(mean.size()) {}

  [[nodiscard]] double slab() const { return period_ / static_cast<double>(mean_.size()); }
  [[nodiscard]] double widest() const { return period_ / 2; }
  [[nodiscard]] static double width(const Shape& s) { return std::exp(s[1]); }
  // Edges far below a slab's width cannot be told from sharp ones.
  [[nodiscard]] double edge(const Shape& s) const { return std::max(0.5 * width(s) * s[2], 0.05 * slab()); }

  [[nodiscard]] bool allows(const Shape& s) const {
    const bool place = periodic_ || (s[0] >= 0 && s[0] <= period_);
    return place && width(s) >= 0.5 * slab() && width(s) <= widest() && s[2] >= 0 && s[2] <= 1;
  }

  // The layer's curve, averaged over a slab from a to b, all images.
  [[nodiscard]] double shape(const Shape& s, double a, double b) const {
    const double w = width(s) / 2, d = edge(s);
    double sum = 0;
    for (int image = periodic_ ? -1 : 0; image <= (periodic_ ? 1 : 0); ++image) {
      const double from = a - s[0] - image * period_, to = b - s[0] - image * period_;
      sum += log_cosh((to + w) / d) - log_cosh((from + w) / d) - log_cosh((to - w) / d) + log_cosh((from - w) / d);
    }
    return 0.5 * d * sum / (b - a);
  }

  // Base and height by linear least squares; the sum of squares, or infinity outside the allowed shapes.
  double squares(const Shape& s, LayerFit* fit = nullptr) {
    if (!allows(s)) return std::numeric_limits<double>::infinity();
    const double h = slab();
    double n = 0, mg = 0, my = 0;
    for (std::size_t k = 0; k < mean_.size(); ++k) {
      g_[k] = shape(s, static_cast<double>(k) * h, static_cast<double>(k + 1) * h);
      if (weight_[k] == 0) continue;
      n += weight_[k];
      mg += weight_[k] * g_[k];
      my += weight_[k] * mean_[k];
    }
    mg /= n;
    my /= n;
    double gg = 0, gy = 0, yy = 0;
    for (std::size_t k = 0; k < mean_.size(); ++k) {
      if (weight_[k] == 0) continue;
      gg += weight_[k] * (g_[k] - mg) * (g_[k] - mg);
      gy += weight_[k] * (g_[k] - mg) * (mean_[k] - my);
      yy += weight_[k] * (mean_[k] - my) * (mean_[k] - my);
    }
    // A band has deformed more, so that the layer stands up.
    const double height = gg > 0 ? std::max(0.0, gy / gg) : 0;
    if (fit != nullptr) {
      fit->height = height;
      fit->base = my - height * mg;
    }
    return std::max(0.0, yy - 2 * height * gy + height * height * gg);
  }

  [[nodiscard]] const std::vector<double>& curve() const { return g_; }

 private:
  std::span<const double> mean_, weight_;
  double period_;
  bool periodic_;
  std::vector<double> g_;
};

// Nelder and Mead's simplex in three dimensions: no derivatives at the bounds are needed.
Shape refine(Problem& problem, const Shape& start) {
  struct Corner {
    Shape at;
    double value;
  };
  const Shape steps{problem.slab(), 0.2, start[2] > 0.5 ? -0.3 : 0.3};
  std::array<Corner, 4> corner;
  for (std::size_t k = 0; k < 4; ++k) {
    corner[k].at = start;
    if (k > 0) corner[k].at[k - 1] += steps[k - 1];
    if (k > 0 && !problem.allows(corner[k].at)) corner[k].at[k - 1] = start[k - 1] - steps[k - 1];
    corner[k].value = problem.squares(corner[k].at);
  }
  const auto along = [&](const Shape& from, const Shape& to, double t) {
    Shape s;
    for (std::size_t k = 0; k < 3; ++k) s[k] = from[k] + t * (to[k] - from[k]);
    return Corner{s, problem.squares(s)};
  };
  for (int step = 0; step < 250; ++step) {
    std::stable_sort(corner.begin(), corner.end(), [](const Corner& a, const Corner& b) { return a.value < b.value; });
    const double spread = std::abs(corner[3].at[0] - corner[0].at[0]) / problem.slab() +
                          std::abs(corner[3].at[1] - corner[0].at[1]) + std::abs(corner[3].at[2] - corner[0].at[2]);
    if (spread < 1e-6 && corner[3].value - corner[0].value <= 1e-12 * corner[0].value) break;
    Shape middle{};
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t k = 0; k < 3; ++k) middle[k] += corner[c].at[k] / 3;
    }
    const Corner reflected = along(middle, corner[3].at, -1);
    if (reflected.value < corner[0].value) {
      const Corner further = along(middle, corner[3].at, -2);
      corner[3] = further.value < reflected.value ? further : reflected;
    } else if (reflected.value < corner[2].value) {
      corner[3] = reflected;
    } else {
      const Corner nearer = along(middle, reflected.value < corner[3].value ? reflected.at : corner[3].at, 0.5);
      if (nearer.value < std::min(reflected.value, corner[3].value)) {
        corner[3] = nearer;
      } else {
        for (std::size_t c = 1; c < 4; ++c) corner[c] = along(corner[0].at, corner[c].at, 0.5);
      }
    }
  }
  return std::min_element(corner.begin(), corner.end(),
                          [](const Corner& a, const Corner& b) { return a.value < b.value; })
      ->at;
}

// The sum of squares has several minima, since slabs are wide against sharp edges: the best place for each of a series
// of widths is refined.
Shape search(Problem& problem, std::size_t slabs) {
  Shape best{};
  double least = std::numeric_limits<double>::infinity();
  for (double width = problem.slab(); width <= problem.widest() * (1 + 1e-12); width *= 1.25) {
    Shape start{};
    double lowest = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < 2 * slabs; ++k) {
      const Shape s{0.5 * (static_cast<double>(k) + 0.5) * problem.slab(),
                    std::log(std::min(width, problem.widest() * (1 - 1e-9))), 0.3};
      const double value = problem.squares(s);
      if (value >= lowest) continue;
      lowest = value;
      start = s;
    }
    if (!std::isfinite(lowest)) continue;
    const Shape end = refine(problem, start);
    const double value = problem.squares(end);
    if (value >= least) continue;
    least = value;
    best = end;
  }
  return best;
}

}  // namespace

LayerFit fit_layer(std::span<const double> mean, std::span<const double> weight, double period, bool periodic,
                   const LayerFit* start) {
  Problem problem(mean, weight, period, periodic);
  Shape s;
  if (start != nullptr) {
    s = {start->centre, std::log(start->width), std::min(1.0, start->edge / (0.5 * start->width))};
  } else {
    s = search(problem, mean.size());
  }
  // A simplex that has collapsed too early is helped by a second start.
  s = refine(problem, refine(problem, s));
  LayerFit fit{.centre = s[0], .width = Problem::width(s), .edge = problem.edge(s)};
  fit.squares = problem.squares(s, &fit);
  for (const double g : problem.curve()) fit.curve.push_back(fit.base + fit.height * g);
  if (periodic) fit.centre -= period * std::floor(fit.centre / period);
  const double w = fit.width / 2, d = fit.edge;
  const auto g = [&](double u) { return 0.5 * (std::tanh((u + w) / d) - std::tanh((u - w) / d)); };
  fit.peak = fit.base + fit.height * g(0);
  double low = 0, high = 4 * fit.width;
  for (int k = 0; k < 60; ++k) {
    const double middle = (low + high) / 2;
    (g(middle) > g(0) / 2 ? low : high) = middle;
  }
  fit.half_width = low + high;
  return fit;
}

}  // namespace glasscape::detail
