#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace glasscape {

/// Numbers of one frame, in the order of the columns.
using SeriesRow = std::vector<std::pair<std::string, double>>;

/// A table with a row for each frame.
class SeriesTable {
 public:
  /// Columns are those of the first row; later rows may add some (NaN before) or lack some (NaN).
  void add(const SeriesRow& row);
  /// A column after all rows are there; `values` has one entry per row.
  void add_column(const std::string& name, const std::vector<double>& values);
  [[nodiscard]] std::size_t rows() const noexcept { return rows_.size(); }
  [[nodiscard]] std::string csv() const;
  /// {"plastic": {"ratio": ...}, "frame": ...}: the last row, names taken apart at their first dot; NaN becomes null.
  [[nodiscard]] nlohmann::json last() const;

 private:
  std::size_t column(const std::string& name);

  std::vector<std::string> names_;
  std::vector<std::vector<double>> rows_;
};

}  // namespace glasscape
