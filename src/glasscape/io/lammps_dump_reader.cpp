#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "glasscape/core/error.hpp"
#include "glasscape/io/atom_table.hpp"
#include "glasscape/io/frame_reader.hpp"
#include "glasscape/io/scan.hpp"

namespace glasscape::io {
namespace {

constexpr std::string_view known_columns[] = {"id",  "type", "element", "mol", "q",  "mass", "x",  "y",
                                              "z",   "xs",   "ys",      "zs",  "xu", "yu",   "zu", "xsu",
                                              "ysu", "zsu",  "ix",      "iy",  "iz", "vx",   "vy", "vz"};

bool is_known(std::string_view name) {
  return std::find(std::begin(known_columns), std::end(known_columns), name) != std::end(known_columns);
}

struct Header {
  std::int64_t timestep = 0;
  std::optional<std::int64_t> atoms;
  std::optional<Box> box;
  std::vector<std::string> columns;
  std::vector<std::string> notes;
};

class DumpReader final : public FrameReader {
 public:
  explicit DumpReader(const ReadOptions& options) : elements_(options.elements) {}

  bool read(LineReader& lines, Configuration& frame) override {
    Header header;
    if (!read_header(lines, header)) return false;
    FrameInfo info{.box = *header.box, .timestep = header.timestep};
    info.notes = std::move(header.notes);
    info.velocity_unit = units_.empty() ? 1 : velocity_unit(units_, lines, info.notes);
    AtomTable table(plan_columns(header.columns, info, lines));
    if (!table.has("id")) info.notes.emplace_back("the dump has no ids: atoms are numbered in the order of the file");
    table.read(lines, *header.atoms);
    frame = assemble(table, std::move(info), elements_, lines);
    return true;
  }

  bool skip(LineReader& lines) override {
    Header header;
    if (!read_header(lines, header)) return false;
    lines.skip(*header.atoms, "atoms");
    return true;
  }

 private:
  // Everything down to and including the ITEM: ATOMS line.
  bool read_header(LineReader& lines, Header& header) {
    std::string_view line;
    if (!next_filled(lines, line)) return false;
    bool has_timestep = false;
    while (true) {
      lines.require_line_end();
      constexpr std::string_view mark = "ITEM:";
      if (!line.starts_with(mark)) throw lines.error(fmt::format("{} where a line ITEM: ... should be", shown(line)));
      const std::string_view item = trim(line.substr(mark.size()));
      if (item == "UNITS") {
        units_ = std::string(trim(require(lines, "the units")));
      } else if (item == "TIME") {
        require(lines, "the time");
      } else if (item == "TIMESTEP") {
        if (has_timestep) throw lines.error("the frame before has no ITEM: ATOMS", {}, "the file is damaged here");
        has_timestep = true;
        header.timestep = integer(require(lines, "the timestep"), lines);
      } else if (item == "NUMBER OF ATOMS") {
        header.atoms = integer(require(lines, "the number of atoms"), lines);
        if (*header.atoms <= 0) throw lines.error(fmt::format("{} atoms", *header.atoms), "at least one atom");
      } else if (item.starts_with("BOX BOUNDS")) {
        header.box = read_box(std::string(item.substr(10)), lines, header.notes);
      } else if (item.starts_with("ATOMS")) {
        for (const auto name : words(item.substr(5))) header.columns.emplace_back(name);
        break;
      } else if (item.starts_with("NUMBER OF") || item.starts_with("ENTRIES")) {
        throw lines.error("this dump lists no atoms (dump local or grid?)", "a dump of style atom or custom");
      } else {
        throw lines.error(fmt::format("ITEM: {} is not known", shown(item)));
      }
      if (!lines.next(line)) throw lines.cut_off("the frame has no ITEM: ATOMS");
    }
    if (!header.atoms) throw lines.error("the frame has no ITEM: NUMBER OF ATOMS before its atoms");
    if (!header.box) throw lines.error("the frame has no ITEM: BOX BOUNDS before its atoms");
    if (header.columns.empty()) {
      throw lines.error("ITEM: ATOMS names no columns", "for example ITEM: ATOMS id type x y z",
                        "write the columns' names behind ATOMS (dumps before 2010 lack them)");
    }
    return true;
  }

  static std::string_view require(LineReader& lines, std::string_view what) {
    std::string_view line;
    if (!lines.next(line)) throw lines.cut_off(fmt::format("{} is missing", what));
    lines.require_line_end();
    return line;
  }

  static std::int64_t integer(std::string_view text, const LineReader& lines) {
    std::int64_t value = 0;
    if (!parse(text, value)) throw lines.error(fmt::format("{} is no integer", shown(text)));
    return value;
  }

