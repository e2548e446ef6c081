#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/parameters.hpp"

namespace glasscape::app {

/// Exit codes, as documented in docs/exit-codes.md.
enum ExitCode : int { success = 0, usage = 2, bad_input = 3, not_converged = 4, engine_failed = 5, resumable = 75 };
int exit_code(ErrorKind kind);

/// What every verb shares: global flags, progress, the stop flag, and the action that the parsed command line chose.
struct Session {
  bool json = false;          ///< --json: results as JSON on stdout
  bool force = false;         ///< --force: replace finished results
  bool quiet = false;         ///< --quiet: no log, no progress
  bool print_config = false;  ///< --print-config: show every resolved value and stop
  int threads = 0;            ///< --threads, 0: all cores
  std::vector<std::string> command_line;
  std::function<int()> action;  ///< set by the verb that was chosen

  /// The context for library calls: threads, progress to stderr, stop on SIGINT/SIGTERM.
  [[nodiscard]] RunContext context();
  /// A line on stderr unless --quiet.
  void log(const std::string& line) const;

 private:
  std::shared_ptr<ProgressSink> progress_;
};

/// Adds the flags that all verbs share (--json, --force, --quiet, --threads, --print-config) to a verb.
void add_common_flags(CLI::App& verb, Session& session);

/// Refuses to go on if `path` exists and --force was not given (exit 2), or if its folder does not exist.
void require_fresh_output(const std::filesystem::path& path, const Session& session);

/// run.json beside a result: program, compiler, command line, input hashes, seeds, resolved options.
/// `path` is the result (a file gets FILE.run.json, a folder gets run.json inside).
void write_run_record(const std::filesystem::path& path, const Session& session, const nlohmann::json& resolved,
                      const std::vector<std::filesystem::path>& inputs);

/// Makes one flag --name for each row of a parameter table; what the user gives is set on `options` (which must
/// outlive parsing) through the table, so that checks and messages are the table's.
template <class Options>
void add_parameter_flags(CLI::App& verb, const ParameterTable<Options>& table, Options& options) {
  for (const ParameterInfo& info : table.describe()) {
    std::string flag = "--" + info.name;
    for (char& c : flag) c = c == '_' ? '-' : c;
    std::string help = info.help;
    if (info.unit != "1") help += " [" + info.unit + "]";
    if (info.allowed != "any") help += ", " + info.allowed;
    help += "; default " + (info.initial.empty() ? std::string("none") : info.initial);
    const auto assign = [&table, &options, name = info.name, flag](const std::string& text) {
      table.set(options, name, ParameterValue(text), flag);
    };
    if (info.type == "boolean") {
      verb.add_flag_callback(
          flag, [assign] { assign("true"); }, help);
    } else {
      verb.add_option_function<std::string>(flag, assign, help)->type_name(info.type == "text" ? "TEXT" : info.type);
    }
  }
}

/// The resolved values of a table as a JSON object of texts, for run.json and --print-config.
template <class Options>
nlohmann::json resolved_json(const ParameterTable<Options>& table, const Options& options) {
  nlohmann::json object = nlohmann::json::object();
  for (const auto& [name, value] : table.resolved(options)) object[name] = value;
  return object;
}

}  // namespace glasscape::app
