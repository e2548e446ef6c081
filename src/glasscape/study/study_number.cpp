#include "glasscape/study/study_number.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <vector>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// Names and [selectors], in order; empty for text that is neither.
std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  for (path = trimmed(path); !path.empty();) {
    if (path.front() == '[') {
      const auto end = path.find(']');
      if (end == std::string_view::npos) return {};
      parts.emplace_back(path.substr(0, end + 1));
      path.remove_prefix(end + 1);
    } else {
      const auto end = std::min(path.find_first_of(".["), path.size());
      if (end == 0) return {};
      parts.emplace_back(path.substr(0, end));
      path.remove_prefix(end);
    }
    if (!path.empty() && path.front() == '.') path.remove_prefix(1);
  }
  return parts;
}

std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

const json* entry_of(const json& list, std::string_view selector) {
  if (!list.is_array()) return nullptr;
  selector = selector.substr(1, selector.size() - 2);
  if (selector.find('=') == std::string_view::npos) {
    const auto k = static_cast<std::size_t>(std::strtoull(std::string(selector).c_str(), nullptr, 10));
    return k < list.size() ? &list[k] : nullptr;
  }
  for (const json& entry : list) {
    bool fits = entry.is_object();
    for (std::string_view rest = selector; fits && !rest.empty();) {
      const auto end = std::min(rest.find(','), rest.size());
      const std::string_view condition = rest.substr(0, end);
      const auto equal = condition.find('=');
      const json* member = &entry;
      for (const std::string& name : parts_of(condition.substr(0, equal))) {
        member = member != nullptr && member->is_object() && member->contains(name) ? &(*member)[name] : nullptr;
      }
      fits = equal != std::string_view::npos && member != nullptr &&
             text_of(*member) == trimmed(condition.substr(equal + 1));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (fits) return &entry;
  }
  return nullptr;
}

double number(const json& object, const std::string& name) {
  return object.contains(name) && object[name].is_number() ? object[name].get<double>() : nan;
}

}  // namespace

NumberPlace number_place(std::string_view text, const std::string& where) {
  const auto colon = text.find(':'), slash = text.substr(0, colon).rfind('/');
  if (colon == std::string_view::npos || slash == std::string_view::npos || parts_of(text.substr(colon + 1)).empty()) {
    throw usage_error(where, fmt::format("'{}' names no number", text), "STEP/FILE.json: path.to[name=x].number",
                      "see docs/verbs/study.md");
  }
  return {std::string(trimmed(text.substr(0, slash))), std::string(text.substr(slash + 1, colon - slash - 1)),
          std::string(trimmed(text.substr(colon + 1)))};
}

namespace {

// What stands beside value_UNIT or mean_UNIT as word_UNIT.
double beside(const json& parent, const std::string& name, const char* word) {
  for (const std::string_view head : {"value", "mean"}) {
    if (name.starts_with(head)) return number(parent, word + name.substr(head.size()));
  }
  return nan;
}

// The standard error of NAME or NAME_UNIT: NAME_error, NAME_error_UNIT, or with standard_error for error; of value and
// mean also error and standard_error.
double error_of(const json& parent, const std::string& name) {
  for (const char* word : {"error", "standard_error"}) {
    const double error = beside(parent, name, word);
    if (std::isfinite(error)) return error;
  }
  for (std::size_t at = name.size(); at != std::string::npos && at > 0; at = name.rfind('_', at - 1)) {
    for (const char* word : {"_error", "_standard_error"}) {
      const double error = number(parent, name.substr(0, at) + word + name.substr(at));
      if (std::isfinite(error)) return error;
    }
  }
  return nan;
}

}  // namespace

StudyNumber study_number(const json& document, std::string_view path) {
  StudyNumber result{nan, nan, nan, {}};
  const json *here = &document, *parent = nullptr;
  std::string name;
  for (const std::string& part : parts_of(path)) {
    parent = here;
    name = part;
    here = part.front() == '['                         ? entry_of(*here, part)
           : here->is_object() && here->contains(part) ? &(*here)[part]
                                                       : nullptr;
    if (here == nullptr) {
      result.trouble = fmt::format("there is no '{}'", part);
      return result;
    }
  }
  // An estimate is the number in it.
  for (const char* estimate : {"value", "mean"}) {
    if (!here->is_object() || !here->contains(estimate)) continue;
    parent = here;
    name = estimate;
    here = &(*here)[estimate];
  }
  if (here->is_number()) {
    result.value = here->get<double>();
    if (parent != nullptr && parent->is_object()) {
      const auto bound = [&](const char* word) {
        const double own = number(*parent, name + "_" + word);
        return std::isfinite(own) ? own : beside(*parent, name, word);
      };
      result.low = bound("low");
      result.high = bound("high");
      const double error = error_of(*parent, name);
      if (!std::isfinite(result.low) && !std::isfinite(result.high) && std::isfinite(error)) {
        result.low = result.value - error;
        result.high = result.value + error;
      }
    }
  } else if (!here->is_null()) {
    result.trouble = fmt::format("'{}' is no number", name);
    return result;
  }
  if (result.value != result.value) result.trouble = "not determined";
  return result;
}

namespace {

const std::string& first_trouble(const StudyNumber& a, const StudyNumber& b) {
  return a.trouble.empty() ? b.trouble : a.trouble;
}

}  // namespace

StudyNumber difference(const StudyNumber& a, const StudyNumber& b) {
  const double value = a.value - b.value;
  return {value, value - std::hypot(a.value - a.low, b.high - b.value),
          value + std::hypot(a.high - a.value, b.value - b.low), first_trouble(a, b)};
}

StudyNumber ratio(const StudyNumber& a, const StudyNumber& b) {
  const double value = a.value / b.value;
  if (!std::isfinite(value)) {
    const std::string& trouble = first_trouble(a, b);
    return {nan, nan, nan, trouble.empty() ? "divided by nothing" : trouble};
  }
  // Relative errors add in squares; a growing denominator makes the ratio smaller.
  const double scale = std::abs(value);
  const double below = scale * std::hypot((a.value - a.low) / a.value, (b.high - b.value) / b.value);
  const double above = scale * std::hypot((a.high - a.value) / a.value, (b.value - b.low) / b.value);
  return {value, value - below, value + above, {}};
}

}  // namespace glasscape
