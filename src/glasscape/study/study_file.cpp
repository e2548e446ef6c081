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

// Takes a table of named tables out of the file: [scale.NAME.TABLE], [branch.NAME.TABLE]. In the order of the file.
std::vector<std::pair<std::string, toml::table>> take_variants(toml::table& root, const std::filesystem::path& path,
                                                               const std::string& kind) {
  std::vector<std::pair<std::string, toml::table>> variants;
  toml::node* node = root.get(kind);
  if (node == nullptr) return variants;
  const std::string form = fmt::format("[{}.NAME.TABLE]", kind);
  toml::table* all = node->as_table();
  if (all == nullptr) throw usage_error(place(path, *node), fmt::format("'{}' is not a table", kind), form);
  std::multimap<std::uint32_t, std::string> names;
  for (const auto& [name, variant] : *all) {
    if (!variant.is_table()) throw usage_error(place(path, variant), fmt::format("a {} is not a table", kind), form);
    names.emplace(variant.source().begin.line, name.str());
  }
  // Moved, not copied: a copy forgets where it stood.
  for (const auto& [line, name] : names) variants.emplace_back(name, std::move(*all->get(name)->as_table()));
  root.erase(kind);
  return variants;
}

// Lays the chosen scale over the file.
void choose_scale(toml::table& root, const std::filesystem::path& path, const std::string& chosen) {
  auto scales = take_variants(root, path, "scale");
  if (chosen.empty()) return;
  std::vector<std::string> names;
  for (auto& [name, scale] : scales) {
    names.push_back(name);
    if (name != chosen) continue;
    replace_entries(root, scale);
    return;
  }
  throw usage_error("--scale", fmt::format("{} has no scale '{}'", path.filename().string(), chosen),
                    names.empty() ? "none: it has no [scale.NAME] table" : join(names));
}

