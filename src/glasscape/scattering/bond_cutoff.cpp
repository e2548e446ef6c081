#include "glasscape/scattering/bond_cutoff.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/scattering/troughs.hpp"

namespace glasscape {
namespace {

constexpr auto forms = "auto, a length such as 3.8, or one for each pair: Cu-Cu=3.4,Cu-Zr=3.7,Zr-Zr=4.2";

double length(std::string_view text, const std::string& where) {
  const std::string whole(text);
  for (const std::string_view unit : {"Å", "A"}) {
    if (text.ends_with(unit)) text.remove_suffix(unit.size());
  }
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !(value > 0) || !std::isfinite(value)) {
    throw usage_error(where, fmt::format("'{}' is no distance", whole), forms);
  }
  return value;
}

}  // namespace

BondCutoffs bond_cutoffs(const std::string& text, const Configuration& configuration, const std::string& where,
                         const RunContext& context) {
  if (text == "auto") return {trough_of_g(configuration.view(), 1, where, context)};
  if (text.find('=') == std::string::npos) return {length(text, where)};
  std::vector<std::string> names;
  for (const Species& s : configuration.species) names.push_back(s.name);
  const std::size_t n = names.size();
  const auto index = [&](std::string_view name) {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end() || name.empty()) {
      throw usage_error(where, fmt::format("'{}' is no species of the configuration", name), join(names), forms);
    }
    return static_cast<std::size_t>(at - names.begin());
  };
  std::vector<double> pairs(n * n, 0);
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    const auto equals = part.find('='), dash = part.find('-');
    if (equals == part.npos || dash == part.npos || dash > equals) {
      throw usage_error(where, fmt::format("'{}' is no pair with a distance", part), forms);
    }
    const std::size_t a = index(part.substr(0, dash)), b = index(part.substr(dash + 1, equals - dash - 1));
    if (pairs[a * n + b] != 0) throw usage_error(where, fmt::format("'{}' is given twice", part), "each pair once");
    pairs[a * n + b] = pairs[b * n + a] = length(part.substr(equals + 1), where);
  }
  return {pairs, n};
}

}  // namespace glasscape
