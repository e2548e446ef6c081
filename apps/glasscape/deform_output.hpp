#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace glasscape::app {

/// What deform at temperature prints of its summary (deform.json).
std::string thermal_deform_text(const nlohmann::json& summary);

}  // namespace glasscape::app
