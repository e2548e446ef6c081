#include "verbs.hpp"

namespace glasscape::app {

void add_verbs(CLI::App& app, Session& session) {
  add_compare(app, session);
  add_convert(app, session);
  add_deform(app, session);
  add_diffraction(app, session);
  add_doctor(app, session);
  add_dynamics(app, session);
  add_energy(app, session);
  add_events(app, session);
  add_explore(app, session);
  add_fields(app, session);
  add_inhomogenize(app, session);
  add_md_worker(app, session);
  add_merge(app, session);
  add_modes(app, session);
  add_network(app, session);
  add_orientation(app, session);
  add_path(app, session);
  add_pdf(app, session);
  add_percolation(app, session);
  add_polymer(app, session);
  add_potential(app, session);
  add_quench(app, session);
  add_relate(app, session);
  add_relax(app, session);
  add_report(app, session);
  add_study(app, session);
  add_submit(app, session);
  add_train(app, session);
  add_transform(app, session);
}

}  // namespace glasscape::app
