#include "glasscape/landscape/relax.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct RelaxFlags {
  InputFlags input;
  std::string potential, output;
  RelaxOptions options;
};

nlohmann::json stress_json(const Mat3& s) {
  return {{"xx", s[0].x}, {"yy", s[1].y}, {"zz", s[2].z}, {"xy", s[0].y}, {"xz", s[0].z}, {"yz", s[1].z}};
}

// "glass.xyz.gz" -> "glass.unconverged.xyz.gz": another name for the same format.
std::filesystem::path unconverged_name(const std::filesystem::path& output) {
  std::filesystem::path stem = output.filename(), ending;
  if (stem.extension() == ".gz" || stem.extension() == ".zst") {
    ending = stem.extension();
    stem = stem.stem();
  }
  ending = stem.extension().string() + ending.string();
  return output.parent_path() / (stem.stem().string() + ".unconverged" + ending.string());
}

int run_relax(const RelaxFlags& flags, Session& session) {
  nlohmann::json resolved = resolved_json(relax_parameters(), flags.options);
  resolved["potential"] = flags.potential;
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  require_fresh_output(flags.output, session);
  const Configuration start = load(flags.input, session);
  const auto force_field = open_potential(flags.potential);
  const RelaxResult result = relax(start, force_field, flags.options, session.context());
  const bool converged = result.status == MinimiseStatus::converged;
  const std::filesystem::path target = converged ? std::filesystem::path(flags.output) : unconverged_name(flags.output);
  write_configuration(target, result.configuration);
  write_run_record(target, session, resolved, {flags.input.path, flags.potential});

  const double atoms = static_cast<double>(start.size());
  if (session.json) {
    const nlohmann::json json{{"status", to_string(result.status)},
                              {"atoms", start.size()},
                              {"energy_per_atom_eV", result.energy / atoms},
                              {"initial_energy_per_atom_eV", result.initial_energy / atoms},
                              {"max_force_eV_A", result.max_force},
                              {"stress_GPa", stress_json(result.stress)},
                              {"volume_per_atom_A3", result.configuration.box.volume() / atoms},
                              {"evaluations", result.evaluations},
                              {"output", target.string()}};
    std::puts(json.dump(2).c_str());
  } else {
    std::puts(fmt::format("{} {} atoms, {}: {} after {} evaluations\n"
                          "energy          {:.6f} eV/atom (start: {:.6f})\n"
                          "largest force   {:.2e} eV/Å\n"
                          "pressure        {:.2e} GPa\n"
                          "volume          {:.4f} Å³/atom\n"
                          "written         {}",
                          start.size(), start.formula(), force_field->description(), to_string(result.status),
                          result.evaluations, result.energy / atoms, result.initial_energy / atoms, result.max_force,
                          -trace(result.stress) / 3, result.configuration.box.volume() / atoms, target.string())
                  .c_str());
  }
  if (converged) return ExitCode::success;
  if (result.status == MinimiseStatus::stopped) {
    session.log(
        fmt::format("stopped; what was reached is in {}; relax that file to go on from there", target.string()));
    return ExitCode::resumable;
  }
  throw Error(ErrorKind::numerical,
              {.where = "relax",
               .what = fmt::format("not converged ({}), with a force of {:.2e} eV/Å left", to_string(result.status),
                                   result.max_force),
               .allowed = fmt::format("at most {} eV/Å (--force-tolerance)", flags.options.force_tolerance),
               .remedy = fmt::format("what was reached is in {}; relax that file further, with a larger "
                                     "--max-evaluations or tolerance",
                                     target.string())});
}

}  // namespace

void add_relax(CLI::App& app, Session& session) {
  auto flags = std::make_shared<RelaxFlags>();
  CLI::App* verb = app.add_subcommand("relax", "move a configuration to its inherent structure, box fixed or free");
  add_input_flags(*verb, flags->input);
  verb->add_option("--potential", flags->potential, "interatomic potential: a file or kim:MODEL")->required();
  verb->add_option("-o,--output", flags->output, "result; the ending chooses the format")->required();
  add_parameter_flags(*verb, relax_parameters(), flags->options);
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_relax(*flags, session); }; });
}

}  // namespace glasscape::app
