#include "glasscape/md/worker.hpp"
#include "verbs.hpp"

namespace glasscape::app {

// Hidden: run_md starts it, under mpirun or alone; LAMMPS may end its process without harm to anybody else.
void add_md_worker(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("md-worker", "")->group("");
  auto folder = std::make_shared<std::string>();
  verb->add_option("folder", *folder, "")->required();
  verb->callback([&session, folder] { session.action = [folder] { return md_worker(*folder); }; });
}

}  // namespace glasscape::app
