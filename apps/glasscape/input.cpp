#include "input.hpp"

#include <fmt/format.h>

#include "glasscape/io/configuration_io.hpp"

namespace glasscape::app {

void add_input_flags(CLI::App& verb, InputFlags& flags, const std::string& name) {
  verb.add_option(name, flags.path, "LAMMPS data file, LAMMPS text dump or extended XYZ, also .gz and .zst")
      ->required();
  verb.add_option("--elements", flags.elements, "names of atom types 1, 2, ..., for example Cu,Zr")->delimiter(',');
  verb.add_option("--atom-style", flags.atom_style, "columns of a LAMMPS data file that does not name them")
      ->check(CLI::IsMember({"atomic", "charge", "molecular", "full"}));
  verb.add_option("--frame", flags.frame, "frame of a trajectory, from 0; negative from the end; default the last");
}

Configuration load(const InputFlags& flags, const Session& session) {
  const ReadOptions options{.elements = flags.elements, .atom_style = flags.atom_style, .frame = flags.frame};
  Configuration configuration = read_configuration(flags.path, options);
  for (const auto& note : configuration.notes) session.log(fmt::format("{}: {}", flags.path, note));
  session.log(fmt::format("{}: {} atoms, {}", flags.path, configuration.size(), configuration.formula()));
  return configuration;
}

}  // namespace glasscape::app
