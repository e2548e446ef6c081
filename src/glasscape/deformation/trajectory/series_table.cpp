#include "glasscape/deformation/trajectory/series_table.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/suggest.hpp"

namespace glasscape {

std::size_t SeriesTable::column(const std::string& name) {
  const auto hit = std::find(names_.begin(), names_.end(), name);
  const auto index = static_cast<std::size_t>(hit - names_.begin());
  if (hit == names_.end()) names_.push_back(name);
  return index;
}

void SeriesTable::add(const SeriesRow& row) {
  std::vector<double>& values = rows_.emplace_back();
  for (const auto& [name, value] : row) {
    const std::size_t at = column(name);
    if (at >= values.size()) values.resize(at + 1, std::numeric_limits<double>::quiet_NaN());
    values[at] = value;
  }
}

void SeriesTable::add_column(const std::string& name, const std::vector<double>& values) {
  const std::size_t at = column(name);
  for (std::size_t k = 0; k < rows_.size(); ++k) {
    rows_[k].resize(std::max(rows_[k].size(), at + 1), std::numeric_limits<double>::quiet_NaN());
    rows_[k][at] = values.at(k);
  }
}

std::string SeriesTable::csv() const {
  std::string text = join(names_, ",") + "\n";
  for (const auto& row : rows_) {
    for (std::size_t k = 0; k < names_.size(); ++k) {
      text +=
          fmt::format("{}{}", k == 0 ? "" : ",", k < row.size() ? row[k] : std::numeric_limits<double>::quiet_NaN());
    }
    text += '\n';
  }
  return text;
}

nlohmann::json SeriesTable::last() const {
  nlohmann::json result = nlohmann::json::object();
  if (rows_.empty()) return result;
  for (std::size_t k = 0; k < rows_.back().size(); ++k) {
    const double value = rows_.back()[k];
    const nlohmann::json number = std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
    const std::size_t dot = names_[k].find('.');
    if (dot == std::string::npos) {
      result[names_[k]] = number;
    } else {
      result[names_[k].substr(0, dot)][names_[k].substr(dot + 1)] = number;
    }
  }
  return result;
}

}  // namespace glasscape
