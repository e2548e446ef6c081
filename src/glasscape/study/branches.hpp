#pragma once

#include <string>
#include <vector>

#include "glasscape/study/step.hpp"

namespace glasscape {

/// The steps of one branch of a study.
struct BranchSteps {
  std::string branch;
  std::vector<Step> steps;
};

/// One list of steps for all branches: a step that is the same in every branch, with everything it needs, is done once
/// under its own name; others are done in each branch, as STEP.BRANCH.
std::vector<Step> join_branches(std::vector<BranchSteps> branches);

}  // namespace glasscape
