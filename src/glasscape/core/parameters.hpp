#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "glasscape/core/suggest.hpp"
#include "glasscape/core/unit.hpp"

namespace glasscape {

/// A value on its way into an option: from a flag (always text), a TOML node or Python.
using ParameterValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                                    std::vector<double>, std::vector<std::string>>;

/// The interval that a number must lie in.
struct Bounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;   ///< low itself is refused
  bool high_open = false;  ///< high itself is refused

  [[nodiscard]] bool contains(double value) const;
  [[nodiscard]] std::string text() const;
};
constexpr Bounds positive() { return {.low = 0, .low_open = true}; }
constexpr Bounds at_least(double low) { return {.low = low}; }
constexpr Bounds between(double low, double high) { return {.low = low, .high = high}; }

/// What a user is told about one parameter; flags, TOML keys, JSON schema and documentation are made of it.
struct ParameterInfo {
  std::string name;
  std::string type;     ///< number, integer, boolean, text, list of numbers, ...
  std::string unit;     ///< "1" if dimensionless
  std::string initial;  ///< the default, as text
  std::string allowed;  ///< bounds or choices
  std::string help;
  std::string source;  ///< paper, DOI or measurement behind the default
};

namespace detail {
/// Converts to the member's type, applies the unit and checks bounds and choices; throws Error(usage) naming `where`.
void assign(double& target, const ParameterValue&, const Unit&, const Bounds&, const std::vector<std::string>& choices,
            std::string_view where);
void assign(std::int64_t& target, const ParameterValue&, const Unit&, const Bounds&,
            const std::vector<std::string>& choices, std::string_view where);
void assign(bool& target, const ParameterValue&, const Unit&, const Bounds&, const std::vector<std::string>& choices,
            std::string_view where);
void assign(std::string& target, const ParameterValue&, const Unit&, const Bounds&,
            const std::vector<std::string>& choices, std::string_view where);
void assign(std::vector<std::int64_t>& target, const ParameterValue&, const Unit&, const Bounds&,
            const std::vector<std::string>& choices, std::string_view where);
void assign(std::vector<double>& target, const ParameterValue&, const Unit&, const Bounds&,
            const std::vector<std::string>& choices, std::string_view where);
void assign(std::vector<std::string>& target, const ParameterValue&, const Unit&, const Bounds&,
            const std::vector<std::string>& choices, std::string_view where);

std::string show(double);
std::string show(std::int64_t);
std::string show(bool);
std::string show(const std::string&);
std::string show(const std::vector<std::int64_t>&);
std::string show(const std::vector<double>&);
std::string show(const std::vector<std::string>&);

constexpr const char* type_name(double) { return "number"; }
constexpr const char* type_name(std::int64_t) { return "integer"; }
constexpr const char* type_name(bool) { return "boolean"; }
inline const char* type_name(const std::string&) { return "text"; }
inline const char* type_name(const std::vector<std::int64_t>&) { return "list of integers"; }
inline const char* type_name(const std::vector<double>&) { return "list of numbers"; }
inline const char* type_name(const std::vector<std::string>&) { return "list of texts"; }

[[noreturn]] void unknown_parameter(std::string_view where, std::string_view name,
                                    const std::vector<std::string>& names);
}  // namespace detail

/// The single source for the parameters of one descriptor or protocol.
///
/// Each row ties a name to a member of Options; defaults are those of a default-constructed Options. TOML keys,
/// command-line flags, Python keywords, the JSON schema and the documentation are all read from here.
template <class Options>
class ParameterTable {
 public:
  using Member = std::variant<double Options::*, std::int64_t Options::*, bool Options::*, std::string Options::*,
                              std::vector<std::int64_t> Options::*, std::vector<double> Options::*,
                              std::vector<std::string> Options::*>;
  struct Row {
    std::string name;
    Member member;
    Unit unit;  ///< Unit("1") for numbers without dimension and for texts
    std::string help;
    Bounds bounds = {};
    std::vector<std::string> choices = {};
    std::string source = {};
  };

  ParameterTable(std::initializer_list<Row> rows) : rows_(rows) {}

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const Row& row : rows_) result.push_back(row.name);
    return result;
  }

  /// Sets one option. Unknown names, wrong types, units and ranges throw Error(usage); `where` (for example
  /// "study.toml:12" or "--field voronoi") begins the message.
  void set(Options& options, std::string_view name, const ParameterValue& value, std::string_view where = {}) const {
    for (const Row& row : rows_) {
      if (row.name != name) continue;
      const std::string place = where.empty() ? row.name : std::string(where) + ": " + row.name;
      std::visit([&](auto member) { detail::assign(options.*member, value, row.unit, row.bounds, row.choices, place); },
                 row.member);
      return;
    }
    detail::unknown_parameter(where, name, names());
  }

  [[nodiscard]] std::vector<ParameterInfo> describe() const {
    const Options initial{};
    std::vector<ParameterInfo> result;
    for (const Row& row : rows_) {
      ParameterInfo info{.name = row.name, .unit = row.unit.symbol(), .help = row.help, .source = row.source};
      std::visit(
          [&](auto member) {
            info.type = detail::type_name(initial.*member);
            info.initial = detail::show(initial.*member);
          },
          row.member);
      info.allowed = row.choices.empty() ? row.bounds.text() : join(row.choices, " | ");
      result.push_back(std::move(info));
    }
    return result;
  }

  /// Every parameter with its present value as text, in table order: for run.json, hashes and --print-config.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> resolved(const Options& options) const {
    std::vector<std::pair<std::string, std::string>> result;
    for (const Row& row : rows_) {
      std::visit([&](auto member) { result.emplace_back(row.name, detail::show(options.*member)); }, row.member);
    }
    return result;
  }

 private:
  std::vector<Row> rows_;
};

}  // namespace glasscape
