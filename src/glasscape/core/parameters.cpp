#include "glasscape/core/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"

namespace glasscape {

bool Bounds::contains(double value) const {
  return (low_open ? value > low : value >= low) && (high_open ? value < high : value <= high);
}

std::string Bounds::text() const {
  const bool bounded_low = std::isfinite(low);
  const bool bounded_high = std::isfinite(high);
  if (bounded_low && bounded_high) {
    return fmt::format("{}{:g}, {:g}{}", low_open ? '(' : '[', low, high, high_open ? ')' : ']');
  }
  if (bounded_low) return fmt::format("{} {:g}", low_open ? ">" : ">=", low);
  if (bounded_high) return fmt::format("{} {:g}", high_open ? "<" : "<=", high);
  return "any";
}

namespace detail {
namespace {

[[noreturn]] void wrong_type(std::string_view where, std::string_view wanted, const ParameterValue& value) {
  const std::string shown = std::visit([](const auto& v) { return show(v); }, value);
  throw usage_error(std::string(where), fmt::format("'{}' is not {}", shown, wanted));
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    const auto comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    const auto first = part.find_first_not_of(' ');
    part = first == std::string_view::npos ? std::string_view{}
                                           : part.substr(first, part.find_last_not_of(' ') - first + 1);
    if (!part.empty() || comma != std::string_view::npos) parts.emplace_back(part);
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

void check_bounds(double value, const Unit& unit, const Bounds& bounds, std::string_view where) {
  if (bounds.contains(value)) return;
  const std::string suffix = unit.symbol() == "1" ? "" : " " + unit.symbol();
  throw usage_error(std::string(where), fmt::format("{:g}{} is out of range", value, suffix), bounds.text() + suffix);
}

double to_number(const ParameterValue& value, const Unit& unit, std::string_view where) {
  if (const auto* number = std::get_if<double>(&value)) {
    if (!std::isfinite(*number)) wrong_type(where, "a finite number", value);
    return *number;
  }
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
  if (const auto* text = std::get_if<std::string>(&value)) return parse_quantity(*text, unit, where);
  wrong_type(where, "a number", value);
}

std::int64_t to_integer(const ParameterValue& value, std::string_view where) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* text = std::get_if<std::string>(&value)) {
    std::int64_t parsed = 0;
    const auto [stop, error] = std::from_chars(text->data(), text->data() + text->size(), parsed);
    if (error == std::errc{} && stop == text->data() + text->size()) return parsed;
  }
  // Whole numbers written as 1e4 or 4000.0 are accepted; 2^53 bounds what a double holds exactly.
  if (!std::holds_alternative<bool>(value)) {
    double number = 0;
    if (const auto* real = std::get_if<double>(&value)) {
      number = *real;
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      number = parse_double(*text, where);
    } else {
      wrong_type(where, "an integer", value);
    }
    if (std::abs(number) < 0x1p53 && number == std::floor(number)) return static_cast<std::int64_t>(number);
  }
  wrong_type(where, "an integer", value);
}

}  // namespace

void assign(double& target, const ParameterValue& value, const Unit& unit, const Bounds& bounds,
            const std::vector<std::string>&, std::string_view where) {
  const double number = to_number(value, unit, where);
  check_bounds(number, unit, bounds, where);
  target = number;
}

void assign(std::int64_t& target, const ParameterValue& value, const Unit& unit, const Bounds& bounds,
            const std::vector<std::string>&, std::string_view where) {
  const std::int64_t integer = to_integer(value, where);
  check_bounds(static_cast<double>(integer), unit, bounds, where);
  target = integer;
}

void assign(bool& target, const ParameterValue& value, const Unit&, const Bounds&, const std::vector<std::string>&,
            std::string_view where) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    target = *flag;
    return;
  }
  const auto* text = std::get_if<std::string>(&value);
  if (text != nullptr && (*text == "true" || *text == "yes" || *text == "on")) {
    target = true;
  } else if (text != nullptr && (*text == "false" || *text == "no" || *text == "off")) {
    target = false;
  } else {
    wrong_type(where, "true or false", value);
  }
}

void assign(std::string& target, const ParameterValue& value, const Unit&, const Bounds&,
            const std::vector<std::string>& choices, std::string_view where) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) wrong_type(where, "a text", value);
  if (!choices.empty() && std::find(choices.begin(), choices.end(), *text) == choices.end()) {
    const std::string hint = nearest(*text, choices);
    throw usage_error(std::string(where), fmt::format("'{}' is not a choice", *text), join(choices, " | "),
                      hint.empty() ? "" : fmt::format("did you mean '{}'?", hint));
  }
  target = *text;
}

void assign(std::vector<double>& target, const ParameterValue& value, const Unit& unit, const Bounds& bounds,
            const std::vector<std::string>&, std::string_view where) {
  std::vector<double> numbers;
  if (const auto* reals = std::get_if<std::vector<double>>(&value)) {
    numbers = *reals;
  } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value)) {
    numbers.assign(integers->begin(), integers->end());
  } else if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
    for (const auto& text : *texts) numbers.push_back(parse_quantity(text, unit, where));
  } else if (const auto* list = std::get_if<std::string>(&value)) {
    for (const auto& text : split_list(*list)) numbers.push_back(parse_quantity(text, unit, where));
  } else {
    numbers.push_back(to_number(value, unit, where));
  }
  for (const double number : numbers) {
    if (!std::isfinite(number)) throw usage_error(std::string(where), "the list holds a number that is not finite");
    check_bounds(number, unit, bounds, where);
  }
  target = std::move(numbers);
}

void assign(std::vector<std::int64_t>& target, const ParameterValue& value, const Unit& unit, const Bounds& bounds,
            const std::vector<std::string>&, std::string_view where) {
  std::vector<std::int64_t> numbers;
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value)) {
    numbers = *integers;
  } else if (const auto* list = std::get_if<std::string>(&value)) {
    for (const auto& text : split_list(*list)) numbers.push_back(to_integer(text, where));
  } else {
    numbers.push_back(to_integer(value, where));
  }
  for (const auto number : numbers) check_bounds(static_cast<double>(number), unit, bounds, where);
  target = std::move(numbers);
}

void assign(std::vector<std::string>& target, const ParameterValue& value, const Unit&, const Bounds&,
            const std::vector<std::string>& choices, std::string_view where) {
  std::vector<std::string> texts;
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    texts = *list;
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    texts = split_list(*text);
  } else {
    wrong_type(where, "a list of texts", value);
  }
  for (const auto& text : texts) {
    std::string checked;
    assign(checked, ParameterValue(text), Unit("1"), {}, choices, where);
  }
  target = std::move(texts);
}

std::string show(double value) { return fmt::format("{}", value); }
std::string show(std::int64_t value) { return fmt::format("{}", value); }
std::string show(bool value) { return value ? "true" : "false"; }
std::string show(const std::string& value) { return value; }
namespace {
template <class T>
std::string show_list(const std::vector<T>& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(show(value));
  return join(texts, ",");
}
}  // namespace
std::string show(const std::vector<std::int64_t>& values) { return show_list(values); }
std::string show(const std::vector<double>& values) { return show_list(values); }
std::string show(const std::vector<std::string>& values) { return show_list(values); }

void unknown_parameter(std::string_view where, std::string_view name, const std::vector<std::string>& names) {
  const std::string hint = nearest(name, names);
  throw usage_error(std::string(where), fmt::format("'{}' is not a known parameter", name), join(names),
                    hint.empty() ? "" : fmt::format("did you mean '{}'?", hint));
}

}  // namespace detail
}  // namespace glasscape
