#include "glasscape/io/atom_table.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>
#include <utility>

#include "glasscape/io/scan.hpp"

namespace glasscape::io {
namespace {

constexpr std::string_view integer_columns[] = {"id", "type", "mol", "ix", "iy", "iz"};
constexpr std::size_t most_words = 1000;

}  // namespace

AtomTable::AtomTable(std::vector<Column> columns) : columns_(std::move(columns)), data_(columns_.size()) {
  for (Column& column : columns_) {
    if (std::find(std::begin(integer_columns), std::end(integer_columns), column.name) != std::end(integer_columns)) {
      column.kind = ColumnKind::integer;
    }
    if (column.name == "element") column.kind = ColumnKind::word;
  }
}

int AtomTable::find(std::string_view name) const {
  const auto hit = std::find_if(columns_.begin(), columns_.end(), [&](const Column& c) { return c.name == name; });
  return hit == columns_.end() ? -1 : static_cast<int>(hit - columns_.begin());
}

bool AtomTable::has_all(std::initializer_list<std::string_view> names) const {
  return std::all_of(names.begin(), names.end(), [&](std::string_view name) { return has(name); });
}

void AtomTable::grow(std::size_t rows) {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (columns_[c].kind == ColumnKind::real) data_[c].reals.resize(rows);
    if (columns_[c].kind == ColumnKind::integer || columns_[c].kind == ColumnKind::word) data_[c].integers.resize(rows);
  }
}

void AtomTable::refuse(std::size_t column, std::string_view line, const LineReader& lines) const {
  const auto found = words(line);
  if (found.size() != columns_.size()) {
    throw lines.error(fmt::format("{} columns instead of {}", found.size(), columns_.size()), {},
                      "the file is cut off or damaged here: copy it again");
  }
  const auto& [name, kind] = columns_[column];
  const std::string label =
      name.empty() ? fmt::format("column {}", column + 1) : fmt::format("column {} ({})", column + 1, name);
  throw lines.error(fmt::format("{} in {} is no {}", shown(found[column]), label,
                                kind == ColumnKind::word      ? "name"
                                : kind == ColumnKind::integer ? "integer"
                                                              : "number"));
}

void AtomTable::read_row(std::string_view line, std::size_t row, const LineReader& lines) {
  Scanner scanner(line);
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    Data& data = data_[c];
    switch (columns_[c].kind) {
      case ColumnKind::real:
        if (!scanner.number(data.reals[row])) refuse(c, line, lines);
        break;
      case ColumnKind::integer:
        if (!scanner.number(data.integers[row])) refuse(c, line, lines);
        break;
      case ColumnKind::word: {
        const auto word = scanner.word();
        if (row > 0 && data.words[static_cast<std::size_t>(data.integers[row - 1])] == word) {
          data.integers[row] = data.integers[row - 1];
          break;
        }
        const auto known = std::find(data.words.begin(), data.words.end(), word);
        data.integers[row] = known - data.words.begin();
        if (known == data.words.end()) {
          if (!is_name(word) || data.words.size() == most_words) refuse(c, line, lines);
          data.words.emplace_back(word);
        }
        break;
      }
      case ColumnKind::skip:
        if (scanner.word().empty()) refuse(c, line, lines);
        break;
    }
  }
  if (!scanner.done()) refuse(0, line, lines);
}

void AtomTable::read(LineReader& lines, std::int64_t rows, bool comments) {
  constexpr std::size_t first_rows = 1 << 16;
  const auto total = static_cast<std::size_t>(rows);
  std::size_t room = std::min(total, first_rows);
  grow(room);
  std::string_view line;
  for (std::size_t row = 0; row < total; ++row) {
    if (!lines.next(line)) throw lines.cut_off(fmt::format("{} of {} atoms", row, total));
    if (comments) {
      line = line.substr(0, line.find('#'));
      if (trim(line).empty()) throw lines.cut_off(fmt::format("an empty line after {} of {} atoms", row, total));
    }
    if (row == room) {
      room = std::min(total, 2 * room);
      grow(room);
    }
    read_row(line, row, lines);
  }
  lines.require_line_end();
  rows_ = total;
}

bool is_name(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t length = c < 0x80                ? 1
                               : c >= 0xc2 && c < 0xe0 ? 2
                               : c >= 0xe0 && c < 0xf0 ? 3
                               : c >= 0xf0 && c < 0xf5 ? 4
                                                       : 0;
    if (length == 0 || i + length > text.size() || c <= ' ' || c == 0x7f) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
    }
    // Overlong forms, surrogates and what lies beyond Unicode.
    const auto second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0;
    if ((c == 0xe0 && second < 0xa0) || (c == 0xed && second > 0x9f) || (c == 0xf0 && second < 0x90) ||
        (c == 0xf4 && second > 0x8f)) {
      return false;
    }
    i += length;
  }
  return !text.empty();
}

}  // namespace glasscape::io
