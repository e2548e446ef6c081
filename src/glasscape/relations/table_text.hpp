#pragma once

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/statistics/bootstrap.hpp"

/// How tables and JSON of relations write names and numbers.
namespace glasscape::detail {

// Field names are free text; quotes keep commas inside them from splitting a line.
inline std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + "\"";
}

inline std::string number(double v) { return std::isfinite(v) ? fmt::format("{:.10g}", v) : "nan"; }

inline nlohmann::json value(double v) { return std::isfinite(v) ? nlohmann::json(v) : nlohmann::json(nullptr); }

inline nlohmann::json values(const std::vector<double>& v) {
  nlohmann::json array = nlohmann::json::array();
  for (const double x : v) array.push_back(value(x));
  return array;
}

inline nlohmann::json estimate(const Estimate& e) {
  return {{"value", value(e.value)},
          {"low", value(e.interval.low)},
          {"high", value(e.interval.high)},
          {"error", value(e.standard_error)}};
}

inline nlohmann::json interval(const Interval& i) { return {{"low", value(i.low)}, {"high", value(i.high)}}; }

}  // namespace glasscape::detail
