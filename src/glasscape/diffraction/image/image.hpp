#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace glasscape {

/// One frame of an area detector.
///
/// Row 0 is the first row of the file and column 0 its first column; which corner of the detector that is, is a matter
/// of the geometry's orientation.
struct DetectorImage {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  std::size_t width = 0;           ///< columns, the fast direction
  std::size_t height = 0;          ///< rows
  std::vector<double> data;        ///< counts or another linear measure, [row · width + column]
  std::vector<std::uint8_t> mask;  ///< 1: not to be used; empty: every pixel is used
  // What the file says beside the pixels; NaN where it says nothing.
  double exposure = unknown;       ///< s
  double wavelength = unknown;     ///< Å
  double distance = unknown;       ///< m
  double largest_count = unknown;  ///< the value at which the detector saturates
  std::string source;              ///< file and frame

  [[nodiscard]] std::size_t size() const noexcept { return width * height; }
};

}  // namespace glasscape
