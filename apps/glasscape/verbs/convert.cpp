#include <memory>

#include "glasscape/io/configuration_io.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {

void add_convert(CLI::App& app, Session& session) {
  CLI::App* verb = app.add_subcommand("convert", "read a configuration and write it in another format");
  const auto input = std::make_shared<InputFlags>();
  const auto output = std::make_shared<std::string>();
  add_input_flags(*verb, *input);
  verb->add_option("-o,--output", *output,
                   "file to write: .data .lmp .dump .lammpstrj .xyz .extxyz, also with .gz or .zst")
      ->required();
  add_common_flags(*verb, session);
  verb->callback([input, output, &session] {
    session.action = [input, output, &session] {
      const nlohmann::json resolved{{"elements", input->elements},
                                    {"atom_style", input->atom_style},
                                    {"frame", input->frame},
                                    {"output", *output}};
      if (session.print_config) {
        std::puts(resolved.dump(2).c_str());
        return ExitCode::success;
      }
      require_fresh_output(*output, session);
      const Configuration configuration = load(*input, session);
      write_configuration(*output, configuration);
      write_run_record(*output, session, resolved, {input->path});
      if (session.json) {
        std::puts(
            nlohmann::json{{"output", *output}, {"atoms", configuration.size()}, {"formula", configuration.formula()}}
                .dump(2)
                .c_str());
      }
      return ExitCode::success;
    };
  });
}

}  // namespace glasscape::app
