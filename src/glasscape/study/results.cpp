#include "glasscape/study/results.hpp"

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/io/configuration_io.hpp"

namespace glasscape {
namespace {

nlohmann::json parse_json(const std::filesystem::path& path) {
  auto json = nlohmann::json::parse(read_file(path), nullptr, false);
  if (json.is_discarded())
    throw input_error(path.string(), "is not JSON", {}, "run the study again; damaged results are redone");
  return json;
}

}  // namespace

std::vector<StudyResults> StudyResults::branches() const {
  if (!manifest.contains("branches")) return {*this};
  std::vector<StudyResults> all;
  for (const auto& own : manifest["branches"]) {
    all.push_back(*this);
    all.back().branch = own.at("name");
    all.back().manifest.update(own);
  }
  return all;
}

std::filesystem::path StudyResults::path(const std::string& step, const std::string& file) const {
  std::error_code ignored;
  const std::filesystem::path own = directory / (step + "." + branch);
  return (!branch.empty() && std::filesystem::exists(own, ignored) ? own : directory / step) / file;
}

bool StudyResults::has(const std::string& step, const std::string& file) const {
  std::error_code ignored;
  return std::filesystem::exists(path(step, file), ignored);
}

nlohmann::json StudyResults::json(const std::string& step, const std::string& file) const {
  return parse_json(path(step, file));
}

Configuration StudyResults::configuration() const {
  Configuration c = read_configuration(path("relax", "relaxed.xyz"));
  c.fields.clear();
  for (const auto& step : manifest.at("steps")) {
    const std::string of = step.value("branch", "");
    std::string name = step.at("name");
    if (!name.starts_with("fields.") || (!of.empty() && of != branch)) continue;
    if (!of.empty()) name.resize(name.size() - of.size() - 1);
    if (!has(name, "fields.xyz")) continue;
    const Configuration part = read_configuration(path(name, "fields.xyz"));
    if (part.ids != c.ids)
      throw input_error(path(name, "fields.xyz").string(), "does not hold the atoms of the relaxed glass");
    for (const Field& field : part.fields) c.fields.push_back(field);
  }
  return c;
}

StudyResults open_results(const std::filesystem::path& directory) {
  std::error_code ignored;
  if (!std::filesystem::exists(directory / "study.json", ignored)) {
    throw input_error(directory.string(), "is not the results folder of a study (it has no study.json)", {},
                      "give the folder that `glasscape study FILE.toml -o FOLDER` wrote");
  }
  StudyResults results{.directory = directory, .manifest = parse_json(directory / "study.json")};
  if (!results.manifest.contains("steps"))
    throw input_error((directory / "study.json").string(), "has no list of steps");
  return results;
}

}  // namespace glasscape
