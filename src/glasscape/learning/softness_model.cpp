#include "glasscape/learning/softness_model.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/version.hpp"

namespace glasscape {
namespace {

using Json = nlohmann::ordered_json;
constexpr auto format_name = "glasscape softness model";
constexpr int format_version = 1;

Json score_json(const Score& score) { return {{"value", score.value}, {"error", score.error}}; }

Score score_from(const Json& json) {
  // An error is null where there was one fold only.
  const auto number = [](const Json& v) { return v.is_null() ? std::nan("") : v.get<double>(); };
  return {number(json.at("value")), number(json.at("error"))};
}

Json functions_json(const StructureFunctionOptions& f) {
  return {{"radial_first", f.radial_first},     {"radial_last", f.radial_last},
          {"radial_step", f.radial_step},       {"radial_width", f.radial_width},
          {"angular_cutoff", f.angular_cutoff}, {"angular_lengths", f.angular_lengths},
          {"angular_powers", f.angular_powers}, {"angular_form", f.angular_form}};
}

StructureFunctionOptions functions_from(const Json& json) {
  StructureFunctionOptions f;
  json.at("radial_first").get_to(f.radial_first);
  json.at("radial_last").get_to(f.radial_last);
  json.at("radial_step").get_to(f.radial_step);
  json.at("radial_width").get_to(f.radial_width);
  json.at("angular_cutoff").get_to(f.angular_cutoff);
  json.at("angular_lengths").get_to(f.angular_lengths);
  json.at("angular_powers").get_to(f.angular_powers);
  json.at("angular_form").get_to(f.angular_form);
  for (const double positive : {f.radial_first, f.radial_step, f.radial_width, f.angular_cutoff}) {
    if (!(positive > 0) || !std::isfinite(positive)) throw std::runtime_error("a length is not positive");
  }
  return f;
}

SpeciesSoftness plane_from(const Json& json, std::size_t functions) {
  SpeciesSoftness p;
  json.at("species").get_to(p.species);
  json.at("means").get_to(p.means);
  json.at("deviations").get_to(p.deviations);
  json.at("weights").get_to(p.plane.weights);
  json.at("bias").get_to(p.plane.bias);
  json.at("C").get_to(p.cost);
  json.at("soft_atoms").get_to(p.soft);
  json.at("hard_atoms").get_to(p.hard);
  p.accuracy = score_from(json.at("accuracy"));
  p.balanced_accuracy = score_from(json.at("balanced_accuracy"));
  p.roc_area = score_from(json.at("roc_area"));
  for (const auto* numbers : {&p.means, &p.deviations, &p.plane.weights}) {
    if (numbers->size() != functions) {
      throw std::runtime_error(
          fmt::format("{} numbers where the structure functions are {}", numbers->size(), functions));
    }
    if (!std::all_of(numbers->begin(), numbers->end(), [](double v) { return std::isfinite(v); })) {
      throw std::runtime_error("a number is not finite");
    }
  }
  return p;
}

}  // namespace

double SpeciesSoftness::softness(std::span<const double> values) const {
  double product = plane.bias, square = 0;
  for (std::size_t f = 0; f < values.size(); ++f) {
    if (deviations[f] <= 0) continue;
    product += plane.weights[f] * (values[f] - means[f]) / deviations[f];
    square += plane.weights[f] * plane.weights[f];
  }
  return square > 0 ? product / std::sqrt(square) : 0;
}

const SpeciesSoftness* SoftnessModel::plane_of(const std::string& name) const {
  for (const SpeciesSoftness& plane : planes) {
    if (plane.species == name) return &plane;
  }
  return nullptr;
}

std::string to_json_text(const SoftnessModel& model) {
  Json json{{"format", format_name}, {"version", format_version}, {"glasscape", version}};
  json["training"] = Json::object();
  for (const auto& [key, value] : model.provenance) json["training"][key] = value;
  json["species"] = model.species;
  json["structure_functions"] = functions_json(model.functions);
  json["features"] = StructureFunctions(model.functions, model.species.size(), "model").names(model.species);
  for (const SpeciesSoftness& p : model.planes) {
    json["planes"].push_back({{"species", p.species},
                              {"soft_atoms", p.soft},
                              {"hard_atoms", p.hard},
                              {"C", p.cost},
                              {"accuracy", score_json(p.accuracy)},
                              {"balanced_accuracy", score_json(p.balanced_accuracy)},
                              {"roc_area", score_json(p.roc_area)},
                              {"means", p.means},
                              {"deviations", p.deviations},
                              {"weights", p.plane.weights},
                              {"bias", p.plane.bias}});
  }
  return json.dump(1) + "\n";
}

void write_softness_model(const std::filesystem::path& path, const SoftnessModel& model) {
  write_file_atomically(path, to_json_text(model));
}

SoftnessModel read_softness_model(const std::filesystem::path& path) {
  const std::string where = path.string(), text = read_file(path);
  const std::string remedy = "make one with `glasscape train`";
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("format") || json["format"] != format_name) {
    throw input_error(where, "is no softness model", "a JSON file made by `glasscape train`", remedy);
  }
  if (!json.contains("version") || json["version"] != format_version) {
    throw input_error(where,
                      fmt::format("is a softness model of version {}",
                                  json.contains("version") ? json["version"].dump() : std::string("unknown")),
                      fmt::format("version {}", format_version), "train it again with this program");
  }
  try {
    SoftnessModel model;
    model.functions = functions_from(json.at("structure_functions"));
    json.at("species").get_to(model.species);
    const StructureFunctions functions(model.functions, model.species.size(), where);
    if (json.at("features").get<std::vector<std::string>>() != functions.names(model.species)) {
      throw std::runtime_error("its features are not those that its options make");
    }
    for (const auto& plane : json.at("planes")) model.planes.push_back(plane_from(plane, functions.count()));
    for (const auto& [key, value] : json.at("training").items()) {
      model.provenance.emplace_back(key, value.get<std::string>());
    }
    return model;
  } catch (const Error& error) {
    throw input_error(where, "is a damaged softness model: " + error.text().what, {}, remedy);
  } catch (const std::exception& error) {
    throw input_error(where, fmt::format("is a damaged softness model: {}", error.what()), {}, remedy);
  }
}

}  // namespace glasscape
