#include "diffraction.hpp"

#include "verbs.hpp"

namespace glasscape::app {

void add_diffraction(CLI::App& app, Session& session) {
  CLI::App* verb = app.add_subcommand("diffraction", "detector images: integrated over rings and sectors");
  verb->require_subcommand(1);
  add_diffraction_anisotropy(*verb, session);
  add_integrate(*verb, session);
  add_diffraction_simulate(*verb, session);
}

}  // namespace glasscape::app
