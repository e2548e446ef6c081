#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "common.hpp"

namespace glasscape::app {

/// What a verb's callback returns is the exit code (see exit_code in common.hpp for errors).
/// Each add_* declares its flags on the application and stores the action to run in `session.action`.
// clang-format off
// (one line per verb, alphabetically; the file is verbs/<name>.cpp)
void add_compare(CLI::App& app, Session& session);
void add_convert(CLI::App& app, Session& session);
void add_deform(CLI::App& app, Session& session);
void add_diffraction(CLI::App& app, Session& session);
void add_doctor(CLI::App& app, Session& session);
void add_dynamics(CLI::App& app, Session& session);
void add_energy(CLI::App& app, Session& session);
void add_events(CLI::App& app, Session& session);
void add_explore(CLI::App& app, Session& session);
void add_fields(CLI::App& app, Session& session);
void add_inhomogenize(CLI::App& app, Session& session);
void add_md_worker(CLI::App& app, Session& session);
void add_merge(CLI::App& app, Session& session);
void add_modes(CLI::App& app, Session& session);
void add_network(CLI::App& app, Session& session);
void add_orientation(CLI::App& app, Session& session);
void add_path(CLI::App& app, Session& session);
void add_pdf(CLI::App& app, Session& session);
void add_percolation(CLI::App& app, Session& session);
void add_polymer(CLI::App& app, Session& session);
void add_potential(CLI::App& app, Session& session);
void add_quench(CLI::App& app, Session& session);
void add_relate(CLI::App& app, Session& session);
void add_relax(CLI::App& app, Session& session);
void add_report(CLI::App& app, Session& session);
void add_study(CLI::App& app, Session& session);
void add_submit(CLI::App& app, Session& session);
void add_train(CLI::App& app, Session& session);
void add_transform(CLI::App& app, Session& session);
// clang-format on

/// All verbs in the order of the help page.
void add_verbs(CLI::App& app, Session& session);

}  // namespace glasscape::app
