#include "glasscape/study/report.hpp"

namespace glasscape::report {

page::Json compare(const StudyResults& results) {
  if (!results.has("compare", "table.json")) return nullptr;
  std::vector<page::Json> rows;
  const page::Json document = results.json("compare", "table.json");
  for (const page::Json& line : document.at("lines")) {
    rows.push_back({line.at("what"), line.at("source"), line.at("paper"), line.at("shown"), line.at("agreement"),
                    line.at("remark")});
  }
  const auto words = [](const char* label) { return page::Column{.label = label, .text = true}; };
  return page::section(
      "compare", "Beside the papers",
      "Published numbers and those of this study. Bounds of what counts as agreement, and the reasons, "
      "were written into the study file.",
      {page::table("compare-table", "Numbers",
                   {words("what"), words("source"), words("paper"), words("ours"), words("agreement"), words("remark")},
                   std::move(rows))});
}

}  // namespace glasscape::report
