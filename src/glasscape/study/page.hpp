#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// Builders for the report page's data (format 1; web/CONTRACT.md describes every member). The page computes nothing,
/// so whatever it shows is put here. NaN and infinities become null.
namespace page {

using Json = nlohmann::json;

struct Axis {
  std::string label;
  std::string unit = {};  ///< "1" and "" show no unit
  bool log = false;
  std::optional<double> low = {}, high = {};
  /// A categorical axis: the label of each position 0, 1, ...
  std::vector<std::string> ticks = {};
};

struct Series {
  std::string name;
  std::string style;  ///< line, points, steps, bars, band, cells
  std::vector<double> x, y;
  std::vector<double> low = {}, high = {};      ///< absolute bounds of error bars or band
  std::vector<double> edges = {};               ///< bars: n + 1 bin edges
  std::vector<double> x_low = {}, x_high = {};  ///< absolute bounds of horizontal error bars
  std::vector<std::string> labels = {};         ///< what each point is
  std::string color = {};  ///< an element, "Cu-Zr", "total", "0", "1", ... of the palette; empty: its next
  bool dash = false;
  std::array<double, 2> cell = {0, 0};  ///< cells: edges of the rectangles around the points
  double radius = 0;                    ///< points: drawn as circles of so many pixels; 0: dots
};

struct Plot {
  std::string id, title;
  Axis x, y;
  std::vector<Series> series;
  std::string caption = {};
  int width = 1;
  std::vector<std::pair<double, std::string>> marks = {};  ///< vertical lines with labels
  bool equal = false;                                      ///< a map: one unit is as long along x as along y
};

struct Column {
  std::string label;
  std::string unit = {};
  bool text = false;  ///< left-aligned words rather than numbers
  std::optional<int> digits = {};
  double shade = 0;  ///< cells are shaded by value, from -shade to shade; 0: not
};

/// A field's name for titles and axes: underscores, which the page reads as subscripts, become spaces.
std::string spaced(std::string name);

Json number(double value);
Json numbers(std::span<const double> values);
/// The inverse of numbers(): null becomes NaN.
std::vector<double> doubles(const Json& list);
Json interval(double value, double low, double high);
Json plot(const Plot& plot);
Json plot_group(std::string id, std::string title, std::string select, const std::vector<Plot>& plots, int width = 2);
/// The same for plots that follow one another: a slider goes through them, the last is shown first.
Json film(std::string id, std::string title, std::string select, const std::vector<Plot>& plots, int width = 2);
Json table(std::string id, std::string title, const std::vector<Column>& columns, std::vector<Json> rows,
           std::string caption = {});
Json facts(std::string id, std::string title, const std::vector<std::pair<std::string, std::string>>& rows);
Json text(std::string id, std::string words, std::string tone = {});
/// The atoms with fields to colour them by; colour ranges are the 2 % and 98 % quantiles. Multi-component fields are
/// left out.
Json scene(std::string id, std::string title, const Configuration& configuration, const std::vector<Field>& fields,
           std::string caption = {}, std::string color_by = {});
Json section(std::string id, std::string title, std::string intro, std::vector<Json> items);

/// The page template with the data in it; `<` is escaped so that no text can end the data block.
std::string render(const Json& report);

std::string base64(std::span<const std::uint8_t> bytes);

}  // namespace page
}  // namespace glasscape
