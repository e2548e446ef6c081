#include "glasscape/relations/expression.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/relations/columns.hpp"
#include "glasscape/relations/expression_value.hpp"

namespace glasscape {
namespace {

using detail::ExpressionValue;

constexpr int deepest = 100;  // nested parentheses

bool is_name_start(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_name_start(c) || is_digit(c) || c == '.'; }

// A recursive descent over the text; every rule returns the value of what it has read.
class Parser {
 public:
  Parser(const Configuration& configuration, std::string_view text, std::string_view where, const RunContext& context)
      : configuration_(configuration), text_(text), where_(where), context_(context) {}

  ExpressionValue whole() {
    ExpressionValue value = either();
    skip();
    if (at_ < text_.size()) fail(fmt::format("'{}' is left over", text_.substr(at_)), "an operator or the end");
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& expected, std::string remedy = {}) const {
    fail_at(at_, what, expected, std::move(remedy));
  }
  [[noreturn]] void fail_at(std::size_t at, const std::string& what, const std::string& expected,
                            std::string remedy = {}) const {
    // Characters, not bytes: a place that can be counted on the screen.
    const auto place = std::count_if(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at),
                                     [](char c) { return (c & 0xC0) != 0x80; });
    throw usage_error(fmt::format("{}: \"{}\", character {}", where_, text_, place + 1), what, expected,
                      std::move(remedy));
  }

  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }
  bool take(std::string_view symbol) {
    skip();
    if (!text_.substr(at_).starts_with(symbol)) return false;
    at_ += symbol.size();
    return true;
  }
  bool take_word(std::string_view word) {
    skip();
    if (!text_.substr(at_).starts_with(word)) return false;
    const std::size_t end = at_ + word.size();
    if (end < text_.size() && is_name(text_[end])) return false;
    at_ = end;
    return true;
  }

  // Errors of operands (units that do not go together) get the place of the operator.
  template <class Operation>
  ExpressionValue apply(std::size_t at, const Operation& operation) const {
    try {
      return operation();
    } catch (const detail::OperandTrouble& trouble) {
      fail_at(at, trouble.what, trouble.expected);
    }
  }
  ExpressionValue binary(char op, std::size_t at, const ExpressionValue& a, const ExpressionValue& b) const {
    return apply(at, [&] { return detail::combine(op, a, b); });
  }

  ExpressionValue either() {
    ExpressionValue value = both();
    while (take_word("or")) value = detail::combine('|', value, both());
    return value;
  }
  ExpressionValue both() {
    ExpressionValue value = negation();
    while (take_word("and")) value = detail::combine('&', value, negation());
    return value;
  }
  ExpressionValue negation() {
    if (!take_word("not")) return comparison();
    descend();
    const ExpressionValue value = negation();
    --depth_;
    return detail::function("not", value, configuration_);
  }
  ExpressionValue comparison() {
    ExpressionValue value = sum();
    skip();
    const std::size_t at = at_;
    // Two characters before one: "<=" is not "<".
    static constexpr std::pair<std::string_view, char> signs[] = {{"==", '='}, {"!=", '!'}, {"<=", 'l'},
                                                                  {">=", 'g'}, {"<", '<'},  {">", '>'}};
    for (const auto& [sign, op] : signs) {
      if (take(sign)) return binary(op, at, value, sum());
    }
    if (take("=")) fail_at(at, "'=' is not an operator", "== for equality");
    return value;
  }
  ExpressionValue sum() {
    ExpressionValue value = product();
    for (;;) {
      skip();
      const std::size_t at = at_;
      if (take("+")) {
        value = binary('+', at, value, product());
      } else if (take("-")) {
        value = binary('-', at, value, product());
      } else {
        return value;
      }
    }
  }
  ExpressionValue product() {
    ExpressionValue value = sign();
    for (;;) {
      skip();
      const std::size_t at = at_;
      if (take("*")) {
        value = binary('*', at, value, sign());
      } else if (take("/")) {
        value = binary('/', at, value, sign());
      } else {
        return value;
      }
    }
  }
  ExpressionValue sign() {
    if (take("-")) {
      descend();
      const ExpressionValue value = sign();
      --depth_;
      return detail::function("-", value, configuration_);
    }
    return power();
  }
  ExpressionValue power() {
    const ExpressionValue base = primary();
    skip();
    const std::size_t at = at_;
    if (!take("^")) return base;
    descend();
    const ExpressionValue exponent = sign();
    --depth_;
    return binary('^', at, base, exponent);
  }
  void descend() {
    if (++depth_ > deepest) fail("too deeply nested", fmt::format("at most {} levels", deepest));
  }

  ExpressionValue primary() {
    skip();
    if (at_ == text_.size()) fail("the expression ends too early", "a field, a number, a function or '('");
    const char c = text_[at_];
    if (take("(")) {
      descend();
      ExpressionValue value = either();
      --depth_;
      if (!take(")")) fail("a parenthesis is not closed", "')'");
      return value;
    }
    if (is_digit(c) || c == '.') return ExpressionValue::constant(number());
    if (c == '`') {
      const auto end = text_.find('`', at_ + 1);
      if (end == std::string_view::npos) fail("a backquote is not closed", "`name`");
      const std::size_t at = at_;
      const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
      return field(name, at);
    }
    if (!is_name_start(c)) fail(fmt::format("'{}' is not expected here", c), "a field, a number, a function or '('");
    const std::size_t at = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    const std::string_view name = text_.substr(at, at_ - at);
    if (take("(")) return call(std::string(name), at);
    return field(name, at);
  }

