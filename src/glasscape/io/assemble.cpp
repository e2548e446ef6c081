#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <utility>

#include "glasscape/core/suggest.hpp"
#include "glasscape/io/atom_table.hpp"
#include "glasscape/io/scan.hpp"

namespace glasscape::io {
namespace {

// Builds the arrays of a configuration from the columns, row by row in the order of the ids.
class Assembler {
 public:
  Assembler(const AtomTable& table, FrameInfo& info, const LineReader& lines)
      : table_(table), info_(info), lines_(lines), n_(table.rows()) {}

  Configuration run(const std::vector<std::string>& elements) {
    result_.box = info_.box;
    result_.timestep = info_.timestep;
    take_ids();
    take_positions();
    take_types(elements);
    if (table_.has_all({"vx", "vy", "vz"})) {
      result_.velocities = vectors("vx", "vy", "vz");
      if (info_.velocity_unit != 1)
        for (Vec3& v : result_.velocities) v *= info_.velocity_unit;
    } else {
      for (const char* name : {"vx", "vy", "vz"}) keep_as_field(name);
    }
    if (const int q = table_.find("q"); q >= 0) result_.charges = gather(table_.reals(index(q)));
    if (const int mol = table_.find("mol"); mol >= 0) result_.molecules = gather(table_.integers(index(mol)));
    take_masses();
    for (const FieldColumns& field : info_.fields) add_field(field);
    result_.notes = std::move(info_.notes);
    return std::move(result_);
  }

 private:
  static std::size_t index(int column) { return static_cast<std::size_t>(column); }
  [[nodiscard]] std::size_t row(std::size_t i) const { return order_.empty() ? i : order_[i]; }

  template <class T>
  std::vector<T> gather(const std::vector<T>& column) const {
    if (order_.empty()) return column;
    std::vector<T> result(n_);
    for (std::size_t i = 0; i < n_; ++i) result[i] = column[order_[i]];
    return result;
  }

  [[nodiscard]] std::vector<Vec3> vectors(std::string_view x, std::string_view y, std::string_view z) const {
    const auto &a = table_.reals(index(table_.find(x))), &b = table_.reals(index(table_.find(y))),
               &c = table_.reals(index(table_.find(z)));
    std::vector<Vec3> result(n_);
    for (std::size_t i = 0; i < n_; ++i) result[i] = {a[row(i)], b[row(i)], c[row(i)]};
    return result;
  }

  void take_ids() {
    const int column = table_.find("id");
    if (column < 0) {
      result_.ids.resize(n_);
      std::iota(result_.ids.begin(), result_.ids.end(), 1);
      return;
    }
    const auto& ids = table_.integers(index(column));
    if (!std::is_sorted(ids.begin(), ids.end())) {
      order_.resize(n_);
      std::iota(order_.begin(), order_.end(), std::size_t{0});
      std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return ids[a] < ids[b]; });
    }
    result_.ids = gather(ids);
  }

