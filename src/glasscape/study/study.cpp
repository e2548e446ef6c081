#include "glasscape/study/study.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <thread>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/core/version.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/study/page_template.hpp"
#include "glasscape/study/report.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string duration(double seconds) {
  if (seconds < 90) return fmt::format("{:.0f} s", std::max(1.0, seconds));
  if (seconds < 5400) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

json manifest(const StudyFile& study, const std::vector<Step>& steps, const std::vector<StepRecord>& records) {
  json result = {{"title", study.title},
                 {"description", study.description},
                 {"seed", study.seed},
                 {"study_file", study.path.filename().string()},
                 {"study_hash", hash_file(study.path)},
                 {"program", fmt::format("glasscape {}", version)},
                 {"compiler", fmt::format("{}, {}", compiler, build_type)},
                 {"machine", fmt::format("{} hardware threads", std::thread::hardware_concurrency())}};
  const auto add_potential = [](json& target, const StudyFile& whole) {
    target["potential"] = whole.potential;
    target["potential_hash"] = open_potential(whole.potential)->fingerprint();
  };
  if (study.branches.empty()) add_potential(result, study);
  for (const StudyFile& branch : study.branches) {
    result["branches"].push_back({{"name", branch.branch}, {"seed", branch.seed}});
    add_potential(result["branches"].back(), branch);
  }
  for (std::size_t s = 0; s < steps.size(); ++s) {
    json step = {{"name", steps[s].name},   {"summary", steps[s].summary},   {"key", records[s].key},
                 {"done", records[s].done}, {"seconds", records[s].seconds}, {"needs", steps[s].needs}};
    if (!steps[s].branch.empty()) step["branch"] = steps[s].branch;
    for (const auto& [name, value] : steps[s].options) step["options"][name] = value;
    for (const auto& input : steps[s].inputs) step["inputs"][input.filename().string()] = hash_file(input);
    result["steps"].push_back(std::move(step));
  }
  return result;
}

// Everything that decides how the report looks, so that a study that is done leaves a report that is right alone.
std::string report_key(const json& manifest) { return hash_text(manifest.dump() + std::string(page_template())); }

}  // namespace

std::string plan_text(const std::vector<Step>& steps, const fs::path& directory) {
  const auto records = examine(steps, directory);
  std::string text;
  double total = 0;
  std::size_t widest = 27;
  for (const Step& step : steps) widest = std::max(widest, step.name.size());
  for (std::size_t s = 0; s < steps.size(); ++s) {
    std::string state = "done";
    if (!records[s].done) {
      const double seconds = steps[s].estimate ? steps[s].estimate() : 1;
      total += seconds;
      state = "about " + duration(seconds);
    }
    text += fmt::format("{:<{}} {:<14} {}\n", steps[s].name, widest + 1, state, steps[s].summary);
  }
  text += total > 0 ? fmt::format("in total about {} with all cores\n", duration(total)) : "nothing to do\n";
  return text;
}

void write_report(const fs::path& directory, const fs::path& output) {
  write_file_atomically(output, report_html(open_results(directory)));
}

void run_study(const StudyFile& study, const std::vector<Step>& steps, const fs::path& directory,
               const RunContext& context, const std::function<void(const std::string&)>& log) {
  const auto save = [&](const std::vector<StepRecord>& records) {
    const json now = manifest(study, steps, records);
    const fs::path path = directory / "study.json", report = directory / "report.html",
                   key = directory / "steps" / "report.key";
    write_file_atomically(path, now.dump(2) + "\n");
    std::error_code ignored;
    if (fs::exists(report, ignored) && fs::exists(key, ignored) && read_file(key) == report_key(now)) {
      log(fmt::format("report: {} is up to date", report.string()));
      return;
    }
    write_report(directory, report);
    write_file_atomically(key, report_key(now));
    log(fmt::format("report: {}", report.string()));
  };
  try {
    save(run_steps(steps, directory, context, log));
  } catch (const Error& e) {
    // What is finished is worth a report, whatever stopped the rest; the first failure is the one to report.
    try {
      if (fs::is_directory(directory / "steps")) save(examine(steps, directory));
    } catch (const Error& second) {
      log(fmt::format("report: not written: {}", second.what()));
    }
    throw;
  }
}

}  // namespace glasscape
