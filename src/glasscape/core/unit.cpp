#include "glasscape/core/unit.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

struct Atomic {
  std::string_view symbol;
  double scale;
  std::array<int, 5> dimension;  // length, time, energy, temperature, mass
};

constexpr double pressure_bar = 1.0 / constants::bar_per_eV_A3;
constexpr double joule = 1.0 / 1.602176634e-19;  // in eV
constexpr double avogadro = 6.02214076e23;

constexpr Atomic known[] = {
    {"1", 1, {}},
    {"%", 0.01, {}},
    {"Å", 1, {1}},
    {"A", 1, {1}},
    {"Angstrom", 1, {1}},
    {"nm", 10, {1}},
    {"um", 1e4, {1}},
    {"mm", 1e7, {1}},
    {"cm", 1e8, {1}},
    {"m", 1e10, {1}},
    {"fs", 1e-3, {0, 1}},
    {"ps", 1, {0, 1}},
    {"ns", 1e3, {0, 1}},
    {"us", 1e6, {0, 1}},
    {"ms", 1e9, {0, 1}},
    {"s", 1e12, {0, 1}},
    {"min", 60e12, {0, 1}},
    {"h", 3600e12, {0, 1}},
    {"THz", 1, {0, -1}},
    {"meV", 1e-3, {0, 0, 1}},
    {"eV", 1, {0, 0, 1}},
    {"J", joule, {0, 0, 1}},
    {"kJ", 1e3 * joule, {0, 0, 1}},
    {"kcal", 4184 * joule, {0, 0, 1}},
    {"mol", avogadro, {}},
    {"K", 1, {0, 0, 0, 1}},
    {"kB", constants::boltzmann, {0, 0, 1, -1}},
    {"bar", pressure_bar, {-3, 0, 1}},
    {"Pa", 1e-5 * pressure_bar, {-3, 0, 1}},
    {"kPa", 1e-2 * pressure_bar, {-3, 0, 1}},
    {"MPa", 10 * pressure_bar, {-3, 0, 1}},
    {"GPa", 1e4 * pressure_bar, {-3, 0, 1}},
    {"u", 1, {0, 0, 0, 0, 1}},
    {"g", avogadro, {0, 0, 0, 0, 1}},
    {"rad", 1, {}},
    {"deg", std::numbers::pi / 180, {}},
    {"degree", std::numbers::pi / 180, {}},
};

const Atomic* find(std::string_view symbol) {
  const auto* hit =
      std::find_if(std::begin(known), std::end(known), [&](const Atomic& a) { return a.symbol == symbol; });
  return hit == std::end(known) ? nullptr : hit;
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

[[noreturn]] void unknown(std::string_view symbol) {
  throw usage_error(
      "unit", fmt::format("'{}' is not a known unit", symbol),
      "products and quotients of Å, nm, fs, ps, ns, s, meV, eV, kJ/mol, K, bar, MPa, GPa, g/mol, g, deg, %",
      "write for example \"1e12 K/s\" or \"3.9 Å\"");
}

}  // namespace

Unit::Unit(std::string_view symbol) : symbol_(trim(symbol)) {
  if (symbol_.empty()) unknown(symbol);
  std::string_view rest = symbol_;
  int sign = 1;
  if (rest.size() > 1 && rest.front() == '/') {  // "/s" for "1/s", as people write "1e9 /s"
    sign = -1;
    rest.remove_prefix(1);
  }
  while (true) {
    const auto end = rest.find_first_of("/*");
    std::string_view part = trim(rest.substr(0, end));
    int power = 1;
    for (const auto& [text, value] : {std::pair<std::string_view, int>{"²", 2}, {"³", 3}}) {
      if (part.ends_with(text)) {
        power = value;
        part.remove_suffix(text.size());
      }
    }
    if (const auto caret = part.find('^'); caret != std::string_view::npos) {
      const auto digits = part.substr(caret + 1);
      const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), power);
      if (error != std::errc{} || stop != digits.data() + digits.size()) unknown(symbol_);
      part = part.substr(0, caret);
    }
    const Atomic* atomic = find(part);
    if (atomic == nullptr) unknown(symbol_);
    scale_ *= std::pow(atomic->scale, sign * power);
    for (int i = 0; i < 5; ++i) dimension_[i] += sign * power * atomic->dimension[i];
    if (end == std::string_view::npos) break;
    sign = rest[end] == '/' ? -1 : 1;
    rest.remove_prefix(end + 1);
  }
}

bool Unit::dimensionless() const noexcept {
  return std::all_of(std::begin(dimension_), std::end(dimension_), [](int p) { return p == 0; });
}

bool Unit::same_dimension(const Unit& other) const noexcept {
  return std::equal(std::begin(dimension_), std::end(dimension_), std::begin(other.dimension_));
}

double Unit::factor_to(const Unit& target) const {
  if (!same_dimension(target)) {
    throw usage_error("unit", fmt::format("'{}' cannot be converted to '{}'", symbol_, target.symbol_));
  }
  return scale_ / target.scale_;
}

double parse_double(std::string_view text, std::string_view where) {
  const auto trimmed = trim(text);
  const auto* begin = trimmed.data() + (trimmed.starts_with('+') ? 1 : 0);
  double value = 0;
  const auto [stop, error] = std::from_chars(begin, trimmed.data() + trimmed.size(), value);
  if (trimmed.empty() || error != std::errc{} || stop != trimmed.data() + trimmed.size() || !std::isfinite(value)) {
    throw usage_error(std::string(where), fmt::format("'{}' is not a finite number", text));
  }
  return value;
}

double parse_quantity(std::string_view text, const Unit& unit, std::string_view where) {
  const auto trimmed = trim(text);
  const auto* begin = trimmed.data() + (trimmed.starts_with('+') ? 1 : 0);
  double value = 0;
  const auto [stop, error] = std::from_chars(begin, trimmed.data() + trimmed.size(), value);
  if (trimmed.empty() || error != std::errc{} || !std::isfinite(value)) {
    throw usage_error(std::string(where), fmt::format("'{}' is not a number with a unit", text),
                      fmt::format("a finite number, alone or followed by a unit such as {}", unit.symbol()));
  }
  const auto suffix = trim(std::string_view(stop, trimmed.data() + trimmed.size()));
  if (suffix.empty()) return value;
  const Unit given(suffix);
  if (!given.same_dimension(unit)) {
    throw usage_error(std::string(where), fmt::format("'{}' has the wrong dimension", text),
                      fmt::format("a quantity in {} or a unit that converts to it", unit.symbol()));
  }
  return value * given.factor_to(unit);
}

}  // namespace glasscape
