#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "glasscape/core/error.hpp"
#include "glasscape/io/atom_table.hpp"
#include "glasscape/io/frame_reader.hpp"
#include "glasscape/io/scan.hpp"

namespace glasscape::io {
namespace {

constexpr std::size_t most_columns = 10000;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

// key=value pairs of a comment line; values may be quoted or in brackets. Keys in lower case; words alone are
// ignored.
std::map<std::string, std::string, std::less<>> parse_comment(std::string_view line) {
  std::map<std::string, std::string, std::less<>> result;
  std::size_t at = 0;
  const auto skip_space = [&] {
    while (at < line.size() && is_space(line[at])) ++at;
  };
  while (skip_space(), at < line.size()) {
    const std::size_t begin = at;
    while (at < line.size() && !is_space(line[at]) && line[at] != '=') ++at;
    const std::string key = lower(line.substr(begin, at - begin));
    if (at == line.size() || line[at] != '=') continue;
    ++at;
    std::string value;
    const char open = at < line.size() ? line[at] : ' ';
    const char close = open == '"' || open == '\'' ? open : open == '{' ? '}' : open == '[' ? ']' : ' ';
    if (close != ' ') {
      const std::size_t end = std::min(line.find(close, at + 1), line.size());
      value = std::string(line.substr(at + 1, end - at - 1));
      at = std::min(end + 1, line.size());
    } else {
      const std::size_t first = at;
      while (at < line.size() && !is_space(line[at])) ++at;
      value = std::string(line.substr(first, at - first));
    }
    result[key] = std::move(value);
  }
  return result;
}

// What the names of properties mean; several programs write these files.
struct Meaning {
  std::string_view property;
  std::size_t components;
  std::array<std::string_view, 3> columns;
};
constexpr Meaning meanings[] = {{"species", 1, {"element"}},
                                {"element", 1, {"element"}},
                                {"type", 1, {"type"}},
                                {"pos", 3, {"x", "y", "z"}},
                                {"positions", 3, {"x", "y", "z"}},
                                {"velo", 3, {"vx", "vy", "vz"}},
                                {"vel", 3, {"vx", "vy", "vz"}},
                                {"velocities", 3, {"vx", "vy", "vz"}},
                                {"id", 1, {"id"}},
                                {"map_shift", 3, {"ix", "iy", "iz"}},
                                {"charge", 1, {"q"}},
                                {"charges", 1, {"q"}},
                                {"initial_charges", 1, {"q"}},
                                {"molecule", 1, {"mol"}},
                                {"mass", 1, {"mass"}},
                                {"masses", 1, {"mass"}}};

class ExtendedXyzReader final : public FrameReader {
 public:
  explicit ExtendedXyzReader(const ReadOptions& options) : elements_(options.elements) {}

  bool read(LineReader& lines, Configuration& frame) override {
    std::int64_t atoms = 0;
    if (!read_count(lines, atoms)) return false;
    std::string_view line;
    if (!lines.next(line)) throw lines.cut_off("the comment line is missing");
    lines.require_line_end();
    const auto keys = parse_comment(line);
    FrameInfo info;
    info.box = read_box(keys, lines);
    if (const auto key = keys.find("timestep"); key != keys.end()) parse(key->second, info.timestep);
    if (const auto key = keys.find("types"); key != keys.end()) {
      for (const auto word : words(key->second)) {
        if (is_name(word) && info.species_order.size() < static_cast<std::size_t>(most_types))
          info.species_order.emplace_back(word);
      }
    }
    const auto properties = keys.find("properties");
    AtomTable table(plan_columns(properties == keys.end() ? "species:S:1:pos:R:3" : properties->second, info, lines));
    set_units(keys, info);
    table.read(lines, atoms);
    forget_outdated_order(table, info);
    frame = assemble(table, std::move(info), elements_, lines);
    return true;
  }

  bool skip(LineReader& lines) override {
    std::int64_t atoms = 0;
    if (!read_count(lines, atoms)) return false;
    lines.skip(1, "comment lines");
    lines.skip(atoms, "atoms");
    return true;
  }

 private:
  static bool read_count(LineReader& lines, std::int64_t& atoms) {
    std::string_view line;
    if (!next_filled(lines, line)) return false;
    lines.require_line_end();
    if (!parse(line, atoms) || atoms <= 0) {
      throw lines.error(fmt::format("{} is no number of atoms", shown(line)), "one integer > 0",
                        "the frame before may have more lines than it says");
    }
    return true;
  }

