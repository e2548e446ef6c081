#include "glasscape/study/step.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <system_error>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/core/version.hpp"
#include "glasscape/md/engine.hpp"
#include "glasscape/study/code_hashes.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

std::string code_hash(const std::string& module) {
  for (const auto& [name, hash] : code_hashes) {
    if (name == module) return std::string(hash);
  }
  throw std::logic_error("a study step names the module '" + module + "', which does not exist");
}

std::string key_of(const Step& step, const std::map<std::string, std::string>& keys) {
  std::string text = fmt::format("glasscape {}\n{}\n", version, step.name);
  for (const auto& [name, value] : step.options) text += fmt::format("option {}={}\n", name, value);
  for (const auto& input : step.inputs) text += fmt::format("input {}\n", hash_file(input));
  for (const auto& module : step.modules) text += fmt::format("code {} {}\n", module, code_hash(module));
  for (const auto& need : step.needs) text += fmt::format("step {}\n", keys.at(need));
  return hash_text(text).substr(0, 16);
}

fs::path record_path(const fs::path& folder) { return folder / "step.json"; }

nlohmann::json read_record(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(record_path(folder), ignored)) return nlohmann::json::object();
  return nlohmann::json::parse(read_file(record_path(folder)), nullptr, false);
}

// A result counts only if its record says so and every output still has the content it was recorded with.
bool is_done(const Step& step, const fs::path& folder, const nlohmann::json& record) {
  if (!record.is_object() || !record.value("done", false)) return false;
  const auto hashes = record.value("outputs", nlohmann::json::object());
  return std::all_of(step.outputs.begin(), step.outputs.end(), [&](const std::string& output) {
    std::error_code ignored;
    return fs::exists(folder / output, ignored) && hashes.contains(output) &&
           hashes[output] == hash_file(folder / output);
  });
}

void point_link(const fs::path& directory, const StepRecord& record) {
  const fs::path link = directory / record.name;
  const fs::path fresh = directory / (".link-" + record.name);
  std::error_code ignored;
  fs::remove(fresh, ignored);
  fs::create_directory_symlink(fs::path("steps") / record.folder.filename(), fresh);
  fs::rename(fresh, link);
}

}  // namespace

std::vector<StepRecord> examine(const std::vector<Step>& steps, const fs::path& directory) {
  std::map<std::string, std::string> keys;
  std::vector<StepRecord> records;
  for (const Step& step : steps) {
    const std::string key = key_of(step, keys);
    keys[step.name] = key;
    StepRecord record{
        .name = step.name, .key = key, .folder = directory / "steps" / fmt::format("{}-{}", step.name, key)};
    const auto stored = read_record(record.folder);
    record.done = is_done(step, record.folder, stored);
    if (stored.is_object()) record.seconds = stored.value("seconds", 0.0);
    records.push_back(std::move(record));
  }
  return records;
}

std::vector<StepRecord> run_steps(const std::vector<Step>& steps, const fs::path& directory, const RunContext& context,
                                  const std::function<void(const std::string&)>& log) {
  std::error_code failure;
  fs::create_directories(directory / "steps", failure);
  if (failure) throw Error(ErrorKind::engine, {directory.string(), "cannot be created: " + failure.message(), {}, {}});
  const FolderLock lock(directory);
  auto records = examine(steps, directory);
  const auto folder_of = [&](const std::string& name) {
    const auto hit = std::find_if(records.begin(), records.end(), [&](const StepRecord& r) { return r.name == name; });
    if (hit == records.end()) throw std::logic_error("step '" + name + "' is not in the study");
    return hit->folder;
  };
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const Step& step = steps[s];
    StepRecord& record = records[s];
    if (record.done) {
      point_link(directory, record);
      log(fmt::format("[{}/{}] {}: done already", s + 1, steps.size(), step.name));
      continue;
    }
    if (context.stop_requested())
      throw Error(ErrorKind::stopped, {step.name, "stopped before this step", {}, "the same command continues"});
    log(fmt::format("[{}/{}] {}: {}", s + 1, steps.size(), step.name, step.summary));
    fs::create_directories(record.folder);
    const auto start = std::chrono::steady_clock::now();
    nlohmann::json stored = {{"name", step.name}, {"key", record.key}, {"done", false}, {"version", version}};
    for (const auto& [name, value] : step.options) stored["options"][name] = value;
    for (const auto& input : step.inputs) stored["inputs"][input.string()] = hash_file(input);
    const auto save = [&](bool done) {
      record.done = done;
      stored["done"] = done;
      stored["seconds"] =
          record.seconds + std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      write_file_atomically(record_path(record.folder), stored.dump(2) + "\n");
    };
    try {
      step.run(record.folder, folder_of, context);
    } catch (const Error&) {
      save(false);
      throw;
    }
    for (const auto& output : step.outputs) stored["outputs"][output] = hash_file(record.folder / output);
    save(true);
    record.seconds = stored["seconds"];
    point_link(directory, record);
  }
  return records;
}

}  // namespace glasscape
