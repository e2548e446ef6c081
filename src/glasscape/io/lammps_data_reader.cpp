#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <utility>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/io/atom_table.hpp"
#include "glasscape/io/frame_reader.hpp"
#include "glasscape/io/scan.hpp"
#include "glasscape/io/topology_section.hpp"

namespace glasscape::io {
namespace {

// Sections whose lines are not about atoms as points, and the header word that says how many lines they have.
constexpr std::pair<std::string_view, std::string_view> skipped_sections[] = {{"Dihedrals", "dihedrals"},
                                                                              {"Impropers", "impropers"},
                                                                              {"Ellipsoids", "ellipsoids"},
                                                                              {"Lines", "lines"},
                                                                              {"Triangles", "triangles"},
                                                                              {"Bodies", ""},
                                                                              {"Pair Coeffs", ""},
                                                                              {"PairIJ Coeffs", ""},
                                                                              {"Bond Coeffs", ""},
                                                                              {"Angle Coeffs", ""},
                                                                              {"Dihedral Coeffs", ""},
                                                                              {"Improper Coeffs", ""},
                                                                              {"BondBond Coeffs", ""},
                                                                              {"BondAngle Coeffs", ""},
                                                                              {"MiddleBondTorsion Coeffs", ""},
                                                                              {"EndBondTorsion Coeffs", ""},
                                                                              {"AngleTorsion Coeffs", ""},
                                                                              {"AngleAngleTorsion Coeffs", ""},
                                                                              {"BondBond13 Coeffs", ""},
                                                                              {"AngleAngle Coeffs", ""},
                                                                              {"Bond Type Labels", ""},
                                                                              {"Angle Type Labels", ""},
                                                                              {"Dihedral Type Labels", ""},
                                                                              {"Improper Type Labels", ""}};

std::string_view without_comment(std::string_view line) { return trim(line.substr(0, line.find('#'))); }
std::string_view comment_of(std::string_view line) {
  const auto mark = line.find('#');
  return mark == std::string_view::npos ? std::string_view{} : trim(line.substr(mark + 1));
}
// What else than atoms a header may count.
bool is_counted(std::string_view key) {
  constexpr std::string_view things[] = {"bonds", "angles",    "dihedrals", "impropers", "ellipsoids",
                                         "lines", "triangles", "bodies",    "crossterms"};
  return std::find(std::begin(things), std::end(things), key) != std::end(things) || key.ends_with(" types") ||
         (key.starts_with("extra ") && key.ends_with(" per atom"));
}

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

class DataReader final : public FrameReader {
 public:
  explicit DataReader(const ReadOptions& options) : options_(options) {
    if (!options_.atom_style.empty()) columns_of_style(options_.atom_style);
  }

  bool read(LineReader& lines, Configuration& frame) override {
    if (done_) return false;
    done_ = true;
    read_title(lines);
    read_header(lines);
    std::string_view line;
    while (next_filled(lines, line)) {
      lines.require_line_end();
      const std::string section(without_comment(line));
      if (section.empty()) continue;
      if (section == "Atoms")
        read_atoms(std::string(comment_of(line)), lines);
      else if (section == "Masses")
        read_masses(lines);
      else if (section == "Velocities")
        read_velocities(lines);
      else if (section == "Atom Type Labels")
        read_labels(lines);
      else if (section == "Bonds")
        read_topology(section, "bonds", "bond types", lines);
      else if (section == "Angles")
        read_topology(section, "angles", "angle types", lines);
      else
        skip_section(section, lines);
    }
    if (!atoms_) throw lines.cut_off("there is no section Atoms");
    for (const auto& [section, header] : skipped_sections) require_section(section, header, lines);
    require_section("Bonds", "bonds", lines);
    require_section("Angles", "angles", lines);
    frame = assemble_all(lines);
    if (!topology_.empty()) {
      frame.topology = topology_.resolve(frame, counts_["bond types"], counts_["angle types"], lines.path().string());
    }
    return true;
  }

  bool skip(LineReader& lines) override {
    Configuration unused;
    return read(lines, unused);
  }

 private:
  void require_section(std::string_view section, std::string_view header, const LineReader& lines) const {
    const auto count = counts_.find(header);
    if (count == counts_.end() || count->second == 0) return;
    throw lines.cut_off(
        fmt::format("the header promises {} {}, but there is no section {}", count->second, header, section));
  }

  void read_topology(const std::string& section, std::string_view header, std::string_view types, LineReader& lines) {
    const auto count = counts_.find(header), of_types = counts_.find(types);
    if (count == counts_.end() || of_types == counts_.end()) {
      throw lines.error(fmt::format("section {}, but the header does not count {} and {}", section, header, types));
    }
    topology_.read(section, count->second, of_types->second, lines);
    counts_.erase(count);
  }

