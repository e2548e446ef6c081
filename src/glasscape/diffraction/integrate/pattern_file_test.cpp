#include "glasscape/diffraction/integrate/pattern_file.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

Integration made() {
  Integration integration;
  integration.unit = "2theta";
  integration.radial = {1, 2, 3};
  integration.pattern = {.q = {0.5, 1, 1.5}, .azimuth = {-1, 1}, .intensity = {1, 2, 3, 4, 5, 6}, .wavelength = 0.7};
  integration.pattern.intensity[4] = std::numeric_limits<double>::quiet_NaN();
  integration.pattern.error = {.1, .2, .3, .4, .5, .6};
  integration.pattern.pixels = {9, 8, 7, 6, 0, 4};
  return integration;
}

std::filesystem::path place(const char* name) {
  return std::filesystem::temp_directory_path() / ("glasscape-" + std::to_string(::getpid()) + name);
}

TEST(PatternFile, Hdf5ComesBackAndIsTheSameEachTime) {
  const auto path = place("pattern.h5");
  const Integration written = made();
  write_pattern_h5(path, written);
  const std::string bytes = read_file(path);
  write_pattern_h5(path, written);
  EXPECT_EQ(read_file(path), bytes);
  const AzimuthalPattern read = read_pattern_h5(path);
  EXPECT_EQ(read.q, written.pattern.q);
  EXPECT_NEAR(read.azimuth[1], 1, 1e-15);
  EXPECT_EQ(read.error, written.pattern.error);
  EXPECT_EQ(read.pixels, written.pattern.pixels);
  EXPECT_EQ(read.wavelength, 0.7);
  EXPECT_EQ(read.intensity[5], 6);
  EXPECT_TRUE(std::isnan(read.intensity[4]));
  write_file_atomically(path, bytes.substr(0, bytes.size() / 2));
  EXPECT_THROW(read_pattern_h5(path), Error);
  write_file_atomically(path, "no pattern");
  EXPECT_THROW(read_pattern_h5(path), Error);
  std::filesystem::remove(path);
}

TEST(PatternFile, RefusesAPatternWithoutMomentumTransfers) {
  const auto path = place("without.h5");
  Integration written = made();
  written.pattern.q.assign(3, std::numeric_limits<double>::quiet_NaN());
  write_pattern_h5(path, written);
  EXPECT_THROW(read_pattern_h5(path), Error);
  std::filesystem::remove(path);
}

TEST(PatternFile, ColumnsLeaveOutEmptyBins) {
  Integration rings = made();
  rings.pattern.azimuth = {0};
  rings.pattern.intensity[1] = std::numeric_limits<double>::quiet_NaN();
  const std::string comments[] = {"made"};
  EXPECT_EQ(pattern_xy(rings, comments),
            "# made\n#          2th_deg                 I             sigma\n"
            "  1.0000000000e+00  1.0000000000e+00  1.0000000000e-01\n"
            "  3.0000000000e+00  3.0000000000e+00  3.0000000000e-01\n");
}

}  // namespace
}  // namespace glasscape
