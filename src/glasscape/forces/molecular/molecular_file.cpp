#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/forces/molecular/molecular_model.hpp"
#include "glasscape/forces/toml_input.hpp"

namespace glasscape {
namespace {

using namespace toml_input;

constexpr std::size_t most_unit_beads = 1000;

// The tables of [[key]]; none where the key is not there.
std::vector<const toml::table*> tables(const toml::table& table, const char* key, const std::string& where) {
  std::vector<const toml::table*> result;
  const toml::node* node = table.get(key);
  if (node == nullptr) return result;
  const toml::array* array = node->as_array();
  if (array == nullptr) throw usage_error(place(where, *node), fmt::format("'{0}' must be [[{0}]] tables", key));
  for (const toml::node& entry : *array) {
    if (entry.as_table() == nullptr) {
      throw usage_error(place(where, entry), fmt::format("'{0}' must be [[{0}]] tables", key));
    }
    result.push_back(entry.as_table());
  }
  return result;
}

std::vector<std::string> names(const toml::node& node, const char* key, std::size_t count, const std::string& where) {
  const toml::array* array = node.as_array();
  if (array == nullptr || (count > 0 && array->size() != count)) {
    throw usage_error(place(where, node), fmt::format("'{}' must be a list of {} names in quotes", key, count));
  }
  std::vector<std::string> result;
  for (const toml::node& entry : *array) result.push_back(text(entry, key, where));
  return result;
}

class Reader {
 public:
  Reader(const toml::table& table, std::string where) : table_(table), where_(std::move(where)) {}

  MolecularModel read() {
    refuse_unknown(table_, {"title", "inner", "cutoff", "exclusions", "bead", "pair", "bond", "angle", "monomer"},
                   where_);
    if (table_.contains("title")) model_.title = text(*table_.get("title"), "title", where_);
    model_.inner = positive_quantity(table_, "inner", Unit("Å"), where_);
    model_.cutoff = positive_quantity(table_, "cutoff", Unit("Å"), where_);
    if (!(model_.inner < model_.cutoff)) {
      throw usage_error(place(where_, require(table_, "inner", where_)), "'inner' is not below 'cutoff'");
    }
    if (const toml::node* node = table_.get("exclusions"); node != nullptr) {
      const auto value = node->value<std::int64_t>();
      if (!value || !node->is_integer() || *value < 0 || *value > 3) {
        throw usage_error(place(where_, *node), "'exclusions' must be a number of bonds", "0, 1, 2 or 3");
      }
      model_.exclusions = static_cast<int>(*value);
    }
    read_beads();
    read_pairs();
    for (const toml::table* t : tables(table_, "bond", where_)) read_bond(*t);
    for (const toml::table* t : tables(table_, "angle", where_)) read_angle(*t);
    if (const toml::node* node = table_.get("monomer"); node != nullptr) {
      if (node->as_table() == nullptr) throw usage_error(place(where_, *node), "'monomer' must be one table");
      read_monomer(*node->as_table());
    }
    return std::move(model_);
  }

 private:
  std::string known_beads() const {
    std::vector<std::string> known;
    for (const auto& b : model_.beads) known.push_back(b.name);
    return join(known);
  }

  std::size_t bead(const std::string& name, const toml::node& node) const {
    const auto hit =
        std::find_if(model_.beads.begin(), model_.beads.end(), [&](const auto& b) { return b.name == name; });
    if (hit == model_.beads.end()) {
      throw usage_error(place(where_, node), fmt::format("there is no bead '{}'", name), known_beads());
    }
    return static_cast<std::size_t>(hit - model_.beads.begin());
  }

  void read_beads() {
    for (const toml::table* t : tables(table_, "bead", where_)) {
      refuse_unknown(*t, {"name", "mass"}, where_);
      const toml::node& node = require(*t, "name", where_);
      const std::string name = text(node, "name", where_);
      if (name.empty() || name.find_first_of(" \t\n") != std::string::npos) {
        throw usage_error(place(where_, node), "the name of a bead must be one word");
      }
      for (const auto& b : model_.beads) {
        if (b.name == name) throw usage_error(place(where_, node), fmt::format("a second bead '{}'", name));
      }
      model_.beads.push_back({name, positive_quantity(*t, "mass", Unit("g/mol"), where_)});
    }
    if (model_.beads.empty()) throw usage_error(where_, "there is no bead", "one or more [[bead]] tables");
  }

