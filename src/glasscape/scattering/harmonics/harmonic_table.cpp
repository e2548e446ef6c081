#include "glasscape/scattering/harmonics/harmonic_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <optional>
#include <string_view>

#include "glasscape/core/error.hpp"
#include "glasscape/io/line_reader.hpp"
#include "glasscape/io/scan.hpp"

namespace glasscape {
namespace {

// A column of a file: which curve it belongs to.
struct Column {
  Harmonic harmonic;
  bool error = false;
};

std::vector<std::string_view> cells(std::string_view line) {
  if (line.find(',') == line.npos) return io::words(line);
  std::vector<std::string_view> result;
  for (;;) {
    const auto comma = line.find(',');
    result.push_back(io::trim(line.substr(0, comma)));
    if (comma == line.npos) return result;
    line.remove_prefix(comma + 1);
  }
}

// "g_2_-2_error" with the quantity g.
std::optional<Column> column_of(std::string_view name, std::string_view quantity) {
  if (!name.starts_with(quantity)) return {};
  name.remove_prefix(quantity.size());
  Column column;
  if (name.ends_with("_error")) {
    column.error = true;
    name.remove_suffix(6);
  }
  const auto middle = name.find('_', 1);
  if (!name.starts_with('_') || middle == name.npos) return {};
  if (!io::parse(name.substr(1, middle - 1), column.harmonic.l) ||
      !io::parse(name.substr(middle + 1), column.harmonic.m)) {
    return {};
  }
  const auto [l, m] = column.harmonic;
  if (l < 0 || l > largest_harmonic || std::abs(m) > l) return {};
  return column;
}

class TableReader {
 public:
  TableReader(const std::filesystem::path& path, const PlainColumns& plain) : lines_(path), plain_(plain) {}

  HarmonicTable read() {
    std::string_view line;
    bool numbers = false;
    while (lines_.next(line)) {
      line = io::trim(line);
      if (line.empty()) continue;
      if (line.front() == '#') {
        comment(line.substr(1));
        continue;
      }
      const auto row = cells(line);
      double first = 0;
      if (!numbers && columns_.empty() && !io::parse(row.front(), first)) {
        names(row);
        continue;
      }
      if (columns_.empty()) plain_columns(row.size());
      numbers = true;
      add(row);
    }
    if (!numbers) throw lines_.error("there is no line of numbers");
    if (table_.density == 0) table_.density = plain_.density;
    return std::move(table_);
  }

 private:
  void comment(std::string_view text) {
    const auto equals = text.find(" = ");
    if (equals == text.npos) return;
    const std::string_view key = io::trim(text.substr(0, equals)), value = io::trim(text.substr(equals + 3));
    if (key == "label") {
      table_.label = value;
    } else if (key == "normalisation") {
      table_.normalisation = normalisation(value);
    } else if (key.starts_with("density")) {
      table_.density = positive(value, "density");
    } else if (key.starts_with("bin_width")) {
      table_.bin_width = positive(value, "bin width");
    } else {
      table_.notes.emplace_back(key, value);
    }
  }

  Normalisation normalisation(std::string_view value) const {
    for (const Normalisation n : {Normalisation::four_pi, Normalisation::orthonormal}) {
      if (value == name_of(n)) return n;
    }
    throw lines_.error(fmt::format("{} is no normalisation", io::shown(value)), "4pi, orthonormal");
  }

  double positive(std::string_view text, std::string_view what) const {
    double value = 0;
    if (io::parse(text, value) && value > 0 && std::isfinite(value)) return value;
    throw lines_.error(fmt::format("{} is no {}", io::shown(text), what), "a positive number");
  }

  void names(const std::vector<std::string_view>& row) {
    const bool reciprocal = row.front().starts_with("Q");
    table_.abscissa = reciprocal ? "Q" : "r";
    table_.quantity = reciprocal ? "S" : "g";
    std::vector<std::optional<Column>> found;
    for (std::size_t k = 1; k < row.size(); ++k) found.push_back(column_of(row[k], table_.quantity));
    const bool any = std::any_of(found.begin(), found.end(), [](const auto& c) { return c.has_value(); });
    if (!any) {
      // The table of isotropic functions, or names that say nothing.
      const std::string total = table_.quantity + "_total";
      if (row.size() > 1 && row[1] == total) {
        columns_.push_back({});
        ignored_ = row.size() - 2;
      } else if (!reciprocal && !row.front().starts_with("r")) {
        table_.quantity = plain_.quantity;
        table_.abscissa = plain_.quantity == "S" ? "Q" : "r";
      }
    }
    for (std::size_t k = 0; any && k < found.size(); ++k) {
      if (!found[k]) {
        throw lines_.error(fmt::format("column {} is no coefficient", io::shown(row[k + 1])),
                           fmt::format("{0}_0_0, {0}_0_0_error, {0}_2_-1 ...", table_.quantity));
      }
      for (const Column& before : columns_) {
        if (before.harmonic == found[k]->harmonic && before.error == found[k]->error) {
          throw lines_.error(fmt::format("column {} appears twice", io::shown(row[k + 1])));
        }
      }
      columns_.push_back(*found[k]);
    }
    named_ = true;
    make_curves();
  }

