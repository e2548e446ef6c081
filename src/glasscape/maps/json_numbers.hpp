#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <span>

/// Numbers of profiles and maps in JSON, which has no NaN.
namespace glasscape::detail {

inline nlohmann::json finite_or_null(double v) { return std::isfinite(v) ? nlohmann::json(v) : nlohmann::json(); }

inline nlohmann::json finite_or_null(std::span<const double> values) {
  nlohmann::json array = nlohmann::json::array();
  for (const double v : values) array.push_back(finite_or_null(v));
  return array;
}

}  // namespace glasscape::detail
