#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "glasscape/core/suggest.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/forces/kim_model.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct PotentialFlags {
  std::string specification;
  bool list = false;
};

int list_models(const PotentialFlags& flags, const Session& session) {
  nlohmann::json ids = nlohmann::json::array();
  for (const auto& id : installed_kim_models()) {
    // Only models of the driver for EAM tables can be evaluated here.
    if (!id.starts_with("EAM_Dynamo_") || id.find(flags.specification) == std::string::npos) continue;
    ids.push_back("kim:" + id);
  }
  if (session.json) {
    std::puts(nlohmann::json{{"folder", kim_models_folder().string()}, {"models", ids}}.dump(2).c_str());
  } else {
    session.log(fmt::format("{} EAM models in {}", ids.size(), kim_models_folder().string()));
    for (const auto& id : ids) std::puts(id.get<std::string>().c_str());
  }
  return ExitCode::success;
}

int run_potential(const PotentialFlags& flags, const Session& session) {
  if (flags.list) return list_models(flags, session);
  if (flags.specification.empty()) {
    throw usage_error("potential", "no potential is given", "a potential (docs/potentials.md), or --list");
  }
  const auto potential = open_potential(flags.specification);
  std::vector<Species> species;
  for (const auto& name : potential->species()) species.push_back({name, 0});
  const auto commands = potential->lammps_commands(species, ".");
  std::vector<std::string> files;
  for (const auto& file : potential->parameter_files()) files.push_back(file.name);
  if (session.json) {
    const nlohmann::json json{{"description", potential->description()},
                              {"species", potential->species()},
                              {"cutoff_A", potential->cutoff()},
                              {"hash", potential->fingerprint()},
                              {"files", files},
                              {"lammps", commands}};
    std::puts(json.dump(2).c_str());
  } else {
    std::puts(fmt::format("{}\nspecies   {}\ncutoff    {:g} Å\nhash      {}\nin LAMMPS {}", potential->description(),
                          join(potential->species()), potential->cutoff(), potential->fingerprint(),
                          join(commands, "\n          "))
                  .c_str());
  }
  return ExitCode::success;
}

}  // namespace

void add_potential(CLI::App& app, Session& session) {
  auto flags = std::make_shared<PotentialFlags>();
  CLI::App* verb = app.add_subcommand("potential", "describe an interatomic potential, or list the installed ones");
  verb->add_option("POTENTIAL", flags->specification,
                   "a file, kim:MODEL, ka-lj (docs/potentials.md); with --list: text that ids must contain");
  verb->add_flag("--list", flags->list, "list the KIM models that can be used");
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_potential(*flags, session); }; });
}

}  // namespace glasscape::app
