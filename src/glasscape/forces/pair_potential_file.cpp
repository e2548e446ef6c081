#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/forces/pair_potential.hpp"
#include "glasscape/forces/toml_input.hpp"

namespace glasscape {
namespace {

using namespace toml_input;

template <class Value>
Value choose(const std::string& value, const std::vector<std::pair<std::string, Value>>& choices,
             const std::string& where, const char* key) {
  std::vector<std::string> names;
  for (const auto& [name, result] : choices) {
    if (name == value) return result;
    names.push_back(name);
  }
  const std::string near = nearest(value, names);
  throw usage_error(where, fmt::format("{} = '{}' is not known", key, value), join(names, " | "),
                    near.empty() ? "" : fmt::format("did you mean '{}'?", near));
}

}  // namespace

PairPotential parse_pair_potential(std::string_view content, const std::string& where) {
  const toml::table table = toml_input::parse(content, where);
  refuse_unknown(table, {"form", "truncation", "pair"}, where);
  PairPotential potential;
  const toml::node& form = require(table, "form", where);
  potential.form = choose<PairForm>(text(form, "form", where),
                                    {{"lennard-jones", PairForm::lennard_jones}, {"morse", PairForm::morse}},
                                    place(where, form), "form");
  const toml::node& truncation = require(table, "truncation", where);
  potential.truncation = choose<Truncation>(
      text(truncation, "truncation", where),
      {{"cut", Truncation::cut}, {"shifted", Truncation::shifted}, {"shifted-force", Truncation::shifted_force}},
      place(where, truncation), "truncation");
  const toml::array* pairs = require(table, "pair", where).as_array();
  if (pairs == nullptr || pairs->empty()) throw usage_error(where, "'pair' must be one or more [[pair]] tables");
  const bool morse = potential.form == PairForm::morse;
  for (const toml::node& node : *pairs) {
    const toml::table* pair = node.as_table();
    if (pair == nullptr) throw usage_error(place(where, node), "'pair' must be one or more [[pair]] tables");
    refuse_unknown(*pair,
                   morse ? std::vector<std::string>{"species", "depth", "alpha", "distance", "cutoff"}
                         : std::vector<std::string>{"species", "epsilon", "sigma", "cutoff"},
                   where);
    const toml::node& species = require(*pair, "species", where);
    const toml::array* names = species.as_array();
    if (names == nullptr || names->size() != 2)
      throw usage_error(place(where, species), "'species' must be two names, as in [\"A\", \"B\"]");
    PairCurve curve{.first = text((*names)[0], "species", where), .second = text((*names)[1], "species", where)};
    curve.energy = positive_quantity(*pair, morse ? "depth" : "epsilon", Unit("eV"), where);
    curve.length = positive_quantity(*pair, morse ? "distance" : "sigma", Unit("Å"), where);
    if (morse) curve.alpha = positive_quantity(*pair, "alpha", Unit("1/Å"), where);
    curve.cutoff = positive_quantity(*pair, "cutoff", Unit("Å"), where);
    potential.curves.push_back(curve);
  }
  return potential;
}

}  // namespace glasscape
