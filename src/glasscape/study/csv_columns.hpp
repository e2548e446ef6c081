#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace glasscape {

/// A table that a step has written, with named columns; lines that begin with # are passed over.
class CsvColumns {
 public:
  /// Throws Error(input) for a file without a header or with a row of another length.
  explicit CsvColumns(const std::filesystem::path& path);

  [[nodiscard]] std::size_t rows() const noexcept { return rows_.size(); }
  [[nodiscard]] bool has(const std::string& column) const;
  /// NaN where a cell holds no number, or nothing. Throws Error(input) for a column that is not there.
  [[nodiscard]] std::vector<double> numbers(const std::string& column) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& column) const;

 private:
  [[nodiscard]] std::size_t index(const std::string& column) const;

  std::string where_;
  std::vector<std::string> names_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace glasscape
