#pragma once

#include "glasscape/study/results.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"
#include "glasscape/study/study_number.hpp"

namespace glasscape {

/// Whether a number of ours agrees with what was published.
enum class Agreement { agrees, differs, within_error, unbounded, missing };

/// agrees: between low and high; within_error: its interval reaches there; unbounded: the line has no bounds; missing:
/// no number.
Agreement agreement(const StudyNumber& ours, const PublishedNumber& line);

/// The step that puts published numbers and ours side by side: table.md, table.csv and table.json in its folder.
/// It needs the steps that its lines name. Throws Error(usage) for a line that names no step of the study.
Step compare_step(const StudyFile& study, const std::vector<Step>& steps);

}  // namespace glasscape
