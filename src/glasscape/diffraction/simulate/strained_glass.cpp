#include "glasscape/diffraction/simulate/strained_glass.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <vector>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

// Positive nodes and weights of the Gauss-Legendre rule with 16 points: even polynomials up to degree 30 are exact.
constexpr std::array<std::array<double, 2>, 8> quadrature{{{0.0950125098376374, 0.1894506104550685},
                                                           {0.2816035507792589, 0.1826034150449236},
                                                           {0.4580167776572274, 0.1691565193950025},
                                                           {0.6178762444026438, 0.1495959888165767},
                                                           {0.7554044083550030, 0.1246289712555339},
                                                           {0.8656312023878318, 0.0951585116824928},
                                                           {0.9445750230732326, 0.0622535239386479},
                                                           {0.9894009349916499, 0.0271524594117541}}};

// Cubic through points with the slopes of parabolas through three neighbours; 0 below the first point, 1 beyond the
// last.
class Cubic {
 public:
  Cubic(const std::vector<double>& x, const std::vector<double>& y) : x_(x), y_(y), slope_(x.size()) {
    const std::size_t n = x.size();
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t i = std::clamp<std::size_t>(k, 1, n - 2);
      const double h0 = x[i] - x[i - 1], h1 = x[i + 1] - x[i];
      const double s0 = (y[i] - y[i - 1]) / h0, s1 = (y[i + 1] - y[i]) / h1;
      const double curvature = (s1 - s0) / (h0 + h1);
      slope_[k] = s0 + curvature * (2 * x[k] - x[i - 1] - x[i]);
    }
  }
  double operator()(double x) const {
    if (x < x_.front()) return 0;
    if (x >= x_.back()) return 1;
    const auto k = static_cast<std::size_t>(std::upper_bound(x_.begin(), x_.end(), x) - x_.begin()) - 1;
    const double h = x_[k + 1] - x_[k], t = (x - x_[k]) / h, u = 1 - t;
    return u * u * ((1 + 2 * t) * y_[k] + t * h * slope_[k]) +
           t * t * ((1 + 2 * u) * y_[k + 1] - u * h * slope_[k + 1]);
  }

 private:
  const std::vector<double>&x_, &y_;
  std::vector<double> slope_;
};

double slope_at(const PlantedStrain& p, double r) {
  if (p.critical_radius == 0) return 0;
  const double t = std::tanh((r - p.critical_radius) / p.transition);
  return p.strain * (1 - p.inner_share) * (1 - t * t) / (2 * p.transition);
}

struct OldPlace {
  double r;            // distance before the strain
  double determinant;  // of the derivative of the new place by the old one
};

// Where the pair that is now at distance r and cosine z came from.
OldPlace old_place(const PlantedStrain& p, double r, double z) {
  double old = r;
  for (int step = 0; step < 100; ++step) {
    const double e = p.at(old);
    const double across = 1 / (1 - p.poisson_ratio * e), along = 1 / (1 + e);
    const double next = r * std::sqrt((1 - z * z) * across * across + z * z * along * along);
    const double change = next - old;
    old = next;
    if (std::abs(change) < 1e-13 * r) break;
  }
  const double e = p.at(old), across = 1 - p.poisson_ratio * e, along = 1 + e;
  const double x2 = (1 - z * z) * r * r / (across * across), z2 = z * z * r * r / (along * along);
  const double stretch = old > 0 ? slope_at(p, old) / old * (z2 / along - p.poisson_ratio * x2 / across) : 0;
  return {old, across * across * along * (1 + stretch)};
}

void check(const PlantedStrain& p) {
  const auto refuse = [](const std::string& what, const std::string& allowed) {
    return usage_error("planted strain", what, allowed);
  };
  if (!(std::abs(p.strain) <= 0.3)) throw refuse(fmt::format("a strain of {:g}", p.strain), "-0.3 to 0.3");
  if (!(p.poisson_ratio >= -1 && p.poisson_ratio <= 0.5)) {
    throw refuse(fmt::format("a Poisson ratio of {:g}", p.poisson_ratio), "-1 to 0.5");
  }
  if (!(p.critical_radius >= 0)) throw refuse(fmt::format("a critical radius of {:g} Å", p.critical_radius), ">= 0");
  if (!(std::abs(p.inner_share) <= 2)) {
    throw refuse(fmt::format("an inner share of {:g}", p.inner_share), "-2 to 2");
  }
  if (!(p.transition > 0)) throw refuse(fmt::format("a transition of {:g} Å", p.transition), "more than 0 Å");
}

}  // namespace

double PlantedStrain::at(double r) const {
  if (critical_radius == 0) return strain;
  return strain * (inner_share + (1 - inner_share) * (1 + std::tanh((r - critical_radius) / transition)) / 2);
}

HarmonicTable strained_glass(const HarmonicTable& isotropic, const PlantedStrain& planted) {
  check(planted);
  const HarmonicTable source = in_normalisation(isotropic, Normalisation::four_pi);
  const HarmonicCurve* g = source.find({0, 0});
  if (source.quantity != "g" || !g || source.x.size() < 4) {
    throw input_error("planted strain", fmt::format("the table '{}' holds no isotropic g(r)", source.label),
                      "a table of g with l = 0 and more than three distances");
  }
  if (std::any_of(g->value.begin(), g->value.end(), [](double v) { return !std::isfinite(v); })) {
    throw input_error("planted strain", "g(r) has values that are no numbers");
  }
  const Cubic curve(source.x, g->value);
  const double volume = (1 + planted.strain) * std::pow(1 - planted.poisson_ratio * planted.strain, 2);
  HarmonicTable result = source;
  result.density = source.density / volume;
  result.curves = {{{0, 0}, {}, {}}, {{2, 0}, {}, {}}, {{4, 0}, {}, {}}};
  for (const double r : source.x) {
    std::array<double, 3> moments{};
    for (const auto& [z, weight] : quadrature) {
      const OldPlace old = old_place(planted, r, z);
      if (!(old.determinant > 0)) {
        throw usage_error("planted strain", fmt::format("it changes too fast near {:.3g} Å: pairs overtake others", r),
                          {}, "take a smaller strain or a wider transition");
      }
      const double value = weight * curve(old.r) * volume / old.determinant;
      moments[0] += value;
      moments[1] += value * std::sqrt(5.0) * (3 * z * z - 1) / 2;
      moments[2] += value * 3 * (35 * z * z * z * z - 30 * z * z + 3) / 8;
    }
    for (std::size_t k = 0; k < 3; ++k) result.curves[k].value.push_back(moments[k]);
  }
  return in_normalisation(std::move(result), isotropic.normalisation);
}

}  // namespace glasscape
