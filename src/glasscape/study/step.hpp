#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/core/context.hpp"

namespace glasscape {

/// One node of a study's graph: a computation that turns files into files.
///
/// Its key is a hash of the kind, the resolved options, the content of the input files, the code of the
/// modules it runs, and the keys of the steps it needs. Results live in a folder named after the key, so a
/// finished result is never overwritten: another option makes another folder, and going back finds the old
/// one.
struct Step {
  std::string name;                                               ///< "glass", "fields.voronoi": unique in the study
  std::string summary;                                            ///< one line for --plan
  std::vector<std::string> needs = {};                            ///< names of earlier steps
  std::vector<std::pair<std::string, std::string>> options = {};  ///< resolved, everything that decides the result
  std::vector<std::filesystem::path> inputs = {};                 ///< the user's files
  std::vector<std::string> modules = {};  ///< modules of src/glasscape whose code decides the result
  std::vector<std::string> outputs = {};  ///< files that exist when it is done
  std::string branch = {};                ///< of the study, where the branches differ in it; part of the name
  /// Estimated wall time [s] with all cores; asked only for --plan, since it may measure something.
  std::function<double()> estimate = {};
  /// Computes into `folder` (which exists, and may hold what an interrupted run left there). `of(name)` is
  /// the folder of a step that this one needs. Throws Error(stopped) when it was stopped and can go on.
  std::function<void(const std::filesystem::path& folder,
                     const std::function<std::filesystem::path(const std::string&)>& of, const RunContext& context)>
      run = {};
};

/// What is known of a step in a results folder.
struct StepRecord {
  std::string name;
  std::string key;
  std::filesystem::path folder;  ///< DIR/steps/NAME-KEY
  bool done = false;
  double seconds = 0;  ///< measured, summed over interruptions
};

/// Keys and states of all steps, without running anything. Throws Error(input) if an input file cannot be
/// read.
std::vector<StepRecord> examine(const std::vector<Step>& steps, const std::filesystem::path& directory);

/// Runs what is not done yet, in order, and records it; DIR/NAME links to the present result of each step.
/// `log` receives one line per step. Returns the records. An Error leaves finished steps finished.
std::vector<StepRecord> run_steps(const std::vector<Step>& steps, const std::filesystem::path& directory,
                                  const RunContext& context, const std::function<void(const std::string&)>& log);

}  // namespace glasscape
