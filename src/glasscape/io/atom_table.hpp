#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/unit.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/io/line_reader.hpp"

namespace glasscape::io {

enum class ColumnKind : char { real, integer, word, skip };

/// One column of the lines that describe atoms. Names are those of LAMMPS dumps: id type element mol q mass,
/// x y z (or with s, u, su), ix iy iz, vx vy vz; a column that belongs to a field has no such name.
struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::real;
};

/// Neighbouring columns that make one field.
struct FieldColumns {
  std::string name;
  std::size_t first = 0;
  std::size_t components = 1;
  Unit unit = Unit("1");
};

/// The lines of the atoms of one frame, as columns; the same for all file formats.
class AtomTable {
 public:
  /// The kinds of columns with the names above are set here; of all others by the caller.
  explicit AtomTable(std::vector<Column> columns);

  /// Reads `rows` lines; memory grows with the lines that are there, not with the count that the file claims.
  /// With `comments`, what follows a # is left out. Throws Error(input) naming line and column.
  void read(LineReader& lines, std::int64_t rows, bool comments = false);

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  /// Index of the column of that name, or -1.
  [[nodiscard]] int find(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return find(name) >= 0; }
  [[nodiscard]] bool has_all(std::initializer_list<std::string_view> names) const;
  [[nodiscard]] const std::vector<Column>& columns() const noexcept { return columns_; }
  [[nodiscard]] const std::vector<double>& reals(std::size_t column) const { return data_[column].reals; }
  [[nodiscard]] const std::vector<std::int64_t>& integers(std::size_t column) const { return data_[column].integers; }
  /// The different words of a column in order of appearance, and which of them each row has.
  [[nodiscard]] const std::vector<std::string>& vocabulary(std::size_t column) const { return data_[column].words; }
  [[nodiscard]] const std::vector<std::int64_t>& word_of_row(std::size_t column) const {
    return data_[column].integers;
  }

 private:
  struct Data {
    std::vector<double> reals;
    std::vector<std::int64_t> integers;
    std::vector<std::string> words;
  };
  void grow(std::size_t rows);
  void read_row(std::string_view line, std::size_t row, const LineReader& lines);
  [[noreturn]] void refuse(std::size_t column, std::string_view line, const LineReader& lines) const;

  std::vector<Column> columns_;
  std::vector<Data> data_;
  std::size_t rows_ = 0;
};

/// What of a frame is known besides its table.
struct FrameInfo {
  Box box;
  std::int64_t timestep = 0;
  std::size_t types = 0;                        ///< number of species if the file states it, else 0: the largest type
  std::vector<Species> species = {};            ///< of types 1, 2, ... if the file states them
  std::vector<std::string> species_order = {};  ///< of a file that has element names and no types
  std::vector<FieldColumns> fields = {};
  double velocity_unit = 1;  ///< Å/ps
  std::vector<std::string> notes = {};
};

/// Most species that are accepted, so that a damaged type does not fill the memory.
inline constexpr std::int64_t most_types = 10000;

/// Makes a configuration, sorted by id, of a table. `elements` (may be empty) fixes the order of the species
/// where the file has names and no types; without it that order is species_order, else alphabetical.
Configuration assemble(const AtomTable& table, FrameInfo info, const std::vector<std::string>& elements,
                       const LineReader& lines);

/// Valid UTF-8 without white space and control characters: fit for an element or field name.
bool is_name(std::string_view text);

}  // namespace glasscape::io
