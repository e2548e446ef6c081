#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "glasscape/relations/autocorrelation.hpp"
#include "glasscape/relations/classes.hpp"
#include "glasscape/relations/directional.hpp"
#include "glasscape/relations/relate.hpp"
#include "glasscape/relations/scan.hpp"
#include "glasscape/relations/verdict.hpp"

namespace glasscape::app {

/// What one way of relating gives: text for the terminal, JSON, and the files of the output folder.
struct RelateOutput {
  std::string text;
  nlohmann::json json;
  std::vector<std::pair<std::string, std::string>> files;  ///< name, content
};

using Rows = std::vector<std::vector<std::string>>;

/// Columns as wide as their widest entry; the first is flush left, numbers flush right.
std::string aligned(const Rows& rows);
std::string show(double value, const char* format = "{:.3f}");
std::string show(double value, const Interval& interval, const char* format = "{:.3f}");
std::string with_unit(const std::string& name, const std::string& unit);

RelateOutput pair_output(const FieldRelation& relation, const std::vector<FieldAutocorrelation>& fields,
                         const RelateOptions& options);
RelateOutput verdict_output(const Verdict& verdict, const RelateOptions& options);
RelateOutput classes_output(const ClassRelation& relation, const RelateOptions& options);
RelateOutput scan_output(const Scan& scan, const RelateOptions& options);
RelateOutput directional_output(const std::vector<DirectionalAutocorrelation>& fields, const RelateOptions& options);
/// The table of correlation lengths alone.
std::string autocorrelation_table(const std::vector<FieldAutocorrelation>& fields, const RelateOptions& options);

}  // namespace glasscape::app
