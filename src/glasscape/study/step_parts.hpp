#pragma once

// What several steps of a study are made of.

#include <fmt/format.h>
#include <initializer_list>
#include <string>
#include <vector>

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

/// The same error, with the place in the study file in front.
inline Error placed(const StudySection& section, const std::string& table, const Error& e) {
  return Error(e.kind(), {fmt::format("{}: [{}]: {}", section.where, table, e.text().where), e.text().what,
                          e.text().allowed, e.text().remedy});
}

}  // namespace glasscape
