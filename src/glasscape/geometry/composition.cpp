#include "glasscape/geometry/composition.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"

namespace glasscape {
namespace {

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_amount(char c) { return (c >= '0' && c <= '9') || c == '.'; }

}  // namespace

std::vector<Constituent> parse_composition(std::string_view text, std::string_view where) {
  const std::string form = "names with relative amounts, such as Cu50Zr50, Cu64.5Zr35.5 or CuZr2";
  const auto refuse = [&](const std::string& why) {
    return usage_error(std::string(where), fmt::format("'{}': {}", text, why), form);
  };
  if (text.empty()) throw refuse("no composition is given");
  std::vector<Constituent> parts;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_capital(text[i])) throw refuse(fmt::format("character {} begins no name", i + 1));
    const std::size_t name_start = i++;
    while (i < text.size() && is_small(text[i])) ++i;
    const std::string name(text.substr(name_start, i - name_start));
    const std::size_t amount_start = i;
    while (i < text.size() && is_amount(text[i])) ++i;
    const double amount = i == amount_start ? 1.0 : parse_double(text.substr(amount_start, i - amount_start), where);
    if (!(amount > 0)) throw refuse(fmt::format("the amount of {} is not positive", name));
    if (std::any_of(parts.begin(), parts.end(), [&](const Constituent& c) { return c.name == name; })) {
      throw refuse(fmt::format("{} is named twice", name));
    }
    parts.push_back({name, amount});
  }
  const double sum =
      std::accumulate(parts.begin(), parts.end(), 0.0, [](double s, const Constituent& c) { return s + c.fraction; });
  for (Constituent& part : parts) part.fraction /= sum;
  return parts;
}

std::string composition_text(const Configuration& configuration, const std::string& where) {
  const std::vector<std::size_t> counts = configuration.counts();
  std::string text;
  for (std::size_t s = 0; s < counts.size(); ++s) {
    if (counts[s] == 0) continue;
    const std::string& name = configuration.species[s].name;
    const bool proper = !name.empty() && is_capital(name[0]) && std::all_of(name.begin() + 1, name.end(), is_small);
    if (!proper) {
      throw input_error(where, fmt::format("'{}' is no name of a chemical element", name), {},
                        "name the species, with --elements");
    }
    text += fmt::format("{}{}", name, counts[s]);
  }
  return text;
}

std::vector<std::size_t> atom_counts(const std::vector<Constituent>& composition, std::size_t atoms,
                                     std::string_view where) {
  std::vector<std::size_t> counts;
  std::vector<double> remainders;
  std::size_t given = 0;
  for (const Constituent& part : composition) {
    const double exact = part.fraction * static_cast<double>(atoms);
    // A share that is whole but for rounding (0.645 × 5000) must not lose its last atom.
    const double whole = std::floor(exact + 1e-9 * static_cast<double>(atoms + 1));
    counts.push_back(static_cast<std::size_t>(whole));
    remainders.push_back(exact - whole);
    given += counts.back();
  }
  std::vector<std::size_t> order(composition.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return remainders[a] > remainders[b]; });
  for (std::size_t k = 0; given < atoms; ++k, ++given) ++counts[order[k % order.size()]];
  for (std::size_t s = 0; s < counts.size(); ++s) {
    if (counts[s] > 0) continue;
    throw usage_error(std::string(where), fmt::format("{} atoms leave none of {}", atoms, composition[s].name), {},
                      "use more atoms");
  }
  return counts;
}

std::vector<Species> to_species(const std::vector<Constituent>& composition, std::string_view where) {
  std::vector<Species> species;
  for (const Constituent& part : composition) {
    const double mass = atomic_weight(part.name);
    if (!(mass > 0)) {
      throw usage_error(std::string(where), fmt::format("'{}' is no element with a known atomic weight", part.name),
                        "symbols of chemical elements");
    }
    species.push_back({part.name, mass});
  }
  return species;
}

}  // namespace glasscape
