#include "deform_output.hpp"

#include <fmt/format.h>

namespace glasscape::app {
namespace {

using nlohmann::json;

std::string measured(const json& s, const std::string& name, const std::string& unit, const char* suffix) {
  const json& value = s.at(name + unit);
  if (!value.is_number()) return "not determined";
  const json& error = s.at(name + "_error" + unit);
  return error.is_number() ? fmt::format("({:.5g} ± {:.2g}){}", value.get<double>(), error.get<double>(), suffix)
                           : fmt::format("{:.5g}{}", value.get<double>(), suffix);
}

std::string at_strain(const json& s, const char* name) {
  return s.at(name).is_number() ? fmt::format(" at a strain of {:.4g}", s.at(name).get<double>()) : std::string{};
}

std::string reason(const json& s, const char* name) {
  return s.contains(name) ? ": " + s.at(name).get<std::string>() : std::string{};
}

}  // namespace

std::string thermal_deform_text(const json& s) {
  std::string text = fmt::format("{} {} of {} ({} atoms) at {:g} K\n", s.at("protocol").get<std::string>(),
                                 s.at("direction").get<std::string>(), s.at("composition").get<std::string>(),
                                 s.at("atoms").get<std::int64_t>(), s.at("temperature_K").get<double>());
  if (s.at("protocol") == "creep") {
    text += fmt::format("stress            {:.5g} GPa ({})\n", s.at("stress_GPa").get<double>(),
                        s.at("load").get<std::string>());
    text += "strain, loaded    " + measured(s, "loading_strain", "", "") + "\n";
    text += "strain, at last   " + measured(s, "final_strain", "", "") + "\n";
    text += "creep rate        " + measured(s, "creep_rate", "_per_s", " 1/s") + "\n";
    if (s.at("residual_strain").is_number()) {
      text += "residual strain   " + measured(s, "residual_strain", "", "") + "\n";
      text += "recovered strain  " + measured(s, "recovered_strain", "", "") + "\n";
    }
    return text;
  }
  text += fmt::format("strain            {:.6g} at {:.4g} 1/s\n", s.at("strain").get<double>(),
                      s.at("rate_per_s").get<double>());
  text += "modulus           " + measured(s, "modulus", "_GPa", " GPa") + reason(s, "modulus_not_determined") + "\n";
  text += "yield stress      " + measured(s, "yield_stress", "_GPa", " GPa") + at_strain(s, "yield_strain") +
          reason(s, "yield_not_determined") + "\n";
  text += "largest stress    " + measured(s, "maximum_stress", "_GPa", " GPa") + at_strain(s, "maximum_strain") + "\n";
  text += "flow stress       " + measured(s, "flow_stress", "_GPa", " GPa") +
          fmt::format(" from a strain of {:.4g}\n", s.at("flow_from").get<double>());
  return text;
}

}  // namespace glasscape::app