std::vector<PublishedNumber> to_comparisons(const std::filesystem::path& path, const toml::node& node) {
  const auto* rows = node.as_array();
  if (rows == nullptr) throw usage_error(place(path, node), "'compare' is no list of tables", "[[compare]]");
  std::vector<PublishedNumber> result;
  for (const toml::node& entry : *rows) {
    if (!entry.is_table()) throw usage_error(place(path, entry), "'compare' is no list of tables", "[[compare]]");
    const double open = std::numeric_limits<double>::quiet_NaN();
    PublishedNumber row{.low = open, .high = open, .where = place(path, entry) + ": [[compare]]"};
    const std::map<std::string, std::string*> texts{
        {"what", &row.what},   {"source", &row.source}, {"paper", &row.paper}, {"value", &row.value},
        {"minus", &row.minus}, {"over", &row.over},     {"unit", &row.unit},   {"reason", &row.reason}};
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
    if (!row.minus.empty() && !row.over.empty()) {
      throw usage_error(row.where, "there is both 'minus' and 'over'", "one of them");
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

std::int64_t StudySection::take_integer(std::string_view key, std::int64_t otherwise, std::int64_t least) {
  const StudyEntry* entry = find(key);
  if (entry == nullptr) return otherwise;
  const auto* value = std::get_if<std::int64_t>(&entry->value);
  if (value == nullptr || *value < least) {
    throw usage_error(entry->where, fmt::format("'{}' is not an integer of at least {}", key, least));
  }
  const std::int64_t result = *value;
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

namespace {

using Path = std::filesystem::path;

std::vector<StudySection> to_fields(const Path& path, const toml::node& node) {
  const auto* table = node.as_table();
  if (table == nullptr) {
    throw usage_error(place(path, node), "'fields' is not a table", "[fields.NAME] for each descriptor");
  }
  std::vector<StudySection> fields;
  for (const auto& [label, section] : *table) fields.push_back(to_section(path, label.str(), section));
  // TOML tables come sorted by name; the order of the file is the order that the user reads.
  std::stable_sort(fields.begin(), fields.end(), [&](const StudySection& a, const StudySection& b) {
    const auto line = [](const StudySection& s) { return std::stol(s.where.substr(s.where.rfind(':') + 1)); };
    return line(a) < line(b);
  });
  return fields;
}

// `whole`: what every study needs is demanded; a file with branches may say it in each of them.
StudyFile to_study(const toml::table& root, const Path& path, const StudyChoice& choice, bool whole) {
  StudyFile study{.path = path};
  study.scale = choice.scale;
  study.title = path.stem().string();
  const std::map<std::string, StudySection*> sections{{"glass", &study.glass},
                                                      {"relax", &study.relax},
                                                      {"pdf", &study.pdf},
                                                      {"explore", &study.explore},
                                                      {"modes", &study.modes},
                                                      {"deform", &study.deform},
                                                      {"learn", &study.learn},
                                                      {"relate", &study.relate},
                                                      {"inhomogenize", &study.inhomogenize},
                                                      {"network", &study.network},
                                                      {"motion", &study.motion},
                                                      {"dynamics", &study.dynamics},
                                                      {"elasticity", &study.elasticity},
                                                      {"anisotropy", &study.anisotropy},
                                                      {"affine", &study.affine},
                                                      {"polymer", &study.polymer},
                                                      {"orientation", &study.orientation},
                                                      {"diffraction", &study.diffraction}};
  const std::map<std::string, std::string*> texts{
      {"title", &study.title}, {"description", &study.description}, {"potential", &study.potential}};
  std::vector<std::string> known = {"seed", "fields", "compare", "scale", "branch"};
  for (const auto& [name, section] : sections) known.push_back(name);
  for (const auto& [name, text] : texts) known.push_back(name);
  for (const auto& [key_node, node] : root) {
    const std::string key(key_node.str());
    if (const auto text = texts.find(key); text != texts.end()) {
      *text->second = exact<std::string>(path, node, key, "a text");
    } else if (const auto section = sections.find(key); section != sections.end()) {
      *section->second = to_section(path, key, node);
    } else if (key == "seed") {
      study.seed = exact<std::int64_t>(path, node, key, "an integer");
      if (study.seed < 0) throw usage_error(place(path, node), fmt::format("seed {} is negative", study.seed), ">= 0");
    } else if (key == "compare") {
      study.comparisons = to_comparisons(path, node);
    } else if (key == "fields") {
      study.fields = to_fields(path, node);
    } else {
      detail::unknown_parameter(place(path, node), key, known);
    }
  }
  if (!choice.glass.empty()) {
    // Names on the command line are relative to where it is typed, those in the file to the file.
    study.glass = {.name = "glass", .where = "--glass", .present = true, .entries = {}};
    study.polymer = {};  // its melt would be cooled to the glass that is given
    study.glass.entries.push_back({"file", std::filesystem::absolute(choice.glass).string(), "--glass"});
    if (!choice.elements.empty()) study.glass.entries.push_back({"elements", choice.elements, "--elements"});
  }
  if (!whole) return study;
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

// Names become parts of folder names and of the places of numbers.
void check_branch_name(const std::string& name, const Path& path) {
  const auto plain = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; };
  if (!name.empty() && std::all_of(name.begin(), name.end(), plain)) return;
  throw usage_error(path.filename().string() + ": [branch]", fmt::format("'{}' is no name of a branch", name),
                    "letters, digits, _ and -");
}

}  // namespace

StudyFile read_study(const std::filesystem::path& path, const StudyChoice& choice) {
  // Each branch takes the file apart for itself.
  const auto read = [&](std::size_t branch) {
    toml::table root = parse(path);
    choose_scale(root, path, choice.scale);
    auto branches = take_variants(root, path, "branch");
    if (branch < branches.size()) replace_entries(root, branches[branch].second);
    return std::pair{std::move(root), std::move(branches)};
  };
  const auto [root, branches] = read(std::numeric_limits<std::size_t>::max());
  StudyFile study = to_study(root, path, choice, branches.empty());
  for (const auto& [name, entries] : branches) {
    check_branch_name(name, path);
    for (const auto& [key, node] : entries) {
      if (key.str() == "potential" || key.str() == "seed" || (key.str() != "compare" && node.is_table())) continue;
      throw usage_error(place(path, node), fmt::format("'{}' cannot differ between branches", key.str()),
                        "potential, seed, and tables of options: [branch.NAME.TABLE]");
    }
    study.branches.push_back(to_study(read(study.branches.size()).first, path, choice, true));
    study.branches.back().branch = name;
  }
  return study;
}

}  // namespace glasscape
