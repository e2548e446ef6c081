#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/forces/eam_force_field.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/forces/kim_model.hpp"
#include "glasscape/forces/molecular/molecular_model.hpp"
#include "glasscape/forces/pair_potential.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;

constexpr const char* forms =
    "FILE.eam.fs, FILE.eam.alloy, FILE.eam[,FILE2.eam...], kim:MODEL_ID, FILE.toml, ka-lj, ka-lj-smooth, martini-ps-a";

void require_file(const fs::path& path, const std::string& specification) {
  std::error_code error;
  if (!fs::exists(path, error)) {
    std::vector<std::string> there;
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    for (const auto& entry : fs::directory_iterator(folder, error)) there.push_back(entry.path().filename().string());
    const std::string near = nearest(path.filename().string(), there);
    throw input_error(
        "potential " + specification, fmt::format("there is no file {}", path.string()), forms,
        near.empty() ? "check the path" : fmt::format("did you mean {}?", (path.parent_path() / near).string()));
  }
  if (!fs::is_regular_file(path, error))
    throw input_error("potential " + specification, path.string() + " is no file", forms);
}

EamFile read_eam(const fs::path& path, const std::string& specification) {
  require_file(path, specification);
  return parse_eam(path.filename().string(), read_file(path));
}

std::shared_ptr<const ForceField> open_kim(const std::string& id) {
  const KimModel model = read_kim_model(id);
  const std::string where = "kim:" + id;
  if (!model.driver.starts_with("EAM_Dynamo__")) {
    throw input_error(
        where, model.driver.empty() ? "the model carries its own code" : fmt::format("its driver is {}", model.driver),
        "models of the driver EAM_Dynamo", "list them: glasscape potential --list");
  }
  std::vector<EamFile> files;
  for (const auto& [symbol, content] : model.files) {
    // The symbol is the file's name with dots made underscores; LAMMPS wants none of either.
    std::string name = symbol;
    for (const auto& [tail, ending] :
         {std::pair{"_eam_fs", ".eam.fs"}, {"_eam_alloy", ".eam.alloy"}, {"_eam", ".eam"}}) {
      if (name.ends_with(tail)) name.replace(name.size() - std::string_view(tail).size(), std::string::npos, ending);
    }
    files.push_back(parse_eam(name, content));
  }
  if (files.empty())
    throw input_error(where, "the model's library exports no parameter file", {},
                      "reinstall the package openkim-models");
  return std::make_shared<EamForceField>(std::move(files), where);
}

// ka-lj or ka-lj-smooth, with :epsilon=E,sigma=S behind it if the units are to be others than 1 eV and 1 Å.
std::shared_ptr<const ForceField> open_kob_andersen(const std::string& specification) {
  const auto colon = std::min(specification.find(':'), specification.size());
  const std::string name = specification.substr(0, colon);
  const std::string where = "potential " + specification;
  if (name != "ka-lj" && name != "ka-lj-smooth")
    throw input_error(where, "there is no such preset", "ka-lj, ka-lj-smooth");
  double epsilon = 1, sigma = 1;
  for (std::size_t at = colon + 1; at <= specification.size();) {
    const auto end = std::min(specification.find(',', at), specification.size());
    const std::string word = specification.substr(at, end - at);
    const auto equals = std::min(word.find('='), word.size());
    const std::string key = word.substr(0, equals), value = word.substr(std::min(equals + 1, word.size()));
    if (key != "epsilon" && key != "sigma")
      throw input_error(where, fmt::format("unknown setting '{}'", key), "epsilon, sigma");
    double& target = key == "epsilon" ? epsilon : sigma;
    target = parse_quantity(value, Unit(key == "epsilon" ? "eV" : "Å"), where + ": " + key);
    if (!(target > 0)) throw input_error(where, fmt::format("{} = {:g}", key, target), "> 0");
    at = end + 1;
  }
  return make_pair_force_field(
      kob_andersen(name == "ka-lj" ? Truncation::shifted : Truncation::shifted_force, epsilon, sigma), specification);
}

}  // namespace

std::shared_ptr<const ForceField> open_potential(const std::string& specification) {
  if (specification.empty()) throw input_error("potential", "nothing is given", forms);
  if (specification.starts_with("kim:")) return open_kim(specification.substr(4));
  if (specification.starts_with("ka-lj")) return open_kob_andersen(specification);
  if (const char* shipped = shipped_molecular_model(specification)) {
    return make_molecular_force_field(parse_molecular_model(shipped, specification), specification);
  }
  if (specification.ends_with(".toml")) {
    const fs::path path(specification);
    require_file(path, specification);
    const std::string text = read_file(path);
    if (is_molecular_file(text)) {
      return make_molecular_force_field(parse_molecular_model(text, specification), specification);
    }
    return make_pair_force_field(parse_pair_potential(text, specification), specification);
  }
  std::vector<EamFile> files;
  for (std::size_t at = 0; at <= specification.size();) {
    const auto end = std::min(specification.find(',', at), specification.size());
    files.push_back(read_eam(specification.substr(at, end - at), specification));
    at = end + 1;
  }
  return std::make_shared<EamForceField>(std::move(files), specification);
}

}  // namespace glasscape
