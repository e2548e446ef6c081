#include "glasscape/study/study_file.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <map>
#define TOML_ENABLE_FORMATTERS 0
#include <algorithm>
#include <optional>
#include <toml++/toml.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

std::string place(const std::filesystem::path& path, const toml::node& node) {
  return fmt::format("{}:{}", path.filename().string(), node.source().begin.line);
}

template <class T, class Read>
std::optional<ParameterValue> read_list(const toml::array& array, Read read) {
  std::vector<T> values;
  for (const auto& element : array) {
    const std::optional<T> value = read(element);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return ParameterValue(std::move(values));
}

ParameterValue to_value(const toml::node& node, const std::string& where, std::string_view key) {
  if (const auto* v = node.as_boolean()) return v->get();
  if (const auto* v = node.as_integer()) return v->get();
  if (const auto* v = node.as_floating_point()) return v->get();
  if (const auto* v = node.as_string()) return v->get();
  if (const auto* array = node.as_array()) {
    if (auto list = read_list<std::int64_t>(*array, [](const toml::node& n) { return n.value_exact<std::int64_t>(); }))
      return *list;
    if (auto list = read_list<double>(*array, [](const toml::node& n) { return n.value<double>(); })) return *list;
    if (auto list = read_list<std::string>(*array, [](const toml::node& n) { return n.value_exact<std::string>(); }))
      return *list;
  }
  throw usage_error(where, fmt::format("'{}' has a value that no parameter takes", key),
                    "true or false, a number, a text (with a unit: \"1e12 K/s\"), or a list of numbers or of texts");
}

StudySection to_section(const std::filesystem::path& path, std::string_view name, const toml::node& node) {
  const auto* table = node.as_table();
  if (table == nullptr)
    throw usage_error(place(path, node), fmt::format("'{}' is not a table", name), fmt::format("[{}]", name));
  StudySection section{.name = std::string(name), .where = place(path, node), .present = true, .entries = {}};
  for (const auto& [key, value] : *table) {
    const std::string where = place(path, value);
    section.entries.push_back({std::string(key.str()), to_value(value, where, key.str()), where});
  }
  return section;
}

toml::table parse(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  try {
    return toml::parse(text, path.filename().string());
  } catch (const toml::parse_error& e) {
    throw usage_error(fmt::format("{}:{}", path.filename().string(), e.source().begin.line),
                      std::string(e.description()), {}, "see https://toml.io for the syntax");
  }
}

template <class T>
T exact(const std::filesystem::path& path, const toml::node& node, std::string_view key, const char* wanted) {
  const auto value = node.value_exact<T>();
  if (!value) throw usage_error(place(path, node), fmt::format("'{}' is not {}", key, wanted));
  return *value;
}

// Entries of `over` replace those of `base`, table by table.
void replace_entries(toml::table& base, toml::table& over) {
  for (auto&& [key, node] : over) {
    toml::table* deeper = node.as_table();
    toml::node* old = base.get(key.str());
    if (deeper != nullptr && old != nullptr && old->is_table()) {
      replace_entries(*old->as_table(), *deeper);
    } else {
      node.visit([&, name = key.str()](auto& value) { base.insert_or_assign(name, std::move(value)); });
    }
  }
}

// Takes [scale] out of the file and lays the chosen one over it.
void choose_scale(toml::table& root, const std::filesystem::path& path, const std::string& chosen) {
  std::vector<std::string> scales;
  toml::table* all = nullptr;
  if (toml::node* node = root.get("scale")) {
    all = node->as_table();
    if (all == nullptr) throw usage_error(place(path, *node), "'scale' is not a table", "[scale.NAME.TABLE]");
    for (const auto& [name, scale] : *all) {
      if (!scale.is_table()) throw usage_error(place(path, scale), "a scale is not a table", "[scale.NAME.TABLE]");
      scales.emplace_back(name.str());
    }
  }
  if (!chosen.empty()) {
    if (std::find(scales.begin(), scales.end(), chosen) == scales.end()) {
      throw usage_error("--scale", fmt::format("{} has no scale '{}'", path.filename().string(), chosen),
                        scales.empty() ? "none: it has no [scale.NAME] table" : join(scales));
    }
    replace_entries(root, *all->get(chosen)->as_table());
  }
  root.erase("scale");
}

std::vector<Comparison> to_comparisons(const std::filesystem::path& path, const toml::node& node) {
  const auto* rows = node.as_array();
  if (rows == nullptr) throw usage_error(place(path, node), "'compare' is no list of tables", "[[compare]]");
  std::vector<Comparison> result;
  for (const toml::node& entry : *rows) {
    if (!entry.is_table()) throw usage_error(place(path, entry), "'compare' is no list of tables", "[[compare]]");
    const double open = std::numeric_limits<double>::quiet_NaN();
    Comparison row{.low = open, .high = open, .where = place(path, entry) + ": [[compare]]"};
    const std::map<std::string, std::string*> texts{{"what", &row.what},   {"source", &row.source},
                                                    {"paper", &row.paper}, {"value", &row.value},
                                                    {"unit", &row.unit},   {"reason", &row.reason}};
    const std::map<std::string, double*> bounds{{"low", &row.low}, {"high", &row.high}};
    std::vector<std::string> known;
    for (const auto& [name, member] : texts) known.push_back(name);
    for (const auto& [name, member] : bounds) known.push_back(name);
    for (const auto& [key_node, value] : *entry.as_table()) {
      const std::string key(key_node.str());
      const std::string where = place(path, value) + ": [[compare]]";
      if (const auto text = texts.find(key); text != texts.end()) {
        *text->second = exact<std::string>(path, value, key, "a text");
      } else if (const auto bound = bounds.find(key); bound != bounds.end()) {
        const auto number = value.value<double>();
        if (!number) throw usage_error(where, fmt::format("'{}' is not a number", key));
        *bound->second = *number;
      } else {
        detail::unknown_parameter(where, key, known);
      }
    }
    if (row.what.empty() || row.value.empty()) {
      throw usage_error(row.where, row.what.empty() ? "there is no 'what'" : "there is no 'value'", {},
                        "say what is compared (what) and where our number is (value)");
    }
    result.push_back(std::move(row));
  }
  return result;
}

}  // namespace

