#pragma once

#include <string>

#include "glasscape/study/results.hpp"

namespace glasscape::report {

/// What curves and rows of a branch are called.
inline std::string branch_label(const StudyResults& results) {
  return results.branch.empty() ? "this glass" : results.branch;
}

}  // namespace glasscape::report