  template <class Keys>
  static Box read_box(const Keys& keys, const LineReader& lines) {
    const auto lattice = keys.find("lattice");
    if (lattice == keys.end()) {
      throw lines.error("the comment line has no Lattice: plain XYZ does not say how large the box is", "extended XYZ",
                        "put Lattice=\"ax ay az bx by bz cx cy cz\" [Å] into the second line");
    }
    const auto numbers = [&](const std::string& key, const std::string& text, std::size_t count) {
      std::vector<double> result(count);
      std::string plain = text;
      for (char& c : plain) c = c == ',' || c == '[' || c == ']' ? ' ' : c;
      Scanner scanner(plain);
      for (double& value : result) {
        if (!scanner.number(value) || !std::isfinite(value))
          throw lines.error(fmt::format("{}={} is not understood", key, shown(text)),
                            fmt::format("{} finite numbers", count));
      }
      if (!scanner.done())
        throw lines.error(fmt::format("{}={} is not understood", key, shown(text)),
                          fmt::format("{} finite numbers", count));
      return result;
    };
    const auto h = numbers("Lattice", lattice->second, 9);
    Vec3 origin;
    if (const auto key = keys.find("origin"); key != keys.end()) {
      const auto o = numbers("Origin", key->second, 3);
      origin = {o[0], o[1], o[2]};
    }
    std::array<bool, 3> periodic{true, true, true};
    if (const auto key = keys.find("pbc"); key != keys.end()) {
      std::string plain = key->second;
      for (char& c : plain) c = c == ',' || c == '[' || c == ']' ? ' ' : c;
      const auto flags = words(plain);
      for (std::size_t k = 0; k < 3; ++k) {
        const std::string flag = flags.size() == 3 ? lower(flags[k]) : "";
        if (flag != "t" && flag != "f" && flag != "true" && flag != "false" && flag != "1" && flag != "0") {
          throw lines.error(fmt::format("pbc={} is not understood", shown(key->second)),
                            "three of T and F, for example pbc=\"T T F\"");
        }
        periodic[k] = flag[0] == 't' || flag[0] == '1';
      }
    }
    try {
      return Box(Mat3{{Vec3{h[0], h[1], h[2]}, Vec3{h[3], h[4], h[5]}, Vec3{h[6], h[7], h[8]}}}, origin, periodic);
    } catch (const Error& e) {
      throw lines.error(e.text().what, e.text().allowed, e.text().remedy);
    }
  }

  static std::vector<Column> plan_columns(const std::string& properties, FrameInfo& info, const LineReader& lines) {
    std::vector<std::string> parts{""};
    for (const char c : properties) {
      if (c == ':')
        parts.emplace_back();
      else
        parts.back() += c;
    }
    const auto refuse = [&](std::string_view what) {
      throw lines.error(fmt::format("Properties={}: {}", shown(properties), what),
                        "name:type:count:..., type one of S, R, I, L");
    };
    if (parts.size() % 3 != 0) refuse("the number of parts is not a multiple of three");
    std::vector<Column> columns;
    for (std::size_t p = 0; p < parts.size(); p += 3) {
      const std::string& name = parts[p];
      std::size_t count = 0;
      if (!is_name(name)) refuse("a property has no name");
      if (parts[p + 1].size() != 1 || std::string_view("SRIL").find(parts[p + 1]) == std::string_view::npos)
        refuse("unknown type " + shown(parts[p + 1]));
      if (!parse(parts[p + 2], count) || count == 0 || columns.size() + count > most_columns)
        refuse(shown(parts[p + 2]) + " is no count");
      const char type = parts[p + 1][0];
      const auto* meaning = std::find_if(std::begin(meanings), std::end(meanings), [&](const Meaning& m) {
        return m.property == lower(name) && m.components == count && (m.columns[0] == "element") == (type == 'S');
      });
      const bool taken =
          meaning != std::end(meanings) &&
          std::any_of(columns.begin(), columns.end(), [&](const Column& c) { return c.name == meaning->columns[0]; });
      if (meaning != std::end(meanings) && !taken) {
        for (std::size_t k = 0; k < count; ++k) columns.push_back({std::string(meaning->columns[k])});
      } else if (type == 'S' || type == 'L') {
        for (std::size_t k = 0; k < count; ++k) columns.push_back({"", ColumnKind::skip});
        info.notes.push_back(fmt::format("property {} is left out: it is not numeric", name));
      } else {
        info.fields.push_back({name, columns.size(), count});
        for (std::size_t k = 0; k < count; ++k) columns.push_back({"", ColumnKind::real});
      }
    }
    return columns;
  }

  // Units of fields, which glasscape notes as field_units="name:unit ...".
  template <class Keys>
  static void set_units(const Keys& keys, FrameInfo& info) {
    const auto key = keys.find("field_units");
    if (key == keys.end()) return;
    for (const auto word : words(key->second)) {
      const auto colon = word.rfind(':');
      if (colon == std::string_view::npos) continue;
      for (FieldColumns& field : info.fields) {
        if (field.name != word.substr(0, colon)) continue;
        try {
          field.unit = Unit(word.substr(colon + 1));
        } catch (const Error&) {
          info.notes.push_back(
              fmt::format("the unit of field {} is not known: {}", field.name, shown(word.substr(colon + 1))));
        }
      }
    }
  }

  // The order of the types holds only as long as it names every element (another program may have added
  // some).
  static void forget_outdated_order(const AtomTable& table, FrameInfo& info) {
    const int column = table.find("element");
    if (column < 0) return;
    for (const auto& name : table.vocabulary(static_cast<std::size_t>(column))) {
      if (std::find(info.species_order.begin(), info.species_order.end(), name) == info.species_order.end())
        info.species_order.clear();
    }
  }

  std::vector<std::string> elements_;
};

}  // namespace

bool next_filled(LineReader& lines, std::string_view& line) {
  while (lines.next(line)) {
    if (!trim(line).empty()) return true;
  }
  return false;
}

std::unique_ptr<FrameReader> make_extended_xyz_reader(const ReadOptions& options) {
  return std::make_unique<ExtendedXyzReader>(options);
}

}  // namespace glasscape::io
