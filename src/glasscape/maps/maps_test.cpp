#include <cmath>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <png.h>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/maps/colormap.hpp"
#include "glasscape/maps/maps_fixture.hpp"
#include "glasscape/maps/png.hpp"
#include "glasscape/maps/profile.hpp"
#include "glasscape/maps/projected_map.hpp"

namespace glasscape {
namespace {

using test::Points;
using test::random_points;

const Box tilted(Mat3{{Vec3{20, 0, 0}, Vec3{6, 18, 0}, Vec3{-4, 3, 22}}}, {1, 2, 3});

TEST(PlaneNormal, MeasuresDistancesOfPlanes) {
  for (const PlaneIndices& indices : plane_families(tilted, 2)) {
    const PlaneNormal normal(tilted, indices);
    EXPECT_NEAR(norm(normal.direction()), 1, 1e-12);
    const Points points = random_points(tilted, 50, 3);
    for (const Vec3& r : points.positions) {
      const double phase = normal.phase(r);
      EXPECT_GE(phase, 0);
      EXPECT_LT(phase, 1);
      // All images lie on the same plane; a step along the normal is a step in phase.
      for (std::size_t k = 0; k < 3; ++k) {
        const double change = normal.phase(r + tilted.cell()[k]) - phase;
        EXPECT_NEAR(change, std::round(change), 1e-9);
      }
      const double change = normal.phase(r + 0.25 * normal.period() * normal.direction()) - phase - 0.25;
      EXPECT_NEAR(change, std::round(change), 1e-9);
    }
  }
  EXPECT_EQ(plane_families(tilted).size(), 13U);
  EXPECT_NEAR(PlaneNormal(Box::orthorhombic(10, 10, 10), {1, 0, -1}).period(), 10 / std::sqrt(2), 1e-12);
  EXPECT_THROW(PlaneNormal(tilted, {0, 0, 0}), Error);
  EXPECT_THROW(PlaneNormal(tilted, {2, 0, 0}), Error);
  const Box open(Mat3::diagonal(5, 5, 5), {}, {true, true, false});
  EXPECT_THROW(PlaneNormal(open, {1, 0, 1}), Error);
  EXPECT_EQ(plane_families(open).size(), 5U);
  EXPECT_EQ(plane_name(open, {0, 1, 0}), "(0 1 0), normal to y");
  EXPECT_EQ(plane_name(open, {1, -1, 0}), "(1 -1 0)");
}

TEST(Profile, AveragesSlabBySlab) {
  const Points points = random_points(tilted, 500, 5);
  std::vector<double> values;
  for (std::size_t i = 0; i < 500; ++i) values.push_back(i % 7 == 0 ? NAN : std::sin(double(i)));
  const PlaneNormal normal(tilted, {0, 0, 1});
  const Profile p = profile(points.view(), values, normal, 9);
  for (int k = 0; k < 9; ++k) {
    std::vector<double> in;
    for (std::size_t i = 0; i < 500; ++i) {
      double s = tilted.fractional(points.positions[i]).z;
      s -= std::floor(s);
      if (std::floor(9 * s) == k && i % 7 != 0) in.push_back(values[i]);
    }
    double mean = 0, squares = 0;
    const auto n = static_cast<double>(in.size());
    for (const double v : in) mean += v / n;
    for (const double v : in) squares += (v - mean) * (v - mean);
    const auto slab = static_cast<std::size_t>(k);
    EXPECT_EQ(p.count[slab], in.size());
    EXPECT_NEAR(p.mean[slab], mean, 1e-12);
    EXPECT_NEAR(p.error[slab], std::sqrt(squares / (n - 1) / n), 1e-12);
  }
  EXPECT_NEAR(p.width() * 9, 22, 1e-12);
  EXPECT_EQ(slabs_of(normal, 2.5), 9U);
  EXPECT_THROW(slabs_of(normal, 0), Error);
  EXPECT_THROW(profile(points.view(), std::vector<double>(3), normal, 4), Error);
  EXPECT_THROW(profile(points.view(), values, normal, 0), Error);
  const Profile empty = profile(points.view(), std::vector<double>(500, NAN), normal, 3);
  EXPECT_TRUE(std::isnan(empty.mean[1]));
  EXPECT_TRUE(to_json(empty)["mean"][1].is_null());
}

TEST(ProjectedMap, AveragesColumnByColumn) {
  const Points points = random_points(tilted, 800, 5);
  std::vector<double> values;
  for (std::size_t i = 0; i < 800; ++i) values.push_back(std::cos(double(i)));
  const ProjectedMap map = projected_map(points.view(), values, 1, 4);
  EXPECT_EQ(map.axes, (std::array<std::size_t, 2>{0, 2}));
  EXPECT_EQ(map.columns, 5U);
  EXPECT_EQ(map.rows, static_cast<std::size_t>(std::round(norm(tilted.cell()[2]) / 4)));
  for (std::size_t row = 0; row < map.rows; ++row) {
    for (std::size_t column = 0; column < map.columns; ++column) {
      double sum = 0, n = 0;
      for (std::size_t i = 0; i < 800; ++i) {
        Vec3 s = tilted.fractional(points.positions[i]);
        for (std::size_t k = 0; k < 3; ++k) s[k] -= std::floor(s[k]);
        if (std::floor(s.x * double(map.columns)) != double(column)) continue;
        if (std::floor(s.z * double(map.rows)) != double(row)) continue;
        sum += values[i];
        n += 1;
      }
      EXPECT_EQ(double(map.counts[row * map.columns + column]), n);
      if (n == 0) continue;
      EXPECT_NEAR(map.values[row * map.columns + column], sum / n, 1e-12);
    }
  }
}

TEST(ProjectedMap, SmoothsThroughTheBoundary) {
  // One atom of value 1 at a corner among zeros on a grid of one atom a cell: a Gaussian about the corner.
  Points points{.box = Box::orthorhombic(20, 20, 4)};
  std::vector<double> values;
  for (int k = 0; k < 400; ++k) {
    points.positions.push_back({k % 20 + 0.5, k / 20 + 0.5, 1});
    values.push_back(k == 0 ? 1 : 0);
  }
  points.types.assign(400, 0);
  const ProjectedMap map = projected_map(points.view(), values, 2, 1, 1.5);
  const double top = 1 / (2 * M_PI * 1.5 * 1.5);
  EXPECT_NEAR(map.values[0], top, 0.01 * top);
  EXPECT_NEAR(map.values[2], top * std::exp(-4 / (2 * 2.25)), 0.01 * top);
  EXPECT_NEAR(map.values[18], map.values[2], 1e-12);
  EXPECT_NEAR(map.values[20 * 18], map.values[2], 1e-12);
  points.box = Box(points.box.cell(), {}, {false, true, true});
  EXPECT_LT(projected_map(points.view(), values, 2, 1, 1.5).values[18], 1e-3 * top);
  EXPECT_THROW(projected_map(points.view(), values, 3), Error);
  EXPECT_THROW(projected_map(points.view(), values, 2, 0), Error);
  EXPECT_THROW(projected_map(points.view(), values, 2, 1, -1), Error);
  EXPECT_THROW(projected_map(points.view(), std::vector<double>(3), 2), Error);
}

TEST(Colours, AreThoseOfTheReport) {
  const std::string page = read_file(std::filesystem::path(GLASSCAPE_SOURCE_DIR) / "web/src/colormap.ts");
  std::string hex;
  for (const char c : page) {
    if (std::string_view(" '+\n").find(c) == std::string_view::npos) hex += c;
  }
  for (const std::string_view name : colour_maps()) {
    std::string own;
    // The nodes of the table come back as they are.
    const std::size_t nodes = name == "vik" ? 11 : name == "viridis" ? 33 : 33;
    for (std::size_t k = 0; k < nodes; ++k) {
      for (const int part : colour(name, double(k) / double(nodes - 1))) own += fmt::format("{:02x}", part);
    }
    EXPECT_NE(hex.find(own), std::string::npos) << name << " " << own;
  }
  EXPECT_EQ(colour("viridis", -3), colour("viridis", 0));
  EXPECT_EQ(colour("viridis", NAN), colour("viridis", 0));
  EXPECT_EQ(colour("viridis", 7), colour("viridis", 1));
  EXPECT_THROW(colour("jet", 0.5), Error);
  // The steps for classes are the same map.
  for (std::size_t k = 0; k < viridis_steps.size(); ++k) {
    const Colour c = colour("viridis", double(k) / 5);
    for (std::size_t part = 0; part < 3; ++part) {
      EXPECT_NEAR(std::stoi(std::string(viridis_steps[k]).substr(1 + 2 * part, 2), nullptr, 16), c[part], 2);
    }
  }
}

TEST(Png, ShowsTheMapUpright) {
  ProjectedMap map{.lengths = {20, 10}, .columns = 2, .rows = 1};
  map.values = {0, 1};
  const auto path = std::filesystem::temp_directory_path() / fmt::format("glasscape-map-{}.png", getpid());
  const auto read = [&](std::vector<std::uint8_t>& pixels, png_image& image) {
    std::memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    ASSERT_NE(png_image_begin_read_from_file(&image, path.c_str()), 0);
    image.format = PNG_FORMAT_RGB;
    pixels.resize(PNG_IMAGE_SIZE(image));
    ASSERT_NE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr), 0);
  };
  const auto at = [](const std::vector<std::uint8_t>& pixels, const png_image& image, std::size_t x, std::size_t y) {
    const std::size_t k = 3 * (y * image.width + x);
    return Colour{pixels[k], pixels[k + 1], pixels[k + 2]};
  };
  write_png(path, map, {0, 1});
  std::vector<std::uint8_t> pixels;
  png_image image;
  read(pixels, image);
  EXPECT_GT(image.width, 600U);
  EXPECT_EQ(image.height, 300U + 24U);
  EXPECT_EQ(at(pixels, image, 20, 150), colour("viridis", 0));
  EXPECT_EQ(at(pixels, image, 500, 150), colour("viridis", 1));
  EXPECT_EQ(at(pixels, image, 630, 14), colour("viridis", 1 - 2.5 / 300));  // the bar, its top
  map = {.lengths = {10, 10}, .columns = 1, .rows = 2};
  map.values = {0, NAN};
  write_png(path, map, {-1, 1}, "vik");
  read(pixels, image);
  EXPECT_EQ(at(pixels, image, 20, 600), colour("vik", 0.5));  // row 0 below
  EXPECT_EQ(at(pixels, image, 20, 20), (Colour{215, 215, 215}));
  EXPECT_THROW(write_png(path, map, {1, 1}), Error);
  EXPECT_THROW(write_png(path, map, {0, NAN}), Error);
  EXPECT_THROW(write_png(path, map, {0, 1}, "jet"), Error);
  EXPECT_THROW(write_png(path, {}, {0, 1}), Error);
  EXPECT_THROW(write_png("/nowhere/map.png", map, {0, 1}), Error);
  std::filesystem::remove(path);
}

TEST(Png, TakesItsRangeFromAllMaps) {
  std::vector<ProjectedMap> maps(2);
  for (int k = 0; k <= 100; ++k) maps[static_cast<std::size_t>(k % 2)].values.push_back(k);
  maps[0].values.push_back(NAN);
  EXPECT_NEAR(colour_range(maps).low, 1, 1e-12);
  EXPECT_NEAR(colour_range(maps).high, 99, 1e-12);
  maps.assign(1, {});
  EXPECT_EQ(colour_range(maps).high, 1);
  maps[0].values = {2, 2};
  EXPECT_LT(colour_range(maps).low, 2);
  EXPECT_GT(colour_range(maps).high, 2);
}

}  // namespace
}  // namespace glasscape