  double number() {
    double value = 0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc{} || !std::isfinite(value)) fail("this is no number", "for example 1.5 or 2e-3");
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
  }

  ExpressionValue field(std::string_view name, std::size_t at) const {
    try {
      return ExpressionValue::of(select_column(configuration_, name, where_));
    } catch (const Error& e) {
      const auto& names = detail::function_names();
      const std::string near = nearest(name, names);
      const bool function = std::find(names.begin(), names.end(), name) != names.end();
      fail_at(at, e.text().what, e.text().allowed,
              function ? fmt::format("the function is written {}(...)", name) : e.text().remedy);
    }
  }

  ExpressionValue call(const std::string& name, std::size_t at) {
    const auto& names = detail::function_names();
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      const std::string near = nearest(name, names);
      fail_at(at, fmt::format("there is no function '{}'", name), join(names),
              near.empty() ? "" : fmt::format("did you mean '{}'?", near));
    }
    descend();
    const ExpressionValue argument = either();
    --depth_;
    double radius = 0;
    if (name == "coarse") {
      if (!take(",")) fail("coarse needs a radius", "coarse(x, 6 Å)");
      radius = length();
    }
    if (!take(")")) fail(fmt::format("{}( is not closed", name), "')'");
    return apply(at, [&] {
      return name == "coarse" ? detail::coarse(argument, radius, configuration_, context_)
                              : detail::function(name, argument, configuration_);
    });
  }

  // A length up to the closing parenthesis: "6", "6 Å", "0.6 nm".
  double length() {
    skip();
    const auto end = std::min(text_.find(')', at_), text_.size());
    const std::string_view quantity = text_.substr(at_, end - at_);
    double value = 0;
    try {
      value = parse_quantity(quantity, Unit("Å"), where_);
    } catch (const Error& e) {
      fail(e.text().what, "a radius such as 6 or 6 Å");
    }
    if (!(value > 0) || value > 1000) fail(fmt::format("a radius of {:g} Å", value), "above 0 and at most 1000 Å");
    at_ = end;
    return value;
  }

  const Configuration& configuration_;
  std::string_view text_, where_;
  const RunContext& context_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\n");
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

}  // namespace

Field evaluate_expression(const Configuration& configuration, std::string_view text, std::string_view where,
                          const RunContext& context) {
  const std::string_view expression = trimmed(text);
  ExpressionValue value = Parser(configuration, expression, where, context).whole();
  if (value.is_constant()) {
    throw usage_error(fmt::format("{}: \"{}\"", where, expression), "no field occurs in it",
                      join(column_names(configuration)), "name at least one");
  }
  return {std::string(expression), value.unit(), std::move(value.values), 1, "expression"};
}

Field column_or_expression(const Configuration& configuration, std::string_view text, std::string_view where,
                           const RunContext& context) {
  const std::string_view name = trimmed(text);
  const auto names = column_names(configuration);
  const bool plain = std::all_of(name.begin(), name.end(), is_name) || configuration.find_field(name) != nullptr ||
                     std::find(names.begin(), names.end(), name) != names.end();
  return plain ? select_column(configuration, name, where) : evaluate_expression(configuration, name, where, context);
}

std::vector<std::size_t> select_atoms(const Configuration& configuration, std::string_view mask,
                                      const std::vector<std::string>& species, const RunContext& context) {
  std::vector<bool> wanted(configuration.species.size(), species.empty());
  for (const std::string& name : species) {
    bool found = false;
    std::vector<std::string> known;
    for (std::size_t s = 0; s < wanted.size(); ++s) {
      known.push_back(configuration.species[s].name);
      if (known.back() == name) wanted[s] = found = true;
    }
    if (!found) {
      throw usage_error("--species", fmt::format("there is no species '{}'", name), join(known),
                        "types without names are named by --elements");
    }
  }
  std::vector<double> chosen(configuration.size(), 1);
  if (!trimmed(mask).empty()) {
    const Field field = column_or_expression(configuration, mask, "--mask", context);
    chosen.assign(field.values().begin(), field.values().end());
  }
  std::vector<std::size_t> atoms;
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    if (wanted[static_cast<std::size_t>(configuration.types[i])] && chosen[i] != 0 && !std::isnan(chosen[i])) {
      atoms.push_back(i);
    }
  }
  if (atoms.empty()) {
    throw usage_error("--mask", fmt::format("no atom fulfils \"{}\"", trimmed(mask)), "a mask that leaves atoms",
                      "look at the fields' values with `glasscape fields`");
  }
  return atoms;
}

Configuration restricted(const Configuration& configuration, const std::vector<std::size_t>& atoms) {
  Configuration result;
  result.box = configuration.box;
  std::vector<std::int32_t> type(configuration.species.size(), -1);
  for (std::size_t s = 0; s < type.size(); ++s) {
    const auto occurs = [&](std::size_t i) { return static_cast<std::size_t>(configuration.types[i]) == s; };
    if (std::none_of(atoms.begin(), atoms.end(), occurs)) continue;
    type[s] = static_cast<std::int32_t>(result.species.size());
    result.species.push_back(configuration.species[s]);
  }
  for (const std::size_t i : atoms) {
    result.ids.push_back(configuration.ids[i]);
    result.types.push_back(type[static_cast<std::size_t>(configuration.types[i])]);
    result.positions.push_back(configuration.positions[i]);
  }
  for (const Field& field : configuration.fields) {
    std::vector<double> values;
    for (const std::size_t i : atoms) {
      for (std::size_t c = 0; c < field.components(); ++c) values.push_back(field.at(i, c));
    }
    result.fields.emplace_back(field.name(), field.unit(), std::move(values), field.components(), field.origin());
  }
  return result;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == ',' && depth <= 0) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  for (std::string& part : parts) part = std::string(trimmed(part));
  std::erase(parts, "");
  return parts;
}

}  // namespace glasscape