  void read_pairs() {
    for (const toml::table* t : tables(table_, "pair", where_)) {
      refuse_unknown(*t, {"beads", "epsilon", "sigma", "c6", "c12"}, where_);
      const auto beads = names(require(*t, "beads", where_), "beads", 2, where_);
      for (const auto& name : beads) static_cast<void>(bead(name, *t));
      MolecularModel::Pair pair{.first = beads[0], .second = beads[1]};
      if (t->contains("c6") || t->contains("c12")) {
        if (t->contains("epsilon") || t->contains("sigma")) {
          throw usage_error(place(where_, *t), "a pair has either epsilon and sigma, or c6 and c12");
        }
        const double c6 = positive_quantity(*t, "c6", Unit("eV*Å^6"), where_);
        const double c12 = positive_quantity(*t, "c12", Unit("eV*Å^12"), where_);
        pair.sigma = std::pow(c12 / c6, 1.0 / 6);
        pair.epsilon = c6 * c6 / (4 * c12);
      } else {
        pair.epsilon = positive_quantity(*t, "epsilon", Unit("eV"), where_);
        pair.sigma = positive_quantity(*t, "sigma", Unit("Å"), where_);
      }
      if (!(pair.sigma < model_.cutoff)) {
        throw usage_error(place(where_, *t), fmt::format("σ = {:g} Å is not below the cutoff", pair.sigma));
      }
      model_.pairs.push_back(pair);
    }
    for (std::size_t a = 0; a < model_.beads.size(); ++a) {
      for (std::size_t b = a; b < model_.beads.size(); ++b) {
        const std::string &x = model_.beads[a].name, &y = model_.beads[b].name;
        const auto times = std::count_if(model_.pairs.begin(), model_.pairs.end(), [&](const auto& p) {
          return (p.first == x && p.second == y) || (p.first == y && p.second == x);
        });
        if (times != 1) {
          throw input_error(where_, fmt::format("the pair {}-{} is given {} times", x, y, times),
                            "once for each pair of beads", "nothing is mixed or guessed: write each pair out");
        }
      }
    }
  }

  template <class List>
  std::string new_name(const toml::table& t, const List& list) const {
    const toml::node& node = require(t, "name", where_);
    std::string name = text(node, "name", where_);
    for (const auto& entry : list) {
      if (entry.name == name)
        throw usage_error(place(where_, node), fmt::format("a second one with the name '{}'", name));
    }
    return name;
  }

  void read_bond(const toml::table& t) {
    refuse_unknown(t, {"name", "beads", "length", "stiffness"}, where_);
    MolecularModel::Bond bond{.name = new_name(t, model_.bonds), .beads = {}};
    const auto beads = names(require(t, "beads", where_), "beads", 2, where_);
    for (std::size_t k = 0; k < 2; ++k) bond.beads[k] = model_.beads[bead(beads[k], t)].name;
    bond.length = positive_quantity(t, "length", Unit("Å"), where_);
    bond.stiffness = positive_quantity(t, "stiffness", Unit("eV/Å^2"), where_);
    model_.bonds.push_back(bond);
  }

  void read_angle(const toml::table& t) {
    refuse_unknown(t, {"name", "beads", "angle", "stiffness"}, where_);
    MolecularModel::Angle angle{.name = new_name(t, model_.angles), .beads = {}};
    const auto beads = names(require(t, "beads", where_), "beads", 3, where_);
    for (std::size_t k = 0; k < 3; ++k) angle.beads[k] = model_.beads[bead(beads[k], t)].name;
    angle.angle = positive_quantity(t, "angle", Unit("1"), where_);
    if (angle.angle > std::numbers::pi + 1e-9) {
      throw usage_error(place(where_, t), fmt::format("an angle of {:g} rad", angle.angle), "up to \"180 deg\"");
    }
    angle.stiffness = positive_quantity(t, "stiffness", Unit("eV"), where_);
    model_.angles.push_back(angle);
  }

