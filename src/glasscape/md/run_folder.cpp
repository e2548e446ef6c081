#include "glasscape/md/run_folder.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/md/worker_files.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* plan_file = "plan.json";

// What differs between the run that a folder was begun with and this one, for the message.
std::string difference(const Json& before, const Json& now) {
  std::string text;
  for (const auto& [name, value] : now.items()) {
    if (name.starts_with("tg_") || !before.contains(name) || before[name] == value) continue;
    text += fmt::format("{}{} was {}, is {}", text.empty() ? "" : "; ", name, before[name].get<std::string>(),
                        value.get<std::string>());
  }
  return text.empty() ? "what it starts from, or the potential's numbers, differ" : text;
}

}  // namespace

bool claim_folder(const RunIdentity& run, const fs::path& folder, bool replace) {
  const fs::path path = folder / plan_file;
  if (fs::exists(path)) {
    Json before;
    try {
      before = Json::parse(read_file(path));
      if (before.at("key") == run.key) return true;
    } catch (const Json::exception&) {
      before = Json::object();
    }
    if (!replace) {
      throw usage_error(folder.string(),
                        fmt::format("holds another {}: ", run.what) +
                            difference(before.value("options", Json::object()), *run.options),
                        {}, "choose another folder, or replace it with --force");
    }
  }
  for (const char* name : {worker_files::state, worker_files::series, worker_files::log, worker_files::final_atoms,
                           worker_files::program, worker_files::initial, "restart.1", "restart.2"}) {
    fs::remove(folder / name);
  }
  for (const char* name : run.results) fs::remove(folder / name);
  write_file_atomically(path, Json{{"key", run.key}, {"options", *run.options}}.dump(1) + "\n");
  return false;
}

void remove_checkpoints(const fs::path& folder) {
  for (const char* name : {"restart.1", "restart.2", worker_files::initial, worker_files::program}) {
    fs::remove(folder / name);
  }
}

}  // namespace glasscape
