#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "glasscape/core/unit.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct EnergyFlags {
  InputFlags input;
  std::string potential, output, isa = "auto";
};

// g/cm³, or NaN where a mass is not known.
double density(const Configuration& configuration) {
  double mass = 0;
  for (const auto type : configuration.types) {
    const double m = configuration.species[static_cast<std::size_t>(type)].mass;
    mass += m > 0 ? m : std::nan("");
  }
  return mass / configuration.box.volume() * constants::g_cm3_per_u_A3;
}

void write_fields(const EnergyFlags& flags, Configuration configuration, const Evaluation& result,
                  const ForceField& potential) {
  std::vector<double> forces;
  for (const Vec3& f : result.forces) forces.insert(forces.end(), {f.x, f.y, f.z});
  configuration.fields.emplace_back("force", Unit("eV/Å"), std::move(forces), 3, potential.description());
  configuration.fields.emplace_back("potential_energy", Unit("eV"), result.per_atom, 1, potential.description());
  write_configuration(flags.output, configuration);
}

int run_energy(const EnergyFlags& flags, Session& session) {
  const nlohmann::json resolved{
      {"potential", flags.potential}, {"output", flags.output}, {"isa", flags.isa}, {"elements", flags.input.elements}};
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  if (!flags.output.empty()) require_fresh_output(flags.output, session);
  const Configuration configuration = load(flags.input, session);
  const auto potential = open_potential(flags.potential);
  EvaluatorOptions options;
  options.threads = session.context().thread_count();
  options.isa = flags.isa;
  const Evaluation result =
      potential->evaluator(configuration, options)->evaluate(configuration.box, configuration.positions);
  if (!std::isfinite(result.energy)) {
    throw Error(ErrorKind::numerical,
                {flags.input.path, "the energy is not finite", "atoms apart by more than a fraction of an Å",
                 "look for atoms that nearly coincide"});
  }
  double largest = 0;
  for (const Vec3& f : result.forces) largest = std::max(largest, norm(f));
  const double atoms = static_cast<double>(configuration.size()), volume = configuration.box.volume();
  const Mat3 stress = result.virial * (-constants::GPa_per_eV_A3 / volume);
  if (!flags.output.empty()) {
    write_fields(flags, configuration, result, *potential);
    write_run_record(flags.output, session, resolved, {flags.input.path, flags.potential});
  }
  if (session.json) {
    nlohmann::json json{{"atoms", configuration.size()},
                        {"energy_eV", result.energy},
                        {"energy_per_atom_eV", result.energy / atoms},
                        {"max_force_eV_A", largest},
                        {"stress_GPa",
                         {{"xx", stress[0].x},
                          {"yy", stress[1].y},
                          {"zz", stress[2].z},
                          {"yz", stress[1].z},
                          {"xz", stress[0].z},
                          {"xy", stress[0].y}}},
                        {"volume_A3", volume},
                        {"volume_per_atom_A3", volume / atoms},
                        {"density_g_cm3", density(configuration)},
                        {"potential", potential->description()},
                        {"potential_hash", potential->fingerprint()}};
    if (!flags.output.empty()) json["output"] = flags.output;
    std::puts(json.dump(2).c_str());
    return ExitCode::success;
  }
  std::puts(fmt::format("{} {} atoms, {}\n"
                        "energy          {:.6f} eV/atom ({:.6f} eV)\n"
                        "largest force   {:.6g} eV/Å\n"
                        "stress          xx {:.5g}  yy {:.5g}  zz {:.5g}  yz {:.5g}  xz {:.5g}  xy {:.5g} GPa\n"
                        "volume          {:.4f} Å³/atom, {:.4f} g/cm³",
                        configuration.size(), configuration.formula(), potential->description(), result.energy / atoms,
                        result.energy, largest, stress[0].x, stress[1].y, stress[2].z, stress[1].z, stress[0].z,
                        stress[0].y, volume / atoms, density(configuration))
                .c_str());
  if (!flags.output.empty()) std::puts(fmt::format("written         {}", flags.output).c_str());
  return ExitCode::success;
}

}  // namespace

void add_energy(CLI::App& app, Session& session) {
  auto flags = std::make_shared<EnergyFlags>();
  CLI::App* verb = app.add_subcommand("energy", "energy, largest force and stress of a configuration as it is");
  add_input_flags(*verb, flags->input);
  verb->add_option("--potential", flags->potential,
                   "interatomic potential (docs/potentials.md): a file, kim:MODEL, ka-lj")
      ->required();
  verb->add_option("-o,--output", flags->output,
                   "write the configuration with force and energy of each atom; the ending chooses the format");
  verb->add_option("--isa", flags->isa, "instruction set of the EAM kernel: auto, avx512, avx2, plain");
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_energy(*flags, session); }; });
}

}  // namespace glasscape::app
