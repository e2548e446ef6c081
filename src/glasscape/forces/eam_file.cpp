#include "glasscape/forces/eam_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <optional>

#include "glasscape/core/error.hpp"
#include "glasscape/geometry/configuration.hpp"

namespace glasscape {
namespace {

bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> result;
  for (std::size_t i = 0; i < line.size();) {
    while (i < line.size() && blank(line[i])) ++i;
    const std::size_t start = i;
    while (i < line.size() && !blank(line[i])) ++i;
    if (i > start) result.push_back(line.substr(start, i - start));
  }
  return result;
}

std::optional<double> finite_number(std::string_view word) {
  if (!word.empty() && word.front() == '+') word.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  // Numbers too small for a double (1e-320) are zero for our purposes; LAMMPS's atof says the same.
  if (error == std::errc::result_out_of_range && end == word.data() + word.size() && word.find("e-") != word.npos)
    return 0.0;
  if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

// Walks through the text and knows the line it is in.
class Cursor {
 public:
  Cursor(const std::string& name, std::string_view text) : name_(name), text_(text) {}

  // The line that next_line() gave last.
  [[nodiscard]] std::string where() const { return fmt::format("{}:{}", name_, line_); }

  // Between next_line() calls: the line that is being read.
  [[nodiscard]] std::string where_inside() const { return fmt::format("{}:{}", name_, line_ + 1); }

  std::string_view next_line(std::string_view expected) {
    if (at_ >= text_.size()) {
      throw input_error(where(), fmt::format("the file ends before {}", expected), {},
                        "the file is cut off: copy or download it again");
    }
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = end + 1;
    ++line_;
    return line;
  }

  // The rest of a line that has been begun belongs to the values before it, as in LAMMPS.
  std::string_view next_filled_line(std::string_view expected) {
    std::string_view line;
    do line = next_line(expected);
    while (words(line).empty());
    return line;
  }

  std::vector<double> numbers(std::size_t count, std::string_view what) {
    std::vector<double> result;
    result.reserve(count);
    while (result.size() < count) {
      while (at_ < text_.size() && blank(text_[at_])) skip();
      if (at_ >= text_.size()) {
        throw input_error(where_inside(),
                          fmt::format("the file ends after {} of {} values of {}", result.size(), count, what), {},
                          "the file is cut off: copy or download it again");
      }
      const std::size_t start = at_;
      while (at_ < text_.size() && !blank(text_[at_])) ++at_;
      const std::string_view word = text_.substr(start, at_ - start);
      const auto value = finite_number(word);
      if (!value) {
        throw input_error(where_inside(),
                          fmt::format("'{}' is no finite number (value {} of {} of {})", word.substr(0, 40),
                                      result.size() + 1, count, what),
                          "finite decimal numbers", "repair the table, or get the file from its source again");
      }
      result.push_back(*value);
    }
    // The block ends with its line.
    while (at_ < text_.size() && text_[at_] != '\n') {
      if (!blank(text_[at_])) {
        throw input_error(where_inside(), fmt::format("more than {} values on the last line of {}", count, what),
                          "tables that end with their line", "check nrho and nr in the header");
      }
      ++at_;
    }
    if (at_ < text_.size()) skip();
    return result;
  }

  [[nodiscard]] std::string_view rest() const { return text_.substr(std::min(at_, text_.size())); }

 private:
  void skip() {
    if (text_[at_] == '\n') ++line_;
    ++at_;
  }

  const std::string& name_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
};

double header_number(const Cursor& cursor, std::span<const std::string_view> line, std::size_t k,
                     std::string_view what) {
  const auto value = k < line.size() ? finite_number(line[k]) : std::nullopt;
  if (!value) {
    throw input_error(cursor.where(), fmt::format("no number for {} at place {} of the header line", what, k + 1), {},
                      "is this an EAM file (funcfl, setfl or eam.fs)?");
  }
  return *value;
}

void read_grid(EamFile& file, const Cursor& cursor, std::span<const std::string_view> line) {
  const double nrho = header_number(cursor, line, 0, "nrho");
  file.drho = header_number(cursor, line, 1, "drho");
  const double nr = header_number(cursor, line, 2, "nr");
  file.dr = header_number(cursor, line, 3, "dr");
  file.cutoff = header_number(cursor, line, 4, "the cutoff");
  const auto count = [&](double value, std::string_view what) {
    if (value != std::floor(value) || value < 5 || value > 1e8) {
      throw input_error(cursor.where(), fmt::format("{} = {:g} is no usable table length", what, value),
                        "whole numbers from 5 to 1e8");
    }
    return static_cast<std::size_t>(value);
  };
  file.nrho = count(nrho, "nrho");
  file.nr = count(nr, "nr");
  for (const auto& [what, value] : {std::pair{"drho", file.drho}, {"dr", file.dr}, {"the cutoff", file.cutoff}}) {
    if (value <= 0) throw input_error(cursor.where(), fmt::format("{} = {:g} is not positive", what, value), "> 0");
  }
}

EamFile parse_funcfl(EamFile file, Cursor cursor) {
  file.style = EamStyle::funcfl;
  cursor.next_line("the comment line");
  const auto element = words(cursor.next_line("the element line"));
  const double number = header_number(cursor, element, 0, "the atomic number");
  const auto symbol = element_symbol(static_cast<int>(number));
  if (symbol.empty() || number != std::floor(number)) {
    throw input_error(cursor.where(), fmt::format("{:g} is no atomic number", number), "1 to 92");
  }
  file.elements = {std::string(symbol)};
  file.masses = {header_number(cursor, element, 1, "the mass")};
  read_grid(file, cursor, words(cursor.next_line("nrho drho nr dr cutoff")));
  file.embedding = {cursor.numbers(file.nrho, "F(rho)")};
  file.charge = cursor.numbers(file.nr, "Z(r)");
  file.density = {{cursor.numbers(file.nr, "rho(r)")}};
  return file;
}

// Number of words: what is left for the tables decides between alloy and fs.
std::size_t count_words(std::string_view text) {
  std::size_t count = 0;
  bool inside = false;
  for (const char c : text) {
    if (blank(c)) {
      inside = false;
    } else if (!inside) {
      inside = true;
      ++count;
    }
  }
  return count;
}

EamFile parse_setfl(EamFile file, Cursor cursor) {
  for (int i = 0; i < 3; ++i) cursor.next_line("the three comment lines");
  const auto names = words(cursor.next_line("the list of elements"));
  const double stated = header_number(cursor, names, 0, "the number of elements");
  if (stated < 1 || stated != static_cast<double>(names.size() - 1)) {
    throw input_error(cursor.where(),
                      fmt::format("{:g} elements are stated but {} are named", stated, names.size() - 1),
                      "N followed by N names");
  }
  for (std::size_t i = 1; i < names.size(); ++i) {
    if (std::find(names.begin() + 1, names.begin() + i, names[i]) != names.begin() + i) {
      throw input_error(cursor.where(), fmt::format("element {} is named twice", names[i]));
    }
    file.elements.emplace_back(names[i]);
  }
  read_grid(file, cursor, words(cursor.next_line("nrho drho nr dr cutoff")));

  const std::size_t n = file.elements.size(), pairs = n * (n + 1) / 2;
  const std::size_t found = count_words(cursor.rest());
  // The one-element layouts are the same; each element's header line has two to four words or more.
  const std::size_t alloy = n * (file.nrho + file.nr) + pairs * file.nr;
  const std::size_t fs = n * (file.nrho + n * file.nr) + pairs * file.nr;
  const bool named_fs = file.name.ends_with(".fs");
  file.style = (n == 1 ? named_fs : found >= fs) ? EamStyle::fs : EamStyle::alloy;
  if (n > 1 &&
      ((named_fs && file.style != EamStyle::fs) || (file.name.ends_with(".alloy") && file.style != EamStyle::alloy))) {
    throw input_error(
        file.name,
        fmt::format("the file holds {} values for {} elements; eam/fs needs {}, eam/alloy {}", found, n, fs, alloy),
        "the layout that the file's ending names", "the file is cut off or has the wrong ending");
  }
  for (std::size_t i = 0; i < n; ++i) {
    const auto header = words(cursor.next_filled_line("the header of element " + file.elements[i]));
    header_number(cursor, header, 0, "the atomic number");
    file.masses.push_back(header_number(cursor, header, 1, "the mass"));
    file.embedding.push_back(cursor.numbers(file.nrho, "F(rho) of " + file.elements[i]));
    auto& density = file.density.emplace_back();
    for (std::size_t j = 0; j < (file.style == EamStyle::fs ? n : 1); ++j) {
      density.push_back(cursor.numbers(
          file.nr, file.style == EamStyle::fs ? fmt::format("rho(r) of {} at {}", file.elements[i], file.elements[j])
                                              : "rho(r) of " + file.elements[i]));
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      file.r_phi.push_back(
          cursor.numbers(file.nr, fmt::format("r*phi(r) of {}-{}", file.elements[i], file.elements[j])));
    }
  }
  if (const std::size_t extra = count_words(cursor.rest()); extra != 0) {
    throw input_error(cursor.where(), fmt::format("{} values follow the last table", extra), {},
                      "check nrho and nr in the header, and the layout (eam/alloy or eam/fs)");
  }
  return file;
}

}  // namespace

std::string_view lammps_name(EamStyle style) {
  switch (style) {
    case EamStyle::funcfl: return "eam";
    case EamStyle::alloy: return "eam/alloy";
    case EamStyle::fs: return "eam/fs";
  }
  return {};
}

EamFile parse_eam(std::string name, std::string content) {
  EamFile file;
  file.name = std::move(name);
  // A setfl's fifth line has five numbers (nrho drho nr dr cutoff); a funcfl has them on its third.
  bool grid_on_third_line = false;
  {
    Cursor probe(file.name, content);
    if (count_words(content) == 0) throw input_error(file.name, "the file is empty");
    std::string_view line;
    for (int i = 0; i < 3 && !probe.rest().empty(); ++i) line = probe.next_line("the header");
    const auto third = words(line);
    grid_on_third_line = third.size() >= 5 && std::all_of(third.begin(), third.begin() + 5,
                                                          [](auto w) { return finite_number(w).has_value(); });
  }
  const bool funcfl = grid_on_third_line && !file.name.ends_with(".fs") && !file.name.ends_with(".alloy");
  const Cursor start(file.name, content);
  EamFile parsed = funcfl ? parse_funcfl(file, start) : parse_setfl(file, start);
  for (std::size_t i = 0; i < parsed.masses.size(); ++i) {
    if (parsed.masses[i] <= 0) {
      throw input_error(parsed.name, fmt::format("the mass of {} is {:g}", parsed.elements[i], parsed.masses[i]),
                        "> 0");
    }
  }
  parsed.content = std::move(content);
  return parsed;
}

}  // namespace glasscape
