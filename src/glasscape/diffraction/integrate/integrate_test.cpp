#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/diffraction/integrate/integrate_images.hpp"
#include "glasscape/diffraction/integrate/polygon_parts.hpp"
#include "glasscape/diffraction/reference/pattern_reference.hpp"

namespace glasscape {
namespace {

constexpr std::size_t side = 64;

// The same numbers as in reference/make_patterns.py.
DetectorGeometry tilted() {
  DetectorGeometry g{.distance = 0.25, .poni1 = 0.2071, .poni2 = 0.2013, .rot1 = 0.06, .rot2 = -0.04, .rot3 = 0.3};
  g.wavelength = 0.12359;
  g.pixel1 = g.pixel2 = 0.0064;
  g.rows = g.columns = side;
  return g;
}
template <class Value>
DetectorImage made(const Value& value) {
  DetectorImage image;
  image.width = image.height = side;
  for (std::size_t i = 0; i < side; ++i) {
    for (std::size_t j = 0; j < side; ++j) image.data.push_back(static_cast<double>(value(i, j)));
  }
  return image;
}
DetectorImage counts() {
  return made([](std::size_t i, std::size_t j) { return 200 + (i * 7919 + j * 104729 + i * j * 31) % 1009; });
}
ReferenceImages references() {
  return {
      .dark = made([](std::size_t i, std::size_t j) { return (i * 3 + j * 5) % 17; }),
      .flat = made([](std::size_t i, std::size_t j) { return 1 + static_cast<double>((i * 11 + j * 13) % 32) / 128; }),
      .mask = made([](std::size_t i, std::size_t j) { return (i * 29 + j * 31) % 53 == 0 ? 1 : 0; })};
}
Integration integrate(const DetectorImage& image, const IntegrationOptions& options,
                      const ReferenceImages& references = {}, const DetectorGeometry& geometry = tilted()) {
  return integrate_images(std::span(&image, 1), geometry, references, options);
}

// Σ|a − b| / Σ|b|
template <std::size_t n>
double disagreement(const std::vector<double>& a, const double (&b)[n]) {
  EXPECT_EQ(a.size(), n);
  double off = 0, all = 0;
  for (std::size_t k = 0; k < std::min(n, a.size()); ++k) {
    off += std::abs(a[k] - b[k]);
    all += std::abs(b[k]);
  }
  return off / all;
}

constexpr double close = 1e-6;

TEST(Integrate, RingsAgreeWithPyfaiForEachSplitting) {
  using namespace reference;
  const auto check = [](const char* split, const char* unit, const auto& radial, const auto& intensity) {
    const IntegrationOptions options{.bins = 40, .unit = unit, .split = split, .polarization = "0.95"};
    const Integration result = integrate(counts(), options, references());
    EXPECT_LT(disagreement(result.radial, radial), close) << split << " " << unit;
    EXPECT_LT(disagreement(result.pattern.intensity, intensity), close) << split << " " << unit;
    EXPECT_EQ(result.masked, 78u);
    EXPECT_EQ(result.pixels, side * side - 78);
  };
  check("none", "q", radial_none_q, corrected_none_q);
  check("bbox", "q", radial_bbox_q, corrected_bbox_q);
  check("full", "q", radial_full_q, corrected_full_q);
  check("none", "2theta", radial_none_two_theta, corrected_none_two_theta);
  check("bbox", "2theta", radial_bbox_two_theta, corrected_bbox_two_theta);
  check("full", "2theta", radial_full_two_theta, corrected_full_two_theta);
}

TEST(Integrate, ErrorsAgreeWithPyfai) {
  using namespace reference;
  const auto errors = [](const char* split, const char* model, bool solid_angle) {
    return integrate(counts(), {.bins = 40, .split = split, .no_solid_angle = !solid_angle, .error_model = model})
        .pattern.error;
  };
  EXPECT_LT(disagreement(errors("none", "poisson", true), poisson_none), close);
  EXPECT_LT(disagreement(errors("bbox", "poisson", true), poisson_bbox), close);
  EXPECT_LT(disagreement(errors("full", "poisson", true), poisson_full), close);
  EXPECT_LT(disagreement(errors("none", "azimuthal", false), azimuthal_none), close);
}

TEST(Integrate, SectorsAgreeWithPyfaiWherePixelsCountWhole) {
  using namespace reference;
  for (const char* split : {"none", "bbox"}) {
    const Integration result =
        integrate(counts(), {.bins = 16, .azimuth_bins = 8, .split = split, .edges = "whole", .polarization = "0.95"});
    const bool none = split == std::string("none");
    const auto& intensity = none ? sectors_none : sectors_bbox;
    const auto& pixels = none ? sectors_count_none : sectors_count_bbox;
    std::vector<double> own(result.pattern.intensity);
    for (std::size_t k = 0; k < own.size(); ++k) {
      EXPECT_EQ(std::isnan(own[k]), pixels[k] == 0) << split << " " << k;
      if (std::isnan(own[k])) own[k] = intensity[k];
    }
    EXPECT_LT(disagreement(own, intensity), close) << split;
    EXPECT_LT(disagreement(result.pattern.pixels, pixels), close) << split;
  }
}

TEST(Integrate, FullSplittingInSectorsIsClippingAndContinuesAcrossTheSeam) {
  const Integration result =
      integrate(counts(), {.bins = 16, .azimuth_bins = 8, .split = "full", .range = {2, 14}, .no_solid_angle = true});
  EXPECT_LT(disagreement(result.pattern.pixels, reference::clipped_parts), close);
  EXPECT_LT(disagreement(result.pattern.intensity, reference::clipped_mean), close);
}

TEST(Integrate, PartsOfAPixelAddUpToOne) {
  for (const char* split : {"none", "bbox", "full"}) {
    const Integration result = integrate(counts(), {.bins = 30, .azimuth_bins = 11, .split = split, .range = {0, 60}});
    const double all = std::accumulate(result.pattern.pixels.begin(), result.pattern.pixels.end(), 0.0);
    EXPECT_NEAR(all, side * side, 1e-3) << split;
  }
}

TEST(Integrate, SectorsMayBeginAnywhere) {
  for (const char* split : {"none", "bbox", "full"}) {
    const auto from = [&](double low, double high, std::int64_t sectors) {
      return integrate(
                 counts(),
                 {.bins = 10, .azimuth_bins = sectors, .split = split, .range = {3, 20}, .azimuth_range = {low, high}})
          .pattern;
    };
    const AzimuthalPattern all = from(-180, 180, 12), turned = from(0, 360, 12), part = from(150, 210, 2);
    for (std::size_t k = 0; k < 10; ++k) {
      for (std::size_t a = 0; a < 12; ++a) {
        EXPECT_NEAR(turned.intensity[turned.at(a, k)], all.intensity[all.at((a + 6) % 12, k)], 1e-6) << split;
      }
      EXPECT_NEAR(part.intensity[part.at(0, k)], all.intensity[all.at(11, k)], 1e-6) << split;
      EXPECT_NEAR(part.intensity[part.at(1, k)], all.intensity[all.at(0, k)], 1e-6) << split;
    }
  }
}

TEST(Integrate, OrientationsMirrorTheImage) {
  // Turning image and orientation together changes nothing but the rounding of places.
  const IntegrationOptions options{.bins = 12, .azimuth_bins = 6, .split = "full"};
  const Integration plain = integrate(counts(), options);
  for (const int orientation : {1, 2, 4}) {
    const bool rows = orientation != 4, columns = orientation != 2;
    const DetectorImage original = counts();
    DetectorImage turned = original;
    for (std::size_t i = 0; i < side; ++i) {
      for (std::size_t j = 0; j < side; ++j) {
        turned.data[i * side + j] = original.data[(rows ? side - 1 - i : i) * side + (columns ? side - 1 - j : j)];
      }
    }
    DetectorGeometry geometry = tilted();
    geometry.orientation = orientation;
    const Integration result = integrate(turned, options, {}, geometry);
    for (std::size_t k = 0; k < plain.pattern.intensity.size(); ++k) {
      if (std::isnan(plain.pattern.intensity[k])) continue;
      EXPECT_NEAR(result.pattern.intensity[k], plain.pattern.intensity[k], 1e-6 * plain.pattern.intensity[k])
          << orientation << " " << k;
    }
  }
}

TEST(Integrate, CorrectionsTurnWhatTheyModelIntoAConstant) {
  // An image of the factors themselves is flat after correction, in every bin.
  IntegrationOptions options{
      .bins = 25, .azimuth_bins = 5, .polarization = "-0.4", .absorption = 0.7, .efficiency = 1.3};
  const DetectorGeometry geometry = tilted();
  const Integrator integrator(geometry, {}, options);
  DetectorImage image = counts();
  for (std::size_t i = 0; i < image.size(); ++i)
    image.data[i] = 40 * static_cast<double>(integrator.normalisation()[i]);
  for (const double v : integrate(image, options).pattern.intensity) {
    if (!std::isnan(v)) {
      EXPECT_NEAR(v, 40, 1e-9);
    }
  }
}

TEST(Integrate, RepeatsGiveTheMeanAndItsScatter) {
  std::vector<DetectorImage> images;
  for (const double level : {10.0, 13.0, 16.0}) images.push_back(made([&](std::size_t, std::size_t) { return level; }));
  const IntegrationOptions options{.bins = 5, .no_solid_angle = true, .error_model = "repeats"};
  const Integration result = integrate_images(images, tilted(), {}, options);
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_NEAR(result.pattern.intensity[k], 13, 1e-9);
    EXPECT_NEAR(result.pattern.error[k], 3 / std::sqrt(3.0), 1e-9);
  }
  const IntegrationOptions poisson{.bins = 1, .split = "none", .no_solid_angle = true, .error_model = "poisson"};
  EXPECT_NEAR(integrate_images(images, tilted(), {}, poisson).pattern.error[0], std::sqrt(39.0 / 9 / (side * side)),
              1e-9);
}

TEST(Integrate, LeavesOutSaturatedUndefinedAndMaskedPixels) {
  DetectorImage image = made([](std::size_t, std::size_t) { return 7; });
  image.data[5] = 1e6;
  image.data[6] = std::numeric_limits<double>::quiet_NaN();
  image.data[7] = std::numeric_limits<double>::infinity();
  ReferenceImages bad;
  bad.mask = made([](std::size_t i, std::size_t) { return i == 3 ? 2 : 0; });
  const Integration result = integrate(image, {.bins = 9, .no_solid_angle = true, .saturation = 1e5}, bad);
  EXPECT_EQ(result.saturated, 1u);
  EXPECT_EQ(result.undefined, 2u);
  EXPECT_EQ(result.masked, side);
  EXPECT_EQ(result.pixels, side * side - side - 3);
  for (const double v : result.pattern.intensity) EXPECT_NEAR(v, 7, 1e-12);
}

TEST(Integrate, IsTheSameOnAnyNumberOfThreads) {
  const IntegrationOptions options{.bins = 50, .azimuth_bins = 9, .split = "full", .error_model = "poisson"};
  const DetectorImage image = counts();
  const auto one = integrate_images(std::span(&image, 1), tilted(), {}, options, {.threads = 1}).pattern;
  const auto four = integrate_images(std::span(&image, 1), tilted(), {}, options, {.threads = 4}).pattern;
  for (std::size_t k = 0; k < one.intensity.size(); ++k) {
    EXPECT_TRUE(one.intensity[k] == four.intensity[k] || std::isnan(one.intensity[k]));
    EXPECT_TRUE(one.error[k] == four.error[k] || std::isnan(one.error[k]));
  }
}

TEST(Integrate, RefusesWhatCannotBeIntegrated) {
  const DetectorImage image = counts();
  ReferenceImages all;
  all.mask = made([](std::size_t, std::size_t) { return 1; });
  EXPECT_THROW(integrate(image, {}, all), Error);
  ReferenceImages small;
  small.dark = image;
  small.dark->height = 32;
  small.dark->data.resize(32 * side);
  EXPECT_THROW(integrate(image, {}, small), Error);
  DetectorGeometry dim = tilted();
  dim.wavelength = 0;
  EXPECT_THROW(integrate(image, {}, {}, dim), Error);
  EXPECT_NO_THROW(integrate(image, {.unit = "2theta"}, {}, dim));
  EXPECT_THROW(integrate(image, {.range = {3, 2}}), Error);
  EXPECT_THROW(integrate(image, {.range = {1, 2, 3}}), Error);
  EXPECT_THROW(integrate(image, {.azimuth_range = {0, 400}}), Error);
  EXPECT_THROW(integrate(image, {.polarization = "1.5"}), Error);
  EXPECT_THROW(integrate(image, {.saturation = 1}), Error);
  EXPECT_THROW(integrate_images({}, tilted(), {}, {}), Error);
}

TEST(PolygonParts, AddUpToTheAreaAndAgreeBetweenCellsAndColumns) {
  CellAreas cells;
  ColumnAreas columns;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CounterRng rng(seed, 3);
    // Corners about a centre in the order of their angle: convex or not, never crossed.
    Quadrilateral p;
    const double x = 10 * rng.uniform() - 5, y = 10 * rng.uniform() - 5;
    for (std::size_t k = 0; k < 4; ++k) {
      const double angle = -std::numbers::pi / 2 * (static_cast<double>(k) + rng.uniform()),
                   r = 0.2 + 3 * rng.uniform();
      p[k] = {x + r * std::cos(angle), y + r * std::sin(angle)};
    }
    cells.measure(p);
    columns.measure(p);
    double sum = 0;
    for (std::size_t c = 0; c < cells.columns(); ++c) {
      double column = 0;
      for (std::size_t r = 0; r < cells.rows(); ++r) {
        EXPECT_GT(cells.at(c, r), -1e-12);
        EXPECT_LT(cells.at(c, r), 1 + 1e-12);
        column += cells.at(c, r);
      }
      EXPECT_NEAR(column, columns.areas().at(c), 1e-12);
      sum += column;
    }
    EXPECT_NEAR(sum, signed_area(p), 1e-12);
    EXPECT_GT(sum, 0);
  }
}

}  // namespace
}  // namespace glasscape
