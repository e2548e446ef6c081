#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/study/step.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// The steps of a study in the order they run: glass, relax, pdf, fields.LABEL..., explore, deform, relate.
///
/// Every option is checked here, before anything is computed. Throws Error(usage) with file and line for options,
/// Error(input) for a potential or glass file that cannot be used.
std::vector<Step> build_steps(const StudyFile& study, const RunContext& context);

/// What --plan shows: each step, whether it is done, and the estimated time of the others.
std::string plan_text(const std::vector<Step>& steps, const std::filesystem::path& directory);

/// Runs the steps that are not done, writes study.json, and makes report.html if anything in it has changed.
///
/// study.json is written before the first step and after the last, so that a stopped study has a report too. Throws as
/// run_steps does.
void run_study(const StudyFile& study, const std::vector<Step>& steps, const std::filesystem::path& directory,
               const RunContext& context, const std::function<void(const std::string&)>& log);

/// Writes the report of a results folder to `output` (report.html inside it by default).
void write_report(const std::filesystem::path& directory, const std::filesystem::path& output);

}  // namespace glasscape
