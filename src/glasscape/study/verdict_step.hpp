#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/relations/options.hpp"
#include "glasscape/statistics/reliability.hpp"
#include "glasscape/study/study_file.hpp"

namespace glasscape {

/// What a study relates beyond single pairs: keys of its [relate] table.
struct VerdictPlan {
  bool all = true;                                  ///< every descriptor against every property
  std::vector<std::string> properties;              ///< columns or expressions; empty: those known as properties
  std::string classes = "auto";                     ///< field of classes; auto: voronoi_index if there is one; none
  std::vector<std::string> scan;                    ///< descriptors against an option, as `relate --scan` takes them
  std::vector<std::string> directional = {"auto"};  ///< fields of several components; auto: those named ...vmsd_xyz
  RelateOptions options;

  /// Takes all, properties, classes, scan and directional out of the section. Throws Error(usage) with file and line.
  static VerdictPlan take(StudySection& section);
  /// What decides the result, for the step's key.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> resolved() const;
};

/// Computes what the plan asks for and writes verdict.json for the report (members verdict, classes, scans,
/// directional; null or empty where there is nothing) and the CSV files of `relate --all`, `--classes`, `--scan` and
/// `--directional`.
///
/// `events`: see add_activation; may be empty.
void relate_verdict(const Configuration& configuration, const VerdictPlan& plan,
                    const std::map<std::string, RepeatedValues>& events, const std::filesystem::path& folder,
                    const RunContext& context);

}  // namespace glasscape