  void take_positions() {
    const Box& box = info_.box;
    const bool wrapped = table_.has_all({"x", "y", "z"}), scaled = table_.has_all({"xs", "ys", "zs"});
    const bool unwrapped = table_.has_all({"xu", "yu", "zu"}), scaled_unwrapped = table_.has_all({"xsu", "ysu", "zsu"});
    for (const auto& set : {std::array{"x", "y", "z"}, {"xs", "ys", "zs"}, {"xu", "yu", "zu"}, {"xsu", "ysu", "zsu"}}) {
      if (table_.has_all({set[0], set[1], set[2]})) continue;
      for (const char* name : set) keep_as_field(name);
    }
    if (!wrapped && !scaled && !unwrapped && !scaled_unwrapped) {
      std::string found;
      for (const auto& column : table_.columns()) found += found.empty() ? column.name : " " + column.name;
      throw input_error(lines_.path().string(),
                        fmt::format("no three columns give positions (columns: {})", shown(found)),
                        "x y z, xs ys zs, xu yu zu or xsu ysu zsu, of one kind", "dump x y z");
    }
    const auto from_scaled = [&](std::vector<Vec3> s) {
      for (Vec3& v : s) v = box.cartesian(v);
      return s;
    };
    std::vector<Vec3> inside, outside;
    if (wrapped)
      inside = vectors("x", "y", "z");
    else if (scaled)
      inside = from_scaled(vectors("xs", "ys", "zs"));
    if (unwrapped)
      outside = vectors("xu", "yu", "zu");
    else if (scaled_unwrapped)
      outside = from_scaled(vectors("xsu", "ysu", "zsu"));

    if (table_.has_all({"ix", "iy", "iz"})) {
      result_.images.resize(n_);
      constexpr const char* names[] = {"ix", "iy", "iz"};
      for (std::size_t k = 0; k < 3; ++k) {
        const auto& column = table_.integers(index(table_.find(names[k])));
        for (std::size_t i = 0; i < n_; ++i) result_.images[i][k] = image(column[row(i)]);
      }
      // Unwrapped coordinates contain the image flags already: take them out, so that position + image·H is
      // the same.
      if (inside.empty()) {
        inside = std::move(outside);
        for (std::size_t i = 0; i < n_; ++i) {
          for (std::size_t k = 0; k < 3; ++k) inside[i] -= static_cast<double>(result_.images[i][k]) * box.cell()[k];
        }
      }
    } else if (!inside.empty() && !outside.empty()) {
      result_.images.resize(n_);
      for (std::size_t i = 0; i < n_; ++i) {
        const Vec3 turns = (outside[i] - inside[i]) * box.inverse_cell();
        for (std::size_t k = 0; k < 3; ++k) {
          const double whole = std::round(turns[k]);
          if (!(std::abs(turns[k] - whole) < 0.01) || std::abs(whole) > 1e9) {
            throw lines_.error(fmt::format("wrapped and unwrapped coordinates of atom {} do not differ by whole cells",
                                           result_.ids[i]));
          }
          result_.images[i][k] = static_cast<std::int32_t>(whole);
        }
      }
    }
    result_.positions = inside.empty() ? std::move(outside) : std::move(inside);
  }

  [[nodiscard]] std::int32_t image(std::int64_t value) const {
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    if (value > most || value < -most) {
      throw lines_.error(fmt::format("the image flag {} is out of range", value));
    }
    return static_cast<std::int32_t>(value);
  }

  void take_types(const std::vector<std::string>& elements) {
    const int type = table_.find("type"), element = table_.find("element");
    if (type >= 0) {
      take_numbered_types(table_.integers(index(type)));
      if (element >= 0) name_types(index(element));
      return;
    }
    if (element < 0) {
      throw lines_.error("neither a type nor an element column", "a column type, element or species",
                         "write the file again with atom types");
    }
    const auto& found = table_.vocabulary(index(element));
    std::vector<std::int64_t> numbers(found.size());
    const bool numbered = std::all_of(found.begin(), found.end(), [&](const std::string& word) {
      return parse(word, numbers[static_cast<std::size_t>(&word - found.data())]);
    });
    const auto& words = table_.word_of_row(index(element));
    if (numbered) {
      std::vector<std::int64_t> types(n_);
      for (std::size_t i = 0; i < n_; ++i) types[i] = numbers[static_cast<std::size_t>(words[i])];
      take_numbered_types(types);
      return;
    }
    std::vector<std::string> names = elements.empty() ? info_.species_order : elements;
    if (names.empty()) {
      names = found;
      std::sort(names.begin(), names.end());
      if (names.size() > 1)
        info_.notes.push_back(fmt::format("types 1, 2, ... are the elements in alphabetical order: {}", join(names)));
    }
    std::vector<std::int32_t> type_of_word(found.size());
    for (std::size_t w = 0; w < found.size(); ++w) {
      const auto hit = std::find(names.begin(), names.end(), found[w]);
      if (hit == names.end()) {
        const std::string where = lines_.path().string();
        const std::string what = fmt::format("the file has atoms of {}, which is not among {}", found[w], join(names));
        if (elements.empty()) throw input_error(where, what);
        throw usage_error(
            where, what, {},
            fmt::format("give the element names of the file ({}) in the order that you want", join(found)));
      }
      type_of_word[w] = static_cast<std::int32_t>(hit - names.begin());
    }
    for (const auto& name : names) result_.species.push_back({name, 0});
    result_.types.resize(n_);
    for (std::size_t i = 0; i < n_; ++i) result_.types[i] = type_of_word[static_cast<std::size_t>(words[row(i)])];
  }