const StudyEntry* StudySection::find(std::string_view key) const {
  const auto hit = std::find_if(entries.begin(), entries.end(), [&](const StudyEntry& e) { return e.key == key; });
  return hit == entries.end() ? nullptr : &*hit;
}

std::string StudySection::take_text(std::string_view key, std::string otherwise) {
  const StudyEntry* entry = find(key);
  if (entry == nullptr) return otherwise;
  const auto* text = std::get_if<std::string>(&entry->value);
  if (text == nullptr) throw usage_error(entry->where, fmt::format("'{}' is not a text", key));
  std::string result = *text;
  entries.erase(entries.begin() + (entry - entries.data()));
  return result;
}

std::vector<std::string> StudySection::take_texts(std::string_view key) {
  const StudyEntry* entry = find(key);
  if (entry == nullptr) return {};
  std::vector<std::string> result;
  detail::assign(result, entry->value, Unit("1"), {}, {}, entry->where + ": " + std::string(key));
  entries.erase(entries.begin() + (entry - entries.data()));
  return result;
}

StudyFile read_study(const std::filesystem::path& path, const StudyChoice& choice) {
  toml::table root = parse(path);
  choose_scale(root, path, choice.scale);
  StudyFile study{.path = path};
  study.scale = choice.scale;
  study.title = path.stem().string();
  const std::vector<std::string> known = {"title",  "description", "potential", "seed",    "glass",
                                          "relax",  "pdf",         "fields",    "explore", "modes",
                                          "deform", "learn",       "relate",    "compare", "scale"};
  for (const auto& [key_node, node] : root) {
    const std::string key(key_node.str());
    if (key == "title") {
      study.title = exact<std::string>(path, node, key, "a text");
    } else if (key == "description") {
      study.description = exact<std::string>(path, node, key, "a text");
    } else if (key == "potential") {
      study.potential = exact<std::string>(path, node, key, "a text");
    } else if (key == "seed") {
      study.seed = exact<std::int64_t>(path, node, key, "an integer");
      if (study.seed < 0) throw usage_error(place(path, node), fmt::format("seed {} is negative", study.seed), ">= 0");
    } else if (key == "glass") {
      study.glass = to_section(path, key, node);
    } else if (key == "relax") {
      study.relax = to_section(path, key, node);
    } else if (key == "pdf") {
      study.pdf = to_section(path, key, node);
    } else if (key == "explore") {
      study.explore = to_section(path, key, node);
    } else if (key == "modes") {
      study.modes = to_section(path, key, node);
    } else if (key == "deform") {
      study.deform = to_section(path, key, node);
    } else if (key == "learn") {
      study.learn = to_section(path, key, node);
    } else if (key == "relate") {
      study.relate = to_section(path, key, node);
    } else if (key == "compare") {
      study.comparisons = to_comparisons(path, node);
    } else if (key == "fields") {
      const auto* table = node.as_table();
      if (table == nullptr)
        throw usage_error(place(path, node), "'fields' is not a table", "[fields.NAME] for each descriptor");
      for (const auto& [label, section] : *table) {
        study.fields.push_back(to_section(path, label.str(), section));
      }
      // TOML tables come sorted by name; the order of the file is the order that the user reads.
      std::stable_sort(study.fields.begin(), study.fields.end(), [&](const StudySection& a, const StudySection& b) {
        const auto line = [](const StudySection& s) { return std::stol(s.where.substr(s.where.rfind(':') + 1)); };
        return line(a) < line(b);
      });
    } else {
      detail::unknown_parameter(place(path, node), key, known);
    }
  }
  if (!choice.glass.empty()) {
    // Names on the command line are relative to where it is typed, those in the file to the file.
    study.glass = {.name = "glass", .where = "--glass", .present = true, .entries = {}};
    study.glass.entries.push_back({"file", std::filesystem::absolute(choice.glass).string(), "--glass"});
    if (!choice.elements.empty()) study.glass.entries.push_back({"elements", choice.elements, "--elements"});
  }
  if (!study.glass.present) {
    throw usage_error(path.filename().string(), "there is no [glass] table", {},
                      "say how to make the glass (composition, atoms, cooling_rate), or name a file to start from");
  }
  if (study.potential.empty()) {
    throw usage_error(
        path.filename().string(), "there is no potential", {},
        "add for example: potential = \"kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005\"");
  }
  return study;
}

}  // namespace glasscape
