#include "glasscape/study/report.hpp"

#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "glasscape/core/version.hpp"

namespace glasscape {

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
  if (results.has("relax", "relaxed.xyz")) {
    const Configuration configuration = results.configuration();
    add(report::overview(results, configuration));
    add(report::cooling(results));
    add(report::structure(results, configuration));
    add(report::landscape(results, configuration));
    add(report::modes(results));
    add(report::deform(results, configuration));
    add(report::relations(results));
  } else {
    add(page::section(
        "unfinished", "Not finished yet", {},
        {page::text("unfinished-text",
                    "The study has no inherent structure yet. Run the same `glasscape study` command again: "
                    "it continues where it stopped.",
                    "warning")}));
    add(report::cooling(results));
  }
  add(report::compare(results));
  add(report::provenance(results));
  return page::render(report);
}

}  // namespace glasscape
