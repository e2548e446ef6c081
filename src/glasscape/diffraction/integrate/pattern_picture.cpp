#include "glasscape/diffraction/integrate/pattern_picture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "glasscape/maps/png.hpp"

namespace glasscape {

void write_pattern_picture(const std::filesystem::path& path, const AzimuthalPattern& pattern,
                           const std::string& colours) {
  constexpr std::size_t most = 600, high = 360;
  const std::size_t bins = pattern.q.size();
  ProjectedMap map;
  map.columns = std::min(bins, most);
  map.rows = pattern.azimuth.size();
  map.lengths = {static_cast<double>(most), static_cast<double>(high)};
  map.values.resize(map.columns * map.rows);
  for (std::size_t row = 0; row < map.rows; ++row) {
    for (std::size_t column = 0; column < map.columns; ++column) {
      double sum = 0, count = 0;
      const std::size_t last = std::max((column + 1) * bins / map.columns, column * bins / map.columns + 1);
      for (std::size_t k = column * bins / map.columns; k < last; ++k) {
        const double value = pattern.intensity[pattern.at(row, k)];
        if (std::isnan(value)) continue;
        sum += value;
        ++count;
      }
      map.values[row * map.columns + column] = count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
    }
  }
  write_png(path, map, colour_range(std::span(&map, 1)), colours);
}

}  // namespace glasscape