  MolecularModel::Place unit_place(const std::string& word, const toml::node& node) const {
    MolecularModel::Place result;
    std::string digits = word;
    if (digits.ends_with('+')) {
      result.next = true;
      digits.pop_back();
    }
    const std::size_t beads = model_.monomer.beads.size();
    const bool number = !digits.empty() && digits.size() < 6 &&
                        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    const std::size_t value = number ? std::stoul(digits) : 0;
    if (value < 1 || value > beads) {
      throw usage_error(place(where_, node), fmt::format("'{}' is no bead of the monomer", word),
                        fmt::format("1 to {}, with + behind it for the next monomer", beads));
    }
    result.bead = value - 1;
    return result;
  }

  template <class List>
  std::size_t type_of(const std::string& name, const List& list, const toml::node& node) const {
    std::vector<std::string> known;
    for (std::size_t k = 0; k < list.size(); ++k) {
      if (list[k].name == name) return k;
      known.push_back(list[k].name);
    }
    throw usage_error(place(where_, node), fmt::format("'{}' is not defined", name), join(known));
  }

  // [type, bead, bead(, bead)] of one line; the beads must be those of the type, forwards or backwards.
  template <std::size_t Count, class List>
  std::pair<std::size_t, std::array<MolecularModel::Place, Count>> joint(const toml::node& node, const char* key,
                                                                         const List& list) const {
    const auto words = names(node, key, Count + 1, where_);
    const std::size_t type = type_of(words[0], list, node);
    std::array<MolecularModel::Place, Count> at;
    std::array<std::string, Count> beads;
    for (std::size_t k = 0; k < Count; ++k) {
      at[k] = unit_place(words[k + 1], node);
      beads[k] = model_.beads[model_.monomer.beads[at[k].bead]].name;
    }
    auto reversed = beads;
    std::reverse(reversed.begin(), reversed.end());
    if (beads != list[type].beads && reversed != list[type].beads) {
      throw usage_error(place(where_, node), fmt::format("'{}' joins other beads than these", words[0]));
    }
    return {type, at};
  }

  void read_monomer(const toml::table& t) {
    refuse_unknown(t, {"beads", "bonds", "angles"}, where_);
    const toml::node& beads = require(t, "beads", where_);
    for (const auto& name : names(beads, "beads", 0, where_)) model_.monomer.beads.push_back(bead(name, beads));
    if (model_.monomer.beads.empty() || model_.monomer.beads.size() > most_unit_beads) {
      throw usage_error(place(where_, beads), "a monomer needs beads", fmt::format("1 to {}", most_unit_beads));
    }
    const auto list = [&](const char* key, bool needed) -> const toml::array* {
      const toml::node* node = t.get(key);
      if (node == nullptr && !needed) return nullptr;
      const toml::node& found = require(t, key, where_);
      if (found.as_array() == nullptr) throw usage_error(place(where_, found), fmt::format("'{}' must be a list", key));
      return found.as_array();
    };
    for (const toml::node& node : *list("bonds", true)) {
      const auto [type, at] = joint<2>(node, "bonds", model_.bonds);
      model_.monomer.bonds.push_back({type, at});
    }
    if (const toml::array* angles = list("angles", false)) {
      for (const toml::node& node : *angles) {
        const auto [type, at] = joint<3>(node, "angles", model_.angles);
        model_.monomer.angles.push_back({type, at});
      }
    }
  }

  const toml::table& table_;
  std::string where_;
  MolecularModel model_;
};

}  // namespace

bool is_molecular_file(std::string_view content) { return content.find("[[bead]]") != std::string_view::npos; }

MolecularModel parse_molecular_model(std::string_view content, const std::string& where) {
  const toml::table table = toml_input::parse(content, where);
  return Reader(table, where).read();
}

}  // namespace glasscape