  static Box read_box(const std::string& flags, LineReader& lines, std::vector<std::string>& notes) {
    bool triclinic = false, general = false;
    std::array<bool, 3> periodic{true, true, true};
    std::size_t directions = 0;
    for (const auto flag : words(flags)) {
      if (flag == "xy" || flag == "xz" || flag == "yz")
        triclinic = true;
      else if (flag == "abc" || flag == "origin")
        general = true;
      else if (flag.size() == 2 && flag.find_first_not_of("pfsm") == std::string_view::npos && directions < 3)
        periodic[directions++] = flag == "pp";
      else
        throw lines.error(fmt::format("BOX BOUNDS {} is not understood", shown(flag)),
                          "pp, ff, ss, mm; xy xz yz; abc origin");
    }
    if (directions == 0)
      notes.emplace_back("the dump does not say which directions are periodic: all three are taken as periodic");
    std::array<std::array<double, 4>, 3> number{};
    const std::size_t count = general ? 4 : triclinic ? 3 : 2;
    for (auto& row : number) {
      const std::string_view line = require(lines, "a box bound");
      Scanner scanner(line);
      for (std::size_t k = 0; k < count; ++k) {
        if (!scanner.number(row[k]) || !std::isfinite(row[k]))
          throw lines.error(fmt::format("{} is no box bound", shown(line)), fmt::format("{} finite numbers", count));
      }
      if (!scanner.done())
        throw lines.error(fmt::format("{} is no box bound", shown(line)), fmt::format("{} finite numbers", count));
    }
    try {
      if (general) {
        Mat3 cell;
        Vec3 origin;
        for (std::size_t k = 0; k < 3; ++k) {
          cell[k] = {number[k][0], number[k][1], number[k][2]};
          origin[k] = number[k][3];
        }
        return Box(cell, origin, periodic);
      }
      // For a tilted cell LAMMPS writes the bounds of the box around it.
      const double xy = number[0][2], xz = number[1][2], yz = number[2][2];
      number[0][0] -= std::min({0.0, xy, xz, xy + xz});
      number[0][1] -= std::max({0.0, xy, xz, xy + xz});
      number[1][0] -= std::min(0.0, yz);
      number[1][1] -= std::max(0.0, yz);
      const auto length = [&](std::size_t k) { return number[k][1] - number[k][0]; };
      return Box(Mat3{{Vec3{length(0), 0, 0}, Vec3{xy, length(1), 0}, Vec3{xz, yz, length(2)}}},
                 {number[0][0], number[1][0], number[2][0]}, periodic);
    } catch (const Error& e) {
      throw lines.error(e.text().what, e.text().allowed, e.text().remedy);
    }
  }

  // Columns with a meaning keep their name; the others become fields, name[1] name[2] ... in one.
  static std::vector<Column> plan_columns(std::vector<std::string> names, FrameInfo& info, const LineReader& lines) {
    std::vector<Column> columns;
    for (std::size_t c = 0; c < names.size(); ++c) {
      if (!is_name(names[c])) throw lines.error(fmt::format("{} is no column name", shown(names[c])), "UTF-8 text");
      if (std::count(names.begin(), names.end(), names[c]) > 1)
        throw lines.error(fmt::format("column {} occurs twice", shown(names[c])));
    }
    const bool has_element = std::count(names.begin(), names.end(), "element") > 0;
    for (auto& name : names) {
      if (name == "typelabel" && !has_element) name = "element";
    }
    for (std::size_t c = 0; c < names.size(); ++c) {
      columns.push_back(
          {is_known(names[c]) ? names[c] : "", names[c] == "typelabel" ? ColumnKind::skip : ColumnKind::real});
      if (!columns.back().name.empty() || names[c] == "typelabel") continue;
      const auto bracket = names[c].find('[');
      if (bracket != std::string::npos && bracket > 0 && !info.fields.empty()) {
        FieldColumns& last = info.fields.back();
        if (last.first + last.components == c && names[c] == fmt::format("{}[{}]", last.name, last.components + 1)) {
          ++last.components;
          continue;
        }
      }
      const bool starts_vector = bracket != std::string::npos && bracket > 0 && names[c].substr(bracket) == "[1]" &&
                                 c + 1 < names.size() && names[c + 1] == names[c].substr(0, bracket) + "[2]";
      info.fields.push_back({starts_vector ? names[c].substr(0, bracket) : names[c], c});
    }
    return columns;
  }

  std::vector<std::string> elements_;
  std::string units_;
};

}  // namespace

std::unique_ptr<FrameReader> make_lammps_dump_reader(const ReadOptions& options) {
  return std::make_unique<DumpReader>(options);
}

double velocity_unit(std::string_view units, const LineReader& lines, std::vector<std::string>& notes) {
  if (units == "metal") return 1;
  if (units == "real") {
    notes.emplace_back("units real: velocities are converted from Å/fs to Å/ps; other columns are kept as they are");
    return 1000;
  }
  if (units == "lj") {
    notes.emplace_back("units lj: numbers are kept as they are, without conversion to Å and ps");
    return 1;
  }
  throw lines.error(fmt::format("LAMMPS units {} are not supported", shown(units)), "metal, real, lj");
}

}  // namespace glasscape::io
