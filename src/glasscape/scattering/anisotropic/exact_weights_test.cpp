#include "glasscape/scattering/anisotropic/exact_weights.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/scattering/transform/transform.hpp"

namespace glasscape {
namespace {

// Peaks of g and g_20 of three pairs at their own places.
HarmonicTable pair(double place, bool difference = false) {
  HarmonicTable t{.bin_width = 0.02, .density = 0.06};
  t.curves = {{{0, 0}, {}, {}}, {{2, 0}, {}, {}}};
  for (int k = 0; k < 600; ++k) {
    const double r = (k + 0.5) * 0.02, peak = std::exp(-(r - place) * (r - place) / 0.08);
    t.x.push_back(r);
    t.curves[0].value.push_back((difference || r < place - 0.5 ? 0 : 1) + 2 * peak);
    t.curves[1].value.push_back(0.3 * peak);
    for (HarmonicCurve& c : t.curves) c.error.push_back(0.01);
  }
  return t;
}

double at(const HarmonicTable& t, int l, double r) {
  const HarmonicCurve* c = t.find({l, 0});
  for (std::size_t k = 0; k < t.x.size(); ++k) {
    if (t.x[k] > r - 1e-9) return c->value[k];
  }
  return NAN;
}

TEST(ExactWeights, OfNeutronsAreThoseOfGAfterTheWindow) {
  // Lengths do not depend on Q, so that weighing and transforming commute.
  const std::vector<Constituent> composition{{"Cu", 0.6}, {"Zr", 0.4}};
  const std::vector<HarmonicTable> pairs{pair(4), pair(4.5), pair(5)};
  const auto weighed = weigh_exactly(pairs, composition, {.weighting = PairWeighting::neutron});
  EXPECT_EQ(weighed.label, "neutron");
  const auto w = pair_weights(composition, PairWeighting::neutron);
  HarmonicTable sum = pairs[0];
  for (std::size_t c = 0; c < 2; ++c) {
    for (std::size_t k = 0; k < sum.x.size(); ++k) {
      sum.curves[c].value[k] = w[0] * pairs[0].curves[c].value[k] + 2 * w[1] * pairs[1].curves[c].value[k] +
                               w[3] * pairs[2].curves[c].value[k];
    }
  }
  const auto s = bessel_transform(sum, {.max = 25, .step = 0.02}).table;
  const auto g = bessel_transform(s, {.max = 12, .step = 0.02, .window = "lorch"}).table;
  for (const double r : {3.0, 4.0, 4.6, 5.0, 8.0}) {
    EXPECT_NEAR(at(weighed, 0, r), at(g, 0, r), 1e-9);
    EXPECT_NEAR(at(weighed, 2, r), at(g, 2, r), 1e-9);
  }
  // The window takes little off peaks as wide as these.
  EXPECT_NEAR(at(weighed, 2, 4.5), 2 * w[1] * 0.3 + (w[0] + w[3]) * 0.3 * std::exp(-0.25 / 0.08), 0.02);
}

TEST(ExactWeights, OfXraysLieNearThoseOfTheAtomicNumbers) {
  const std::vector<Constituent> composition{{"Cu", 0.5}, {"Zr", 0.5}};
  const std::vector<HarmonicTable> pairs{pair(4), pair(4.5), pair(5)},
      changes{pair(4, true), pair(4.5, true), pair(5, true)};
  const auto x = weigh_exactly(pairs, composition, {});
  const auto w = pair_weights(composition, PairWeighting::xray_number);
  EXPECT_NEAR(at(x, 2, 5), w[3] * 0.3 + 2 * w[1] * 0.3 * std::exp(-0.25 / 0.08), 0.02);
  EXPECT_NEAR(at(x, 0, 9), 1, 0.02);
  // A difference has no constant.
  const auto d = weigh_exactly(changes, composition, {.difference = true});
  EXPECT_NEAR(at(d, 0, 9), 0, 0.02);
  EXPECT_NEAR(at(d, 2, 4.4), at(x, 2, 4.4), 1e-9);
  EXPECT_THROW(weigh_exactly(std::span(pairs).first(2), composition, {}), Error);
}

}  // namespace
}  // namespace glasscape
