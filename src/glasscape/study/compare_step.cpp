#include "glasscape/study/compare_step.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const char* words(Agreement a) {
  switch (a) {
    case Agreement::agrees: return "agrees";
    case Agreement::within_error: return "agrees within its error";
    case Agreement::differs: return "differs";
    case Agreement::unbounded: return "";
    case Agreement::missing: return "not determined";
  }
  return "";
}

std::string shown(const StudyNumber& n, const std::string& unit) {
  if (!std::isfinite(n.value)) return "-";
  const std::string tail = unit.empty() ? "" : " " + unit;
  if (!std::isfinite(n.low) || !std::isfinite(n.high)) return fmt::format("{:.3g}{}", n.value, tail);
  return fmt::format("{:.3g} [{:.3g}, {:.3g}]{}", n.value, n.low, n.high, tail);
}

// What a cell of a Markdown table cannot hold.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\|");
  return text;
}

std::string quoted(std::string text) {
  for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2) text.insert(at, "\"");
  return "\"" + text + "\"";
}

json number(double v) { return std::isfinite(v) ? json(v) : json(nullptr); }

void compare(const std::vector<PublishedNumber>& lines, const std::string& title, const fs::path& folder,
             const std::function<fs::path(const std::string&)>& of) {
  std::string md = fmt::format("# {}\n\n| what | source | paper | ours | | |\n|---|---|---|---|---|---|\n", title);
  std::string csv = "what,source,paper,value,low,high,unit,agreement,remark\n";
  json list = json::array();
  for (const PublishedNumber& line : lines) {
    const auto number_at = [&](const std::string& text) {
      const NumberPlace place = number_place(text, line.where);
      const fs::path file = of(place.step) / place.file;
      if (fs::exists(file)) return study_number(json::parse(read_file(file)), place.path);
      return StudyNumber{NAN, NAN, NAN, fmt::format("there is no {}/{}", place.step, place.file)};
    };
    StudyNumber ours = number_at(line.value);
    if (!line.minus.empty()) ours = difference(ours, number_at(line.minus));
    if (!line.over.empty()) ours = ratio(ours, number_at(line.over));
    const Agreement a = agreement(ours, line);
    const bool explained = a == Agreement::differs || a == Agreement::missing || a == Agreement::within_error;
    std::string remark = explained ? line.reason : "";
    if (a == Agreement::missing) remark = ours.trouble + (remark.empty() ? "" : "; " + remark);
    md += fmt::format("| {} | {} | {} | {} | {} | {} |\n", cell(line.what), cell(line.source), cell(line.paper),
                      shown(ours, line.unit), words(a), cell(remark));
    const auto real = [](double v) { return std::isfinite(v) ? fmt::format("{:.17g}", v) : std::string(); };
    csv += fmt::format("{},{},{},{},{},{},{},{},{}\n", quoted(line.what), quoted(line.source), quoted(line.paper),
                       real(ours.value), real(ours.low), real(ours.high), quoted(line.unit), words(a), quoted(remark));
    list.push_back({{"what", line.what},
                    {"source", line.source},
                    {"paper", line.paper},
                    {"value", number(ours.value)},
                    {"low", number(ours.low)},
                    {"high", number(ours.high)},
                    {"shown", shown(ours, line.unit)},
                    {"agreement", words(a)},
                    {"remark", remark}});
  }
  write_file_atomically(folder / "table.csv", csv);
  write_file_atomically(folder / "table.json", json{{"lines", list}}.dump(2) + "\n");
  write_file_atomically(folder / "table.md", md);
}

}  // namespace

Agreement agreement(const StudyNumber& ours, const PublishedNumber& line) {
  if (!std::isfinite(ours.value)) return Agreement::missing;
  if (std::isnan(line.low) && std::isnan(line.high)) return Agreement::unbounded;
  const double low = std::isnan(line.low) ? -INFINITY : line.low, high = std::isnan(line.high) ? INFINITY : line.high;
  if (ours.value >= low && ours.value <= high) return Agreement::agrees;
  return ours.low <= high && ours.high >= low ? Agreement::within_error : Agreement::differs;
}

Step compare_step(const StudyFile& study, const std::vector<Step>& steps) {
  Step step{.name = "compare", .summary = fmt::format("{} published numbers beside ours", study.comparisons.size())};
  for (const PublishedNumber& line : study.comparisons) {
    for (const std::string* text : {&line.value, &line.minus, &line.over}) {
      if (text->empty()) continue;
      const NumberPlace place = number_place(*text, line.where);
      if (std::none_of(steps.begin(), steps.end(), [&](const Step& s) { return s.name == place.step; })) {
        std::vector<std::string> names;
        for (const Step& s : steps) names.push_back(s.name);
        throw usage_error(line.where, fmt::format("the study has no step '{}'", place.step), join(names));
      }
      if (std::find(step.needs.begin(), step.needs.end(), place.step) == step.needs.end()) {
        step.needs.push_back(place.step);
      }
    }
    step.options.emplace_back(
        line.what, fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}", line.source, line.paper, line.value, line.minus, line.over,
                               line.unit, line.low, line.high, line.reason));
  }
  step.modules = {"core"};
  step.outputs = {"table.md", "table.csv", "table.json"};
  step.run = [lines = study.comparisons, title = study.title](const fs::path& folder, const auto& of,
                                                              const RunContext&) { compare(lines, title, folder, of); };
  return step;
}

}  // namespace glasscape
