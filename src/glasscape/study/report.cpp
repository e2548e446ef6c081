#include "glasscape/study/report.hpp"

#include <algorithm>
#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <functional>

#include "glasscape/core/version.hpp"

namespace glasscape {

namespace {

// A section of every branch: once where all have the same, else one for each, named after its branch.
std::vector<page::Json> of_branches(const std::vector<StudyResults>& branches,
                                    const std::function<page::Json(std::size_t)>& make) {
  std::vector<page::Json> sections;
  for (std::size_t b = 0; b < branches.size(); ++b) sections.push_back(make(b));
  const bool same =
      std::all_of(sections.begin(), sections.end(), [&](const page::Json& s) { return s == sections.front(); });
  if (same) return {sections.front()};
  for (std::size_t b = 0; b < branches.size(); ++b) {
    if (sections[b].is_null()) continue;
    sections[b]["id"] = fmt::format("{}-{}", sections[b]["id"].get<std::string>(), branches[b].branch);
    sections[b]["title"] = fmt::format("{}: {}", sections[b]["title"].get<std::string>(), branches[b].branch);
  }
  return sections;
}

}  // namespace

std::string report_html(const StudyResults& results) {
  page::Json report;
  report["format"] = 1;
  report["title"] = results.manifest.value("title", "glasscape report");
  if (results.manifest.contains("description")) report["subtitle"] = results.manifest["description"];
  report["generated"] = {{"program", fmt::format("glasscape {}", version)},
                         {"time", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))}};
  report["sections"] = page::Json::array();
  const auto add = [&](page::Json section) {
    if (!section.is_null()) report["sections"].push_back(std::move(section));
  };
  const std::vector<StudyResults> branches = results.branches();
  const bool relaxed = std::all_of(branches.begin(), branches.end(),
                                   [](const StudyResults& b) { return b.has("relax", "relaxed.xyz"); });
  if (relaxed) {
    std::vector<Configuration> glasses;
    for (const StudyResults& branch : branches) glasses.push_back(branch.configuration());
    const auto add_each = [&](const std::function<page::Json(const StudyResults&, const Configuration&)>& make) {
      for (page::Json& section : of_branches(branches, [&](std::size_t b) { return make(branches[b], glasses[b]); })) {
        add(std::move(section));
      }
    };
    const auto without_atoms = [](page::Json (*make)(const StudyResults&)) {
      return [make](const StudyResults& r, const Configuration&) { return make(r); };
    };
    add_each(report::overview);
    add_each(without_atoms(report::cooling));
    add_each(report::structure);
    add_each(report::landscape);
    add_each(without_atoms(report::modes));
    add_each(report::deform);
    add(report::regions(branches));
    add(report::network(branches));
    add(report::mechanical_test(branches));
    add(report::motion(branches));
    add(report::anisotropy(branches));
    add(report::orientation(branches));
    add(report::diffraction(branches));
    add(report::elasticity(branches));
    add(report::dynamics(branches));
    add_each(without_atoms(report::relations));
  } else {
    add(page::section(
        "unfinished", "Not finished yet", {},
        {page::text("unfinished-text",
                    "The study has no inherent structure yet. Run the same `glasscape study` command again: "
                    "it continues where it stopped.",
                    "warning")}));
    add(report::cooling(branches.front()));
  }
  add(report::compare(results));
  add(report::provenance(results));
  return page::render(report);
}

}  // namespace glasscape
