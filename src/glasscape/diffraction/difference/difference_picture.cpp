#include "glasscape/diffraction/difference/difference_picture.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/maps/png.hpp"

namespace glasscape {
namespace {

constexpr std::size_t most = 600;  // cells of a picture each way

// A map of means over blocks of a grid of rows × columns.
void write(const std::filesystem::path& path, std::size_t rows, std::size_t columns, double aspect,
           const std::function<double(std::size_t, std::size_t)>& at) {
  ProjectedMap map;
  map.columns = std::min(columns, most);
  map.rows = std::min(rows, most);
  map.lengths = {1, aspect};
  map.values.resize(map.columns * map.rows);
  for (std::size_t row = 0; row < map.rows; ++row) {
    for (std::size_t column = 0; column < map.columns; ++column) {
      double sum = 0, count = 0;
      for (std::size_t i = row * rows / map.rows; i < (row + 1) * rows / map.rows; ++i) {
        for (std::size_t j = column * columns / map.columns; j < (column + 1) * columns / map.columns; ++j) {
          const double value = at(i, j);
          if (!std::isfinite(value)) continue;
          sum += value;
          ++count;
        }
      }
      map.values[row * map.columns + column] = count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
    }
  }
  const ColourRange range = colour_range(std::span(&map, 1));
  const double end = std::max(std::abs(range.low), std::abs(range.high));
  write_png(path, map, {-end, end}, "vik");
}

}  // namespace

void write_difference_picture(const std::filesystem::path& path, const AzimuthalPattern& difference) {
  write(path, difference.azimuth.size(), difference.q.size(), 0.6,
        [&](std::size_t a, std::size_t k) { return difference.intensity[difference.at(a, k)]; });
}

void write_difference_picture(const std::filesystem::path& path, const DetectorImage& first, double a,
                              const DetectorImage& second, double b) {
  if (first.width != second.width || first.height != second.height) {
    throw input_error(second.source, fmt::format("{} × {} pixels, where {} has {} × {}", second.height, second.width,
                                                 first.source, first.height, first.width));
  }
  const auto good = [](const DetectorImage& image, std::size_t at) {
    return (image.mask.empty() || image.mask[at] == 0) && !(image.data[at] >= image.largest_count);
  };
  const double aspect = static_cast<double>(first.height) / static_cast<double>(first.width);
  write(path, first.height, first.width, aspect, [&](std::size_t row, std::size_t column) {
    const std::size_t at = row * first.width + column;
    if (!good(first, at) || !good(second, at)) return std::numeric_limits<double>::quiet_NaN();
    return a * first.data[at] - b * second.data[at];
  });
}

}  // namespace glasscape
