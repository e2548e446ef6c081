#include "glasscape/scattering/orientation_fit/orientation_fit.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/scattering/orientation_fit/anisotropy.hpp"
#include "glasscape/scattering/orientation_fit/orientation_fixture.hpp"

namespace glasscape {
namespace {

using namespace orientation_fixture;

constexpr double right_angle = std::numbers::pi / 2;

const HarmonicTable& strained() {
  static const HarmonicTable table = structure_factor(-0.01);
  return table;
}

HarmonicTable isotropic() {
  HarmonicTable table = strained();
  for (std::size_t c = 1; c < 3; ++c) table.curves[c].value.assign(table.x.size(), 0);
  return table;
}

std::vector<OrientedPattern> positions(const Truth& truth, double factor = 1, std::uint64_t stream = 0) {
  return {pattern(truth, 0.2, 1, 2 * stream), pattern(truth, 0.2 + right_angle, factor, 2 * stream + 1)};
}

TEST(OrientationFit, ReturnsThePlantedCoefficients) {
  const Truth truth{strained()};
  const OrientationFit fit = fit_orientations(positions(truth), {});
  const SelfScattering self = self_scattering(composition, fit.q, wavelength, "square");
  ASSERT_EQ(fit.q.size(), strained().x.size() - 9);
  for (std::size_t k = 0; k < fit.q.size(); ++k) {
    const double factor = 1 / (truth.scale * self.mean_f2[k]);
    EXPECT_NEAR(fit.value[1][k] * factor / std::sqrt(5.0), strained().curves[1].value[k + 9], 1e-10);
    EXPECT_NEAR(fit.value[2][k] * factor / 3, strained().curves[2].value[k + 9], 1e-10);
  }
  EXPECT_EQ(fit.bins[0], 144);
}

TEST(OrientationFit, TheFormulaOfTwoDirectionsMissesTheTilt) {
  Truth truth{strained()};
  truth.azimuths = 720;
  truth.s.curves[2].value.assign(truth.s.x.size(), 0);
  const OrientationFit fit = fit_orientations(positions(truth), {.lmax = 2, .sector = 0.02});
  const std::size_t last = fit.q.size() - 1;
  const double tilt = std::pow(std::cos(std::asin(20 * wavelength / (4 * std::numbers::pi))), 2);
  EXPECT_NEAR(tilt, 0.961, 0.001);  // 4 % at 20 /Å and 100 keV
  for (std::size_t k = 0; k <= last; ++k) {
    EXPECT_NEAR(fit.two_directions_tilted[k], fit.value[1][k], 3e-4 * std::abs(fit.value[1][k]) + 1e-8);
  }
  EXPECT_NEAR(fit.two_directions[last] / fit.two_directions_tilted[last], tilt, 1e-9);
}

TEST(OrientationFit, ErrorsAreThoseOfRepeatedNoise) {
  Truth truth{strained()};
  truth.counts = 1e4;
  truth.s.x.resize(60);  // the first bins are enough
  const int repeats = 150;
  double square[3] = {}, mean[3] = {}, stated[3] = {}, chi2 = 0, pair = 0, pair_square = 0, pair_stated = 0;
  for (int n = 0; n < repeats; ++n) {
    const OrientationFit fit = fit_orientations(positions(truth, 1, static_cast<std::uint64_t>(n)), {});
    for (std::size_t i = 0; i < 3; ++i) {
      mean[i] += fit.value[i][20] / repeats;
      square[i] += fit.value[i][20] * fit.value[i][20] / repeats;
      stated[i] += fit.error[i][20] * fit.error[i][20] / repeats;
    }
    chi2 += fit.chi2[20] / repeats;
    pair += fit.two_directions[20] / repeats;
    pair_square += fit.two_directions[20] * fit.two_directions[20] / repeats;
    pair_stated += fit.two_directions_error[20] * fit.two_directions_error[20] / repeats;
  }
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(std::sqrt(stated[i] / (square[i] - mean[i] * mean[i])), 1, 0.15);
  EXPECT_NEAR(chi2, 1, 0.05);
  EXPECT_NEAR(std::sqrt(pair_stated / (pair_square - pair * pair)), 1, 0.15);
  // Two sectors know less than all azimuths.
  EXPECT_GT(std::sqrt(pair_stated), 1.3 * fit_orientations(positions(truth), {.lmax = 2}).error[1][20]);
}

TEST(OrientationFit, FindsTheScalesOfPatterns) {
  Truth truth{strained()};
  std::vector<OrientedPattern> patterns = positions(truth, 1.07);
  // Half of the detector is shadowed, so that ring averages of the two differ.
  for (OrientedPattern& p : patterns) {
    for (std::size_t a = 0; a < 36; ++a) {
      for (std::size_t k = 0; k < p.pattern.q.size(); ++k) p.pattern.intensity[p.pattern.at(a, k)] = std::nan("");
    }
  }
  const OrientationFit matched = fit_orientations(patterns, {.scale = "match"});
  EXPECT_NEAR(matched.scales[0] / matched.scales[1], 1.07, 1e-6);
  EXPECT_NEAR((matched.scales[0] + matched.scales[1]) / 2, 1, 1e-12);
  const OrientationFit exact = fit_orientations(positions(truth), {});
  for (std::size_t k = 0; k < exact.q.size(); k += 10) {
    EXPECT_NEAR(matched.value[1][k] / matched.scales[0], exact.value[1][k], 1e-5 * exact.value[0][k]);
  }
}

TEST(OrientationFit, IsUndefinedWhereAnglesAreMissing) {
  const Truth truth{strained()};
  std::vector<OrientedPattern> one{pattern(truth, 0)};
  AzimuthalPattern& p = one[0].pattern;
  for (std::size_t a = 0; a < p.azimuth.size(); ++a) {
    if (std::abs(p.azimuth[a]) > 0.06) p.intensity[p.at(a, 7)] = std::nan("");  // two bins beside the axis are left
    p.intensity[p.at(a, 8)] = std::nan("");
  }
  const OrientationFit fit = fit_orientations(one, {});
  EXPECT_TRUE(std::isnan(fit.value[1][7]));
  EXPECT_TRUE(std::isnan(fit.value[0][8]));
  EXPECT_TRUE(std::isfinite(fit.value[2][9]));
}

TEST(OrientationFit, SubtractsBackgroundAndPatterns) {
  const Truth truth{strained()};
  OrientedPattern p = pattern(truth, 0), n = pattern(truth, right_angle);
  AzimuthalPattern flat = p.pattern;
  for (double& v : flat.intensity) v = 5;
  const AzimuthalPattern less = without_background(p.pattern, flat, 2);
  EXPECT_DOUBLE_EQ(less.intensity[100], p.pattern.intensity[100] - 10);
  flat.azimuth = {0};
  flat.intensity.resize(flat.q.size());
  EXPECT_DOUBLE_EQ(without_background(p.pattern, flat, 2).intensity[1000], p.pattern.intensity[1000] - 10);
  flat.q.pop_back();
  EXPECT_THROW(without_background(p.pattern, flat, 2), Error);
  // P − N changes its sign when the sample is turned by 90°.
  const AzimuthalPattern picture = difference(p.pattern, n.pattern), back = difference(n.pattern, p.pattern);
  EXPECT_DOUBLE_EQ(picture.intensity[3000], -back.intensity[3000]);
  EXPECT_NEAR(picture.intensity[picture.at(0, 50)], -picture.intensity[picture.at(18, 50)],
              0.02 * p.pattern.intensity[50]);
}

TEST(OrientationFit, RefusesPatternsThatDoNotBelongTogether) {
  const Truth truth{strained()};
  std::vector<OrientedPattern> good = positions(truth), bad = good;
  EXPECT_THROW(fit_orientations({}, {}), Error);
  EXPECT_THROW(fit_orientations(good, {.lmax = 3}), Error);
  EXPECT_THROW(fit_orientations(good, {.scale = "none"}), Error);
  bad[1].pattern.q[3] += 0.01;
  EXPECT_THROW(fit_orientations(bad, {}), Error);
  bad = good;
  bad[1].pattern.wavelength = 0.2;
  EXPECT_THROW(fit_orientations(bad, {}), Error);
  bad = good;
  bad[0].pattern.wavelength = bad[1].pattern.wavelength = 1.5;
  EXPECT_THROW(fit_orientations(bad, {}), Error);
  bad = good;
  bad[0].pattern.intensity.pop_back();
  EXPECT_THROW(fit_orientations(bad, {}), Error);
  bad[0].pattern.azimuth = {0};
  bad[0].pattern.intensity.resize(bad[0].pattern.q.size());
  EXPECT_THROW(fit_orientations(bad, {}), Error);
}

TEST(Reduction, FindsTheScale) {
  Truth truth{isotropic()};
  truth.fluorescence = 4;
  const OrientationFit fit = fit_orientations(positions(truth), {});
  ReductionOptions options{.density = density, .fluorescence = 4};
  const Reduction krogh_moe = reduce(fit, composition, options);
  EXPECT_NEAR(krogh_moe.scale.beta * truth.scale, 1, 2e-3);
  for (std::size_t k = 0; k < krogh_moe.table.x.size(); ++k) {
    EXPECT_NEAR(krogh_moe.table.curves[0].value[k], truth.s.curves[0].value[k + 9], 0.01);
  }
  options.normalise = "high-q";
  EXPECT_NEAR(reduce(fit, composition, options).scale.beta * truth.scale, 1, 2e-3);
  options.fit_fluorescence = true;
  const Scale both = reduce(fit, composition, options).scale;
  EXPECT_NEAR(both.beta * truth.scale, 1, 0.02);
  EXPECT_NEAR(both.fluorescence, 4, 1);
}

TEST(Reduction, RefusesWhatCannotBeNormalised) {
  const OrientationFit fit = fit_orientations(positions(Truth{isotropic()}), {});
  EXPECT_THROW(reduce(fit, composition, {}), Error);  // no density
  EXPECT_THROW(reduce(fit, composition, {.density = density, .normalise = "eye"}), Error);
  EXPECT_THROW(reduce(fit, composition, {.density = density, .fit_fluorescence = true}), Error);
  EXPECT_THROW(reduce(fit, composition, {.density = density, .q_min = 30}), Error);
  EXPECT_THROW(reduce(fit, composition, {.density = density, .q_min = 3, .q_max = 2}), Error);
  EXPECT_THROW(reduce(fit, composition, {.density = density, .normalise = "high-q", .match_from = 19.9}), Error);
  EXPECT_THROW(reduce(fit, composition, {.density = density, .compton = "linear"}), Error);
  EXPECT_THROW(reduce(fit, std::vector<Constituent>{{"Xx", 1}}, {.density = density}), Error);
}

// The whole chain: counts to strain.
TEST(Anisotropy, ReturnsThePlantedStrain) {
  Truth truth{strained()};
  truth.counts = 3e5;
  AnisotropyOptions options{.composition = "Cu50Zr50",
                            .core = 2,
                            .reduction = {.density = density},
                            .affine = {.poisson = poisson, .r_fit = 8}};
  const Anisotropy a = analyse_orientations(positions(truth), options);
  ASSERT_TRUE(a.affine) << a.why_not;
  EXPECT_NEAR(a.affine->fit.strain.value, -0.01, 0.0005);
  EXPECT_NEAR(a.affine->strain[149], -0.01, 0.002);  // at the first peak
  EXPECT_NEAR(a.affine->phase.phase.value, 0, 10);
  EXPECT_NEAR(a.g.report.density_ratio, 1, 0.1);  // as good as the counts
  const nlohmann::json json = summary(a);
  EXPECT_GT(json["curves"][1]["chi2_of_zero"].get<double>(), 5);
}

TEST(Anisotropy, OfAnIsotropicSampleIsZeroWithinItsErrors) {
  AnisotropyOptions options{
      .composition = "Cu50Zr50", .reduction = {.density = density}, .affine = {.poisson = poisson, .r_fit = 8}};
  int covered = 0;
  double chi2 = 0;
  for (std::uint64_t n = 0; n < 20; ++n) {
    Truth truth{isotropic()};
    truth.counts = 1e5;
    const Anisotropy a = analyse_orientations(positions(truth, 1, n), options);
    ASSERT_TRUE(a.affine) << a.why_not;
    covered += a.affine->fit.strain_interval.contains(0);
    chi2 += summary(a)["curves"][1]["chi2_of_zero"].get<double>() / 20;
  }
  EXPECT_GE(covered, 17);
  EXPECT_NEAR(chi2, 1, 0.05);
}

TEST(Anisotropy, SaysWhyThereIsNoStrain) {
  AnisotropyOptions options{.composition = "Cu50Zr50", .reduction = {.density = density}, .affine = {.r_fit = 19.9}};
  const Anisotropy a = analyse_orientations(positions(Truth{strained()}), options);
  EXPECT_FALSE(a.affine);
  EXPECT_NE(a.why_not.find("r_fit"), std::string::npos);
  EXPECT_TRUE(summary(a)["affine"].is_null());
  options.affine.loading = "shear";
  EXPECT_THROW(analyse_orientations(positions(Truth{strained()}), options), Error);
}

}  // namespace
}  // namespace glasscape
