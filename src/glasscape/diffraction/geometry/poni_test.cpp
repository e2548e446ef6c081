#include "glasscape/diffraction/geometry/poni.hpp"

#include <gtest/gtest.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/diffraction/geometry/known_detectors.hpp"

namespace glasscape {
namespace {

const std::string version1 =
    "# made by hand\nPixelSize1: 0.0002\nPixelSize2: 0.0001\nDistance: 0.25\nPoni1: 0.2\nPoni2: 0.1\nRot1: 0.01\n"
    "Rot2: -0.02\nRot3: 0.3\nSplineFile: None\nWavelength: 1.2359e-11\n";

TEST(Poni, ReadsVersion1) {
  const PoniFile file = parse_poni(version1, "f.poni");
  EXPECT_EQ(file.geometry.pixel1, 2e-4);
  EXPECT_EQ(file.geometry.pixel2, 1e-4);
  EXPECT_EQ(file.geometry.distance, 0.25);
  EXPECT_EQ(file.geometry.rot2, -0.02);
  EXPECT_NEAR(file.geometry.wavelength, 0.12359, 1e-15);
  EXPECT_EQ(file.geometry.orientation, 3);
  EXPECT_EQ(file.assumed.size(), 1u);
}

TEST(Poni, ReadsVersion2WithShapeOrientationAndNamedDetectors) {
  const std::string rest = "Distance: 1\nPoni1: 0\nPoni2: 0\nRot1: 0\nRot2: 0\nRot3: 0\n";
  const PoniFile made = parse_poni(
      "poni_version: 2.1\nDetector: Detector\nDetector_config: {\"pixel1\": 1e-4, \"pixel2\": 2e-4, \"max_shape\": "
      "[30, 40], "
      "\"orientation\": 2}\n" +
          rest,
      "f.poni");
  EXPECT_EQ(made.geometry.rows, 30u);
  EXPECT_EQ(made.geometry.columns, 40u);
  EXPECT_EQ(made.geometry.orientation, 2);
  EXPECT_TRUE(made.assumed.empty());
  EXPECT_EQ(made.geometry.wavelength, 0);
  const PoniFile named = parse_poni("poni_version: 2\nDetector: Pilatus 1M\nDetector_config: {}\n" + rest, "f.poni");
  EXPECT_EQ(named.geometry.pixel1, 172e-6);
  EXPECT_EQ(named.geometry.rows, 1043u);
}

TEST(Poni, WhatIsWrittenComesBack) {
  DetectorGeometry g = parse_poni(version1, "").geometry;
  g.rows = 12;
  g.columns = 13;
  EXPECT_NE(poni_text(g).find("poni_version: 2\n"), std::string::npos);
  EXPECT_EQ(parse_poni(poni_text(g), "").geometry.orientation, 3);
  g.orientation = 4;
  EXPECT_NE(poni_text(g).find("poni_version: 2.1\n"), std::string::npos);
  const DetectorGeometry back = parse_poni(poni_text(g), "").geometry;
  EXPECT_EQ(back.rot3, g.rot3);
  EXPECT_EQ(back.pixel2, g.pixel2);
  EXPECT_EQ(back.columns, 13u);
  EXPECT_EQ(back.orientation, 4);
  EXPECT_NEAR(back.wavelength, g.wavelength, 1e-15);
}

TEST(Poni, RefusesBadValues) {
  const auto changed = [](const std::string& from, const std::string& to) {
    std::string text = version1;
    return text.replace(text.find(from), from.size(), to);
  };
  const auto refused = [](const std::string& text, const std::string& says) {
    try {
      parse_poni(text, "f.poni");
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::input);
      EXPECT_NE(std::string(e.what()).find(says), std::string::npos) << e.what();
      return;
    }
    ADD_FAILURE() << "accepted:\n" << text;
  };
  refused(changed("1.2359e-11", "0"), "wavelength");
  refused(changed("Distance: 0.25", "Distance: -1"), "distance");
  refused(changed("Distance: 0.25\n", ""), "'distance' is missing");
  refused(changed("0.0002", "0"), "pixel size");
  refused(changed("0.0002", "nan"), "no finite number");
  refused(changed("Poni1: 0.2", "Poni1: far"), "f.poni:5");
  refused(changed("SplineFile: None", "SplineFile: a.spline"), "spline");
  refused("poni_version: 3\n" + version1, "poni_version");
  refused("Detector: Camera\n" + version1, "Camera");
  refused("Detector_config: {\"orientation\": 5}\n" + version1, "orientation");
  refused("Detector_config: {\"max_shape\": [0, 4]}\n" + version1, "max_shape");
  refused("Detector_config: {broken\n" + version1, "JSON");
  refused("", "pixel size");
}

TEST(Poni, FitsImagesOfItsShapeOnly) {
  DetectorGeometry g;
  fit_geometry(g, 3, 4, "a.tif");
  EXPECT_EQ(g.columns, 4u);
  EXPECT_THROW(fit_geometry(g, 4, 3, "b.tif"), Error);
}

TEST(Geometry, AnglesOfPointsWithoutTilt) {
  DetectorGeometry g;
  g.distance = 1;
  g.pixel1 = g.pixel2 = 1;
  // One metre to the side at one metre: 45°, along the columns χ = 0, along the rows 90°.
  const auto across = scattering_angles(laboratory_position(g, 0, 1)),
             up = scattering_angles(laboratory_position(g, 1, 0));
  EXPECT_NEAR(across.two_theta, std::numbers::pi / 4, 1e-15);
  EXPECT_NEAR(across.azimuth, 0, 1e-15);
  EXPECT_NEAR(up.azimuth, std::numbers::pi / 2, 1e-15);
  EXPECT_NEAR(momentum_transfer(std::numbers::pi, 2), 2 * std::numbers::pi, 1e-15);
  EXPECT_NEAR(solid_angle(g, 0, 1), std::pow(2, -1.5), 1e-15);
}

TEST(KnownDetectors, HaveGapsBetweenModules) {
  const KnownDetector* const d = find_detector("pilatus_300K");
  ASSERT_NE(d, nullptr);
  const auto gaps = module_gaps(*d, d->rows, d->columns);
  // Three modules of 195 rows with two gaps of 17.
  EXPECT_EQ(std::count(gaps.begin(), gaps.end(), 1), 2 * 17 * 487);
  EXPECT_EQ(gaps[194 * 487], 0);
  EXPECT_EQ(gaps[195 * 487], 1);
  EXPECT_EQ(find_detector("Detector"), nullptr);
}

}  // namespace
}  // namespace glasscape