  void read_title(LineReader& lines) {
    std::string_view line;
    if (!lines.next(line)) throw lines.cut_off("it is empty");
    // LAMMPS and glasscape note the timestep, the units and the boundary in the title.
    const auto value_of = [&](std::string_view key) {
      const auto at = line.find(key);
      auto value = at == std::string_view::npos ? std::string_view{} : Scanner(line.substr(at + key.size())).word();
      while (!value.empty() && value.back() == ',') value.remove_suffix(1);
      return value;
    };
    std::int64_t timestep = 0;
    auto text = value_of("timestep = ");
    if (parse(text, timestep)) info_.timestep = timestep;
    text = value_of("units = ");
    if (!text.empty() && line.starts_with("LAMMPS data file"))
      info_.velocity_unit = velocity_unit(text, lines, info_.notes);
    if (const auto flags = value_of("boundary = ");
        flags.size() == 3 && flags.find_first_not_of("pf") == std::string_view::npos) {
      for (std::size_t k = 0; k < 3; ++k) periodic_[k] = flags[k] == 'p';
    } else {
      info_.notes.emplace_back(
          "LAMMPS data files do not say which directions are periodic: all three are taken as periodic");
    }
  }

  void read_header(LineReader& lines) {
    std::array<std::optional<std::array<double, 2>>, 3> bounds;
    std::optional<Vec3> tilt, origin;
    std::array<std::optional<Vec3>, 3> general;
    bool has_types = false;
    std::string_view line;
    while (next_filled(lines, line)) {
      lines.require_line_end();
      const std::string_view content = without_comment(line);
      if (content.empty()) continue;
      if (is_letter(content.front())) {
        lines.unread();
        break;
      }
      std::vector<std::string_view> word = words(content);
      std::vector<std::string_view> numbers;
      double value = 0;
      while (numbers.size() < word.size() && parse(word[numbers.size()], value))
        numbers.push_back(word[numbers.size()]);
      std::string key;
      for (std::size_t k = numbers.size(); k < word.size(); ++k) {
        if (!key.empty()) key += ' ';
        key += word[k];
      }
      const auto reals = [&](std::size_t count) {
        Vec3 result;
        for (std::size_t k = 0; k < count; ++k) {
          if (numbers.size() != count || !parse(numbers[k], result[k]) || !std::isfinite(result[k])) {
            throw lines.error(fmt::format("{} is not understood", shown(content)),
                              fmt::format("{} finite numbers, then {}", count, key));
          }
        }
        return result;
      };
      const std::string_view axes = "xyz";
      if (key == "xlo xhi" || key == "ylo yhi" || key == "zlo zhi") {
        const Vec3 v = reals(2);
        if (!(v.x < v.y))
          throw lines.error(fmt::format("the box bounds {:g} {:g} are {}", v.x, v.y, v.x == v.y ? "equal" : "inverted"),
                            "lo < hi");
        bounds[axes.find(key[0])] = {v.x, v.y};
      } else if (key == "xy xz yz") {
        tilt = reals(3);
      } else if (key == "avec" || key == "bvec" || key == "cvec") {
        general[static_cast<std::size_t>(key[0] - 'a')] = reals(3);
      } else if (key == "abc origin") {
        origin = reals(3);
      } else {
        std::int64_t count = 0;
        if (numbers.size() != 1 || !parse(numbers[0], count) || count < 0 || key.empty()) {
          throw lines.error(fmt::format("{} is not understood", shown(content)),
                            "a count and what it counts, or box bounds");
        }
        if (key == "atom types") {
          has_types = true;
          if (count < 1 || count > most_types)
            throw lines.error(fmt::format("{} atom types", count), fmt::format("1 to {}", most_types));
          info_.types = static_cast<std::size_t>(count);
        } else if (key == "atoms") {
          if (count == 0) throw lines.error("0 atoms", "at least one atom");
          atom_count_ = count;
        } else if (!is_counted(key)) {
          throw lines.error(fmt::format("{} is not understood", shown(content)),
                            "a count and what it counts, or box bounds");
        } else {
          counts_[key] = count;
        }
      }
    }
    if (!atom_count_) throw lines.cut_off("the header has no line 'N atoms'");
    if (!has_types) throw lines.cut_off("the header has no line 'N atom types'");
    info_.species.resize(info_.types);
    try {
      if (general[0] && general[1] && general[2]) {
        info_.box = Box(Mat3{{*general[0], *general[1], *general[2]}}, origin.value_or(Vec3{}), periodic_);
        return;
      }
      for (std::size_t k = 0; k < 3; ++k) {
        if (!bounds[k]) throw lines.cut_off(fmt::format("the header has no line '{0}lo {0}hi'", "xyz"[k]));
      }
      const Vec3 t = tilt.value_or(Vec3{});
      const auto length = [&](std::size_t k) { return (*bounds[k])[1] - (*bounds[k])[0]; };
      info_.box = Box(Mat3{{Vec3{length(0), 0, 0}, Vec3{t.x, length(1), 0}, Vec3{t.y, t.z, length(2)}}},
                      {(*bounds[0])[0], (*bounds[1])[0], (*bounds[2])[0]}, periodic_);
    } catch (const Error& e) {
      throw input_error(lines.path().string(), e.text().what, e.text().allowed, e.text().remedy);
    }
  }