  void take_numbered_types(const std::vector<std::int64_t>& column) {
    std::int64_t largest = 0;
    const std::int64_t limit = info_.types > 0 ? static_cast<std::int64_t>(info_.types) : most_types;
    result_.types.resize(n_);
    for (std::size_t i = 0; i < n_; ++i) {
      const std::int64_t type = column[row(i)];
      if (type < 1 || type > limit) {
        throw input_error(lines_.path().string(), fmt::format("atom {} has type {}", result_.ids[i], type),
                          fmt::format("types 1 to {}", limit));
      }
      largest = std::max(largest, type);
      result_.types[i] = static_cast<std::int32_t>(type - 1);
    }
    result_.species = std::move(info_.species);
    result_.species.resize(info_.types > 0 ? info_.types : static_cast<std::size_t>(largest));
  }

  // Element names beside type numbers: each type must have one name.
  void name_types(std::size_t column) {
    const auto& words = table_.word_of_row(column);
    for (std::size_t i = 0; i < n_; ++i) {
      const std::string& name = table_.vocabulary(column)[static_cast<std::size_t>(words[row(i)])];
      std::string& known = result_.species[static_cast<std::size_t>(result_.types[i])].name;
      if (known.empty())
        known = name;
      else if (known != name) {
        throw input_error(
            lines_.path().string(),
            fmt::format("type {} is {} and also {} (atom {})", result_.types[i] + 1, known, name, result_.ids[i]),
            "one element for each type");
      }
    }
  }

  // A mass column becomes the masses of the species where all atoms of each have the same, else it stays a
  // field.
  void take_masses() {
    const int column = table_.find("mass");
    if (column < 0) return;
    const auto& mass = table_.reals(index(column));
    std::vector<double> of_species(result_.species.size(), 0.0);
    for (std::size_t i = 0; i < n_; ++i) {
      double& known = of_species[static_cast<std::size_t>(result_.types[i])];
      if (known == 0) known = mass[row(i)];
      if (known != mass[row(i)] || !(known > 0) || !std::isfinite(known)) {
        keep_as_field("mass");
        return;
      }
    }
    for (std::size_t s = 0; s < of_species.size(); ++s) result_.species[s].mass = of_species[s];
  }

  void keep_as_field(std::string_view name) {
    if (const int column = table_.find(name); column >= 0) add_field({std::string(name), index(column)});
  }

  void add_field(const FieldColumns& field) {
    std::vector<double> values(n_ * field.components);
    for (std::size_t c = 0; c < field.components; ++c) {
      const bool real = table_.columns()[field.first + c].kind == ColumnKind::real;
      for (std::size_t i = 0; i < n_; ++i) {
        values[i * field.components + c] = real ? table_.reals(field.first + c)[row(i)]
                                                : static_cast<double>(table_.integers(field.first + c)[row(i)]);
      }
    }
    result_.fields.emplace_back(field.name, field.unit, std::move(values), field.components,
                                fmt::format("read from {}", lines_.path().string()));
  }

  const AtomTable& table_;
  FrameInfo& info_;
  const LineReader& lines_;
  std::size_t n_;
  std::vector<std::size_t> order_;  // rows in the order of the ids; empty if they are so already
  Configuration result_;
};

}  // namespace

Configuration assemble(const AtomTable& table, FrameInfo info, const std::vector<std::string>& elements,
                       const LineReader& lines) {
  return Assembler(table, info, lines).run(elements);
}

}  // namespace glasscape::io
