#pragma once

// What several steps of a study are made of.

#include <fmt/format.h>
#include <initializer_list>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// Modules whose code decides what a step makes; each list names what the step's own modules include.
inline const std::vector<std::string> file_modules = {"core", "geometry", "io"};
inline const std::vector<std::string> force_modules = {"core", "geometry", "io", "neighbors", "forces"};

inline std::vector<std::string> with(std::vector<std::string> modules, std::initializer_list<const char*> more) {
  modules.insert(modules.end(), more.begin(), more.end());
  return modules;
}

/// About the wall time [s] of molecular dynamics: our forces and LAMMPS's own work (bench_md).
inline double md_run_seconds(double time, double timestep, double atoms, const RunContext& context) {
  return 1 + time / timestep * atoms * 0.56e-6 / context.thread_count();
}

/// The step whose glass.data later steps start from: the glass, or what was made of it.
inline std::string source_step(const StudyFile& study) { return study.inhomogenize.present ? "inhomogenize" : "glass"; }

/// The same error, with the place in the study file in front.
inline Error placed(const StudySection& section, const std::string& table, const Error& e) {
  return Error(e.kind(), {fmt::format("{}: [{}]: {}", section.where, table, e.text().where), e.text().what,
                          e.text().allowed, e.text().remedy});
}

}  // namespace glasscape