  // The first line of a section, which stands after an empty line; it is not taken.
  std::string_view first_line(std::string_view section, LineReader& lines) {
    std::string_view line;
    do {
      if (!next_filled(lines, line)) throw lines.cut_off(fmt::format("section {} has no lines", section));
    } while (without_comment(line).empty());
    lines.unread();
    return line;
  }

  void read_atoms(std::string hint, LineReader& lines) {
    if (atoms_) throw lines.error("there is a second section Atoms");
    const std::string first(without_comment(first_line("Atoms", lines)));
    const std::size_t count = words(first).size();
    std::string style = options_.atom_style;
    if (hint == "bond" || hint == "angle") hint = "molecular";  // the same columns
    if (!hint.empty() && !style.empty() && hint != style) {
      throw usage_error(lines.path().string(), fmt::format("the file says atom_style {}, not {}", shown(hint), style),
                        {}, "drop --atom-style");
    }
    if (style.empty()) style = hint;
    if (style.empty()) {
      if (count == 5 || count == 8) style = "atomic";
      if (count == 7 || count == 10) style = "full";
      if (style.empty()) {
        throw usage_error(
            lines.where(), fmt::format("the file does not say its atom_style, and {} columns do not tell", count),
            "atomic, charge, molecular, full",
            count == 6 || count == 9 ? "give --atom-style charge or --atom-style molecular" : "give --atom-style");
      }
      info_.notes.push_back(fmt::format("atom_style {} is taken from the {} columns of section Atoms", style, count));
    }
    auto columns = columns_of_style(style);
    if (count == columns.size() + 3) {
      for (const char* flag : {"ix", "iy", "iz"}) columns.push_back({flag});
    }
    if (count != columns.size()) {
      std::string_view line;
      lines.next(line);
      throw lines.error(
          fmt::format("{} columns in section Atoms", count),
          fmt::format("{} for atom_style {}, or {} with image flags", columns.size(), style, columns.size() + 3));
    }
    std::int64_t number = 0;
    if (!labels_.empty()) {
      for (auto& column : columns) {
        if (column.name == "type" && !parse(words(first)[style == "molecular" || style == "full" ? 2 : 1], number))
          column.name = "element";
      }
    }
    AtomTable table(std::move(columns));
    table.read(lines, *atom_count_, true);
    atoms_ = std::move(table);
  }

  std::vector<Column> columns_of_style(std::string_view style) const {
    std::vector<Column> columns{{"id"}};
    if (style == "molecular" || style == "full") columns.push_back({"mol"});
    columns.push_back({"type"});
    if (style == "charge" || style == "full") columns.push_back({"q"});
    if (columns.size() == 2 && style != "atomic") {
      const std::vector<std::string> styles{"atomic", "charge", "molecular", "full"};
      throw usage_error("atom_style", fmt::format("{} is not supported", shown(style)), join(styles),
                        "write the configuration as a dump instead");
    }
    for (const char* axis : {"x", "y", "z"}) columns.push_back({axis});
    return columns;
  }

  void read_velocities(LineReader& lines) {
    first_line("Velocities", lines);
    AtomTable table({{"id"}, {"vx"}, {"vy"}, {"vz"}});
    table.read(lines, *atom_count_, true);
    velocities_ = std::move(table);
  }

  std::size_t type_index(std::string_view word, const LineReader& lines) const {
    std::int64_t type = 0;
    if (!parse(word, type)) type = std::find(labels_.begin(), labels_.end(), word) - labels_.begin() + 1;
    if (type < 1 || type > static_cast<std::int64_t>(info_.types)) {
      throw lines.error(fmt::format("{} is no atom type", shown(word)), fmt::format("1 to {}", info_.types));
    }
    return static_cast<std::size_t>(type - 1);
  }

  void read_masses(LineReader& lines) {
    first_line("Masses", lines);
    for (std::size_t row = 0; row < info_.types; ++row) {
      std::string_view line;
      if (!lines.next(line)) throw lines.cut_off(fmt::format("{} of {} masses", row, info_.types));
      lines.require_line_end();
      const auto word = words(without_comment(line));
      double mass = 0;
      if (word.size() != 2 || !parse(word[1], mass) || !(mass > 0) || !std::isfinite(mass)) {
        throw lines.error(fmt::format("{} is no mass", shown(line)), "a type and its mass > 0");
      }
      Species& species = info_.species[type_index(word[0], lines)];
      species.mass = mass;
      // A comment names the element if it is one word (bead names too) or begins with an element's symbol.
      const auto comment = words(comment_of(line));
      if (!comment.empty() && species.name.empty() && is_name(comment[0]) &&
          (comment.size() == 1 || atomic_weight(comment[0]) > 0)) {
        species.name = std::string(comment[0]);
      }
    }
  }

