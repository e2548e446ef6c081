#include "glasscape/md/cooling_curve.hpp"

#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"

namespace glasscape {
namespace {

constexpr std::size_t fixed_columns = 10;

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> cells;
  while (true) {
    const auto comma = line.find(',');
    cells.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return cells;
    line.remove_prefix(comma + 1);
  }
}

}  // namespace

CoolingCurve CoolingCurve::stage(std::string_view name) const {
  CoolingCurve part;
  part.further_names = further_names;
  part.further.resize(further.size());
  for (std::size_t i = 0; i < stage_name.size(); ++i) {
    if (stage_name[i] != name) continue;
    part.time.push_back(time[i]);
    part.stage_name.push_back(stage_name[i]);
    part.set_temperature.push_back(set_temperature[i]);
    part.temperature.push_back(temperature[i]);
    part.energy.push_back(energy[i]);
    part.volume.push_back(volume[i]);
    part.density.push_back(density[i]);
    part.pressure.push_back(pressure[i]);
    for (std::size_t k = 0; k < further.size(); ++k) part.further[k].push_back(further[k][i]);
  }
  return part;
}

CoolingCurve read_cooling_curve(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  CoolingCurve curve;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    ++number;
    const std::string where = fmt::format("{}:{}", path.string(), number);
    if (end == std::string::npos) throw input_error(where, "the last line is cut off");
    const std::string_view line = std::string_view(text).substr(at, end - at);
    at = end + 1;
    const auto cells = split(line);
    if (number == 1) {  // titles
      if (cells.size() < fixed_columns) {
        throw input_error(where, fmt::format("{} columns", cells.size()), fmt::format(">= {}", fixed_columns));
      }
      for (std::size_t k = fixed_columns; k < cells.size(); ++k) curve.further_names.emplace_back(cells[k]);
      curve.further.resize(curve.further_names.size());
      continue;
    }
    if (cells.size() != fixed_columns + curve.further.size()) {
      throw input_error(where, fmt::format("{} columns", cells.size()),
                        fmt::format("{} columns", fixed_columns + curve.further.size()));
    }
    curve.time.push_back(parse_double(cells[1], where));
    curve.stage_name.emplace_back(cells[2]);
    curve.set_temperature.push_back(parse_double(cells[3], where));
    curve.temperature.push_back(parse_double(cells[4], where));
    curve.energy.push_back(parse_double(cells[5], where));
    curve.volume.push_back(parse_double(cells[7], where));
    curve.density.push_back(parse_double(cells[8], where));
    curve.pressure.push_back(parse_double(cells[9], where));
    for (std::size_t k = 0; k < curve.further.size(); ++k) {
      curve.further[k].push_back(parse_double(cells[fixed_columns + k], where));
    }
  }
  return curve;
}

}  // namespace glasscape
