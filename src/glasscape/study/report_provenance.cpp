#include <fmt/format.h>

#include "glasscape/core/version.hpp"
#include "glasscape/study/report.hpp"

namespace glasscape::report {

page::Json provenance(const StudyResults& results) {
  const auto& m = results.manifest;
  std::vector<std::pair<std::string, std::string>> rows = {
      {"program", m.value("program", "")},
      {"compiler", m.value("compiler", "")},
      {"machine", m.value("machine", "")},
      {"seed", fmt::format("{}", m.value("seed", std::int64_t{0}))},
      {"study file hash", m.value("study_hash", "")},
  };
  for (const StudyResults& branch : results.branches()) {
    const auto& own = branch.manifest;
    const std::string of = branch.branch.empty() ? "" : ", " + branch.branch;
    rows.emplace_back("potential" + of, own.value("potential", ""));
    rows.emplace_back("potential hash" + of, own.value("potential_hash", ""));
  }
  std::vector<page::Json> steps;
  std::vector<page::Json> items;
  for (const auto& step : m.at("steps")) {
    steps.push_back({step.at("name"), step.value("summary", ""), step.value("done", false) ? "done" : "not done",
                     page::number(step.value("seconds", 0.0)), step.value("key", "")});
  }
  items.push_back(page::facts("run", "Run", rows));
  items.push_back(page::table("steps", "Steps",
                              {{.label = "step", .text = true},
                               {.label = "what", .text = true},
                               {.label = "state", .text = true},
                               {.label = "time", .unit = "s", .digits = 1},
                               {.label = "key", .text = true}},
                              steps, "A key is a hash of options, inputs, code and the keys of earlier steps."));
  std::vector<page::Json> options;
  for (const auto& step : m.at("steps")) {
    const auto given = step.value("options", page::Json::object()), inputs = step.value("inputs", page::Json::object());
    for (const auto& [name, value] : given.items()) options.push_back({step.at("name"), name, value});
    for (const auto& [name, value] : inputs.items()) options.push_back({step.at("name"), "hash of " + name, value});
  }
  items.push_back(page::table(
      "options", "Options of each step",
      {{.label = "step", .text = true}, {.label = "option", .text = true}, {.label = "value", .text = true}}, options));
  return page::section("provenance", "What was run", {}, std::move(items));
}

}  // namespace glasscape::report