  void plain_columns(std::size_t count) {
    if (!named_) {
      table_.quantity = plain_.quantity;
      table_.abscissa = plain_.quantity == "S" ? "Q" : "r";
    }
    if (count < 2 || count > 3) {
      throw lines_.error(fmt::format("{} columns that no line names", count),
                         "two or three: the abscissa, the value and perhaps its standard error",
                         "name the columns in the first line, such as r [Å],g_0_0,g_2_0");
    }
    columns_.push_back({});
    if (count == 3) columns_.push_back({{}, true});
    make_curves();
  }

  void make_curves() {
    for (const Column& column : columns_) {
      if (!column.error) table_.curves.push_back({column.harmonic, {}, {}});
    }
    for (const Column& column : columns_) {
      if (!table_.find(column.harmonic)) {
        throw lines_.error(
            fmt::format("an error of l = {}, m = {} without its value", column.harmonic.l, column.harmonic.m));
      }
    }
  }

  void add(const std::vector<std::string_view>& row) {
    if (row.size() != columns_.size() + ignored_ + 1) {
      throw lines_.error(fmt::format("{} columns, where {} are expected", row.size(), columns_.size() + ignored_ + 1));
    }
    const auto number = [&](std::string_view text) {
      double value = 0;
      if (!io::parse(text, value)) throw lines_.error(fmt::format("{} is no number", io::shown(text)));
      return value;
    };
    const double x = number(row.front());
    if (!std::isfinite(x) || x < 0 || (!table_.x.empty() && !(x > table_.x.back()))) {
      throw lines_.error(fmt::format("{} = {} does not follow in order", table_.abscissa, io::shown(row.front())),
                         "finite values from 0 up, each larger than the one before");
    }
    table_.x.push_back(x);
    for (std::size_t k = 0; k < columns_.size(); ++k) {
      const auto curve = std::find_if(table_.curves.begin(), table_.curves.end(),
                                      [&](const HarmonicCurve& c) { return c.harmonic == columns_[k].harmonic; });
      (columns_[k].error ? curve->error : curve->value).push_back(number(row[k + 1]));
    }
  }

  io::LineReader lines_;
  PlainColumns plain_;
  HarmonicTable table_;
  std::vector<Column> columns_;
  std::size_t ignored_ = 0;  // columns of partial functions behind those that are read
  bool named_ = false;
};

}  // namespace

const HarmonicCurve* HarmonicTable::find(Harmonic harmonic) const {
  for (const HarmonicCurve& curve : curves) {
    if (curve.harmonic == harmonic) return &curve;
  }
  return nullptr;
}

HarmonicTable in_normalisation(HarmonicTable table, Normalisation normalisation) {
  const double factor = harmonic_scale(normalisation) / harmonic_scale(table.normalisation);
  table.normalisation = normalisation;
  for (HarmonicCurve& curve : table.curves) {
    for (double& v : curve.value) v *= factor;
    for (double& v : curve.error) v *= factor;
  }
  return table;
}

std::string to_csv(const HarmonicTable& table) {
  const std::string unit = table.abscissa == "Q" ? "1/Å" : "Å";
  std::string text = fmt::format("# label = {}\n# normalisation = {}\n", table.label, name_of(table.normalisation));
  if (table.density > 0) text += fmt::format("# density [1/Å³] = {}\n", table.density);
  if (table.bin_width > 0) text += fmt::format("# bin_width [{}] = {}\n", unit, table.bin_width);
  for (const auto& [key, value] : table.notes) text += fmt::format("# {} = {}\n", key, value);
  text += fmt::format("{} [{}]", table.abscissa, unit);
  for (const HarmonicCurve& curve : table.curves) {
    const std::string name = fmt::format(",{}_{}_{}", table.quantity, curve.harmonic.l, curve.harmonic.m);
    text += name;
    if (!curve.error.empty()) text += name + "_error";
  }
  text += '\n';
  for (std::size_t k = 0; k < table.x.size(); ++k) {
    text += fmt::format("{}", table.x[k]);
    for (const HarmonicCurve& curve : table.curves) {
      text += fmt::format(",{}", curve.value[k]);
      if (!curve.error.empty()) text += fmt::format(",{}", curve.error[k]);
    }
    text += '\n';
  }
  return text;
}

HarmonicTable read_harmonic_table(const std::filesystem::path& path, const PlainColumns& plain) {
  if (plain.quantity != "g" && plain.quantity != "S") {
    throw usage_error("table", fmt::format("'{}' is no quantity of a table", plain.quantity), "g, S");
  }
  return TableReader(path, plain).read();
}

}  // namespace glasscape