  void read_labels(LineReader& lines) {
    first_line("Atom Type Labels", lines);
    std::vector<std::string> labels(info_.types);
    for (std::size_t row = 0; row < info_.types; ++row) {
      std::string_view line;
      if (!lines.next(line)) throw lines.cut_off(fmt::format("{} of {} type labels", row, info_.types));
      lines.require_line_end();
      const auto word = words(without_comment(line));
      std::int64_t type = 0;
      if (word.size() != 2 || !parse(word[0], type) || type < 1 || type > static_cast<std::int64_t>(info_.types) ||
          !is_name(word[1])) {
        throw lines.error(fmt::format("{} is no type label", shown(line)), "a type and its label");
      }
      labels[static_cast<std::size_t>(type - 1)] = std::string(word[1]);
      info_.species[static_cast<std::size_t>(type - 1)].name = std::string(word[1]);
    }
    labels_ = std::move(labels);
  }

  void skip_section(const std::string& section, LineReader& lines) {
    const auto known = std::find_if(std::begin(skipped_sections), std::end(skipped_sections),
                                    [&](const auto& s) { return s.first == section; });
    if (known == std::end(skipped_sections)) {
      throw lines.error(fmt::format("{} is no section of a LAMMPS data file", shown(section)), {},
                        "the file may be cut off or damaged here");
    }
    std::int64_t rows = 0;
    std::string_view line;
    while (lines.next(line)) {
      const auto content = without_comment(line);
      if (!content.empty() && is_letter(content.front())) {
        lines.unread();
        break;
      }
      lines.require_line_end();
      rows += content.empty() ? 0 : 1;
    }
    if (const auto count = counts_.find(known->second); count != counts_.end()) {
      if (rows < count->second) throw lines.cut_off(fmt::format("{} of {} {}", rows, count->second, known->second));
      counts_.erase(count);
    }
    info_.notes.push_back(fmt::format("section {} is left out", section));
  }

  Configuration assemble_all(LineReader& lines) {
    const double unit = info_.velocity_unit;
    if (atoms_->has("element")) info_.species_order = labels_;
    auto species = info_.species;
    Configuration c = assemble(*atoms_, std::move(info_), {}, lines);
    if (atoms_->has("element")) c.species = std::move(species);
    if (!velocities_) return c;
    const auto& ids = velocities_->integers(0);
    c.velocities.assign(c.size(), Vec3{std::nan(""), 0, 0});
    for (std::size_t row = 0; row < velocities_->rows(); ++row) {
      const auto hit = std::lower_bound(c.ids.begin(), c.ids.end(), ids[row]);
      const auto i = static_cast<std::size_t>(hit - c.ids.begin());
      if (hit == c.ids.end() || *hit != ids[row] || !std::isnan(c.velocities[i].x)) {
        throw input_error(
            lines.path().string(),
            fmt::format("section Velocities has atom {}, which is not in section Atoms or comes twice", ids[row]));
      }
      c.velocities[i] = unit * Vec3{velocities_->reals(1)[row], velocities_->reals(2)[row], velocities_->reals(3)[row]};
      if (!std::isfinite(c.velocities[i].x + c.velocities[i].y + c.velocities[i].z)) {
        throw input_error(lines.path().string(), fmt::format("the velocity of atom {} is not finite", ids[row]));
      }
    }
    return c;
  }

  ReadOptions options_;
  bool done_ = false;
  FrameInfo info_;
  std::array<bool, 3> periodic_{true, true, true};
  std::optional<std::int64_t> atom_count_;
  std::map<std::string, std::int64_t, std::less<>> counts_;  // what else the header counts
  std::vector<std::string> labels_;
  std::optional<AtomTable> atoms_, velocities_;
  TopologySections topology_;
};

}  // namespace

bool looks_like_lammps_data(std::string_view head) {
  std::size_t begin = 0;
  while (begin < head.size()) {
    const auto end = std::min(head.find('\n', begin), head.size());
    const auto word = words(without_comment(head.substr(begin, end - begin)));
    std::int64_t count = 0;
    if (word.size() == 2 && word[1] == "atoms" && parse(word[0], count)) return true;
    begin = end + 1;
  }
  return false;
}

std::unique_ptr<FrameReader> make_lammps_data_reader(const ReadOptions& options) {
  return std::make_unique<DataReader>(options);
}

}  // namespace glasscape::io
