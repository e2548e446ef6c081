#include "glasscape/study/csv_columns.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <limits>
#include <string_view>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"

namespace glasscape {
namespace {

std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> cells;
  std::size_t from = 0;
  for (std::size_t to = line.find(','); to != std::string_view::npos; to = line.find(',', from)) {
    cells.emplace_back(line.substr(from, to - from));
    from = to + 1;
  }
  cells.emplace_back(line.substr(from));
  return cells;
}

}  // namespace

CsvColumns::CsvColumns(const std::filesystem::path& path) : where_(path.string()) {
  const std::string text = read_file(path);
  std::size_t from = 0;
  for (std::size_t line = 1; from < text.size(); ++line) {
    const std::size_t to = std::min(text.find('\n', from), text.size());
    const bool remark = text[from] == '#';
    std::vector<std::string> cells = split(std::string_view(text).substr(from, to - from));
    from = to + 1;
    if (remark) continue;
    if (names_.empty()) {
      names_ = std::move(cells);
      continue;
    }
    if (cells.size() != names_.size()) {
      throw input_error(fmt::format("{}:{}", where_, line), fmt::format("{} cells", cells.size()),
                        fmt::format("{} as in the header", names_.size()));
    }
    rows_.push_back(std::move(cells));
  }
  if (names_.empty()) throw input_error(where_, "is empty");
}

bool CsvColumns::has(const std::string& column) const {
  return std::find(names_.begin(), names_.end(), column) != names_.end();
}

std::size_t CsvColumns::index(const std::string& column) const {
  const auto hit = std::find(names_.begin(), names_.end(), column);
  if (hit == names_.end()) throw input_error(where_, fmt::format("there is no column '{}'", column), join(names_));
  return static_cast<std::size_t>(hit - names_.begin());
}

std::vector<double> CsvColumns::numbers(const std::string& column) const {
  const std::size_t k = index(column);
  std::vector<double> values;
  for (const auto& row : rows_) {
    char* end = nullptr;
    const double value = std::strtod(row[k].c_str(), &end);
    values.push_back(row[k].empty() || *end != '\0' ? std::numeric_limits<double>::quiet_NaN() : value);
  }
  return values;
}

std::vector<std::string> CsvColumns::texts(const std::string& column) const {
  const std::size_t k = index(column);
  std::vector<std::string> values;
  for (const auto& row : rows_) values.push_back(row[k]);
  return values;
}

}  // namespace glasscape
