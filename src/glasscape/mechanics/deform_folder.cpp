#include "glasscape/mechanics/deform_folder.hpp"

#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/mechanics/deform_files.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json read_json(const fs::path& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return nullptr;
  json result = json::parse(read_file(path), nullptr, false);
  return result.is_discarded() ? json(json::object()) : result;
}

std::string difference(const json& before, const json& now) {
  std::string text;
  for (const auto& [name, value] : now.items()) {
    if (before.is_object() && before.contains(name) && before[name] == value) continue;
    const std::string was = before.is_object() && before.contains(name) && before[name].is_string()
                                ? before[name].get<std::string>()
                                : "unknown";
    text += fmt::format("{}{} was {}, is {}", text.empty() ? "" : "; ", name, was, value.get<std::string>());
  }
  return text.empty() ? "the atoms or the potential differ" : text;
}

}  // namespace

HeldDeformation look_into_folder(const fs::path& folder, const std::string& key, const json& options, bool replace) {
  HeldDeformation held{read_json(folder / deform_files::result), read_json(folder / deform_files::checkpoint)};
  for (const json* there : {&held.result, &held.checkpoint}) {
    if (there->is_null() || replace || there->value("key", "") == key) continue;
    throw usage_error(folder.string(),
                      "holds another deformation: " + difference(there->value("options", json()), options), {},
                      "choose another folder, or replace it with --force");
  }
  return held;
}

void make_deform_folder(const fs::path& folder, bool replace) {
  std::error_code failed;
  if (replace) {
    for (const char* name : deform_files::all) fs::remove_all(folder / name, failed);
  }
  fs::create_directories(folder, failed);
  if (failed) {
    throw Error(ErrorKind::engine,
                {folder.string(), "cannot be made: " + failed.message(), {}, "choose another place"});
  }
}

std::string atoms_key(const Configuration& c) {
  std::string text;
  const auto add = [&](const void* data, std::size_t bytes) {
    text += hash_text({static_cast<const char*>(data), bytes});
  };
  add(c.positions.data(), c.positions.size() * sizeof(Vec3));
  add(c.types.data(), c.types.size() * sizeof(std::int32_t));
  add(c.ids.data(), c.ids.size() * sizeof(std::int64_t));
  add(&c.box.cell(), sizeof(Mat3));
  const Vec3 origin = c.box.origin();
  add(&origin, sizeof(Vec3));
  for (const Species& s : c.species) text += s.name + ",";
  return hash_text(text);
}

}  // namespace glasscape
