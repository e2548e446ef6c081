#include "glasscape/study/verdict_step.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/relations/classes.hpp"
#include "glasscape/relations/columns.hpp"
#include "glasscape/relations/directional.hpp"
#include "glasscape/relations/expression.hpp"
#include "glasscape/relations/scan.hpp"
#include "glasscape/relations/tables.hpp"
#include "glasscape/relations/verdict.hpp"
#include "glasscape/relations/verdict_tables.hpp"
#include "glasscape/study/descriptor_scan.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

bool take_flag(StudySection& section, std::string_view key, bool otherwise) {
  const StudyEntry* entry = section.find(key);
  if (entry == nullptr) return otherwise;
  const auto* flag = std::get_if<bool>(&entry->value);
  if (flag == nullptr) throw usage_error(entry->where, fmt::format("'{}' is not true or false", key));
  const bool result = *flag;
  section.entries.erase(section.entries.begin() + (entry - section.entries.data()));
  return result;
}

// Numbers a file where there are several of a kind: scan.csv, scan-2.csv.
std::string numbered(const std::string& name, std::size_t k) {
  return k == 0 ? name + ".csv" : fmt::format("{}-{}.csv", name, k + 1);
}

void write(const std::filesystem::path& folder, const std::string& name, const std::string& content) {
  write_file_atomically(folder / name, content);
}

std::vector<Field> columns(const Configuration& c, const std::vector<std::string>& names, const RunContext& context) {
  std::vector<Field> fields;
  for (const auto& name : names) fields.push_back(column_or_expression(c, name, "[relate] properties", context));
  return fields;
}

}  // namespace

VerdictPlan VerdictPlan::take(StudySection& section) {
  VerdictPlan plan;
  plan.all = take_flag(section, "all", true);
  plan.properties = section.take_texts("properties");
  plan.classes = section.take_text("classes", "auto");
  if (const StudyEntry* entry = section.find("scan")) {
    const std::string where = entry->where + ": [relate] scan";
    // A comma parts settings of one scan, so that a single text is one scan.
    if (const auto* one = std::get_if<std::string>(&entry->value)) {
      plan.scan = {*one};
    } else if (const auto* several = std::get_if<std::vector<std::string>>(&entry->value)) {
      plan.scan = *several;
    } else {
      throw usage_error(where, "not a text or a list of texts", "for example \"s2:cutoff=3.9+6.4+8.8+11.2\"");
    }
    for (const auto& text : plan.scan) (void)parse_scan(text, where);
    std::erase_if(section.entries, [](const StudyEntry& e) { return e.key == "scan"; });
  }
  if (section.find("directional") != nullptr) plan.directional = section.take_texts("directional");
  return plan;
}

std::vector<std::pair<std::string, std::string>> VerdictPlan::resolved() const {
  return {{"all", all ? "true" : "false"},
          {"properties", join(properties)},
          {"classes", classes},
          {"scan", join(scan, " ")},
          {"directional", join(directional)}};
}

void relate_verdict(const Configuration& c, const VerdictPlan& plan,
                    const std::map<std::string, RepeatedValues>& events, const std::filesystem::path& folder,
                    const RunContext& context) {
  json result = {{"verdict", nullptr},           {"classes", json::array()},           {"scans", json::array()},
                 {"directional", json::array()}, {"level", plan.options.level},        {"tail", plan.options.tail},
                 {"score", plan.options.score},  {"bin_sizes", plan.options.bin_sizes}};
  const auto names = plan.properties.empty() ? default_properties(c) : plan.properties;
  const auto properties = columns(c, names, context);
  if (plan.all && !properties.empty()) {
    VerdictRequest request{.properties = properties, .descriptors = {}, .events = events};
    auto descriptors = default_descriptors(c);
    std::erase_if(descriptors, [&](const auto& d) { return std::find(names.begin(), names.end(), d) != names.end(); });
    request.descriptors = columns(c, descriptors, context);
    const Verdict verdict = relate_everything(c, request, plan.options, context);
    result["verdict"] = to_json(verdict);
    write(folder, "matrix.csv", matrix_csv(verdict));
    write(folder, "ranking.csv", ranking_csv(verdict));
    write(folder, "lengths.csv", lengths_csv(verdict.lengths));
    write(folder, "rule.csv", rule_csv(verdict));
    write(folder, "reliability.csv", reliability_csv(verdict));
  }
  const bool automatic = plan.classes == "auto";
  const std::string classes = automatic ? "voronoi_index" : plan.classes;
  const Field* labels = c.find_field(classes);
  if (labels == nullptr && !automatic && classes != "none" && !classes.empty()) {
    throw usage_error("[relate] classes", fmt::format("there is no field '{}'", classes), join(column_names(c)));
  }
  for (std::size_t p = 0; labels != nullptr && p < properties.size(); ++p) {
    const auto found = events.find(properties[p].name());
    const auto relation = relate_classes(c, classes, class_labels(*labels, "[relate] classes"), properties[p],
                                         found == events.end() ? nullptr : &found->second, plan.options, context);
    result["classes"].push_back(to_json(relation));
    write(folder, numbered("classes", p), classes_csv(relation));
    write(folder, numbered("utility", p), utility_csv(relation));
    write(folder, numbered("class_distances", p), class_distances_csv(relation));
  }
  for (std::size_t k = 0; k < plan.scan.size(); ++k) {
    const ScanFields fields = compute_scan(c, parse_scan(plan.scan[k], "[relate] scan"), context);
    const Scan scan = relate_scan(c, fields, properties.empty() ? nullptr : &properties.front(), plan.options, context);
    result["scans"].push_back(to_json(scan));
    write(folder, numbered("scan", k), scan_csv(scan));
  }
  std::vector<FieldAutocorrelation> directions;
  for (const Field& field : c.fields) {
    const auto wanted = [&](const std::string& name) {
      return name == "auto" ? field.name().ends_with("vmsd_xyz") : name == field.name();
    };
    if (field.components() < 2 || std::none_of(plan.directional.begin(), plan.directional.end(), wanted)) continue;
    const auto d = directional_autocorrelation(c, field, plan.options, context);
    result["directional"].push_back({{"field", field.name()}, {"sum", to_json(d.sum)}, {"mean", to_json(d.mean)}});
    directions.push_back(d.sum);
    directions.push_back(d.mean);
  }
  if (!directions.empty()) write(folder, "directional.csv", autocorrelation_csv(directions));
  for (const std::string& name : plan.directional) {
    const Field* field = c.find_field(name);
    if (name != "auto" && (field == nullptr || field->components() < 2)) {
      throw usage_error("[relate] directional", fmt::format("there is no field '{}' of several components", name));
    }
  }
  write(folder, "verdict.json", result.dump() + "\n");
}

}  // namespace glasscape
