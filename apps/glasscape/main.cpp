#include <algorithm>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <new>

#include "common.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/core/version.hpp"
#include "verbs.hpp"

namespace {

// The parser would only say that a verb is required.
void refuse_unknown_verb(const CLI::App& app, const std::string& word) {
  std::vector<std::string> verbs;
  for (const CLI::App* verb : app.get_subcommands({})) verbs.push_back(verb->get_name());
  if (word.empty() || word[0] == '-' || std::find(verbs.begin(), verbs.end(), word) != verbs.end()) return;
  const std::string hint = glasscape::nearest(word, verbs);
  throw glasscape::usage_error(word, "is not a verb of glasscape", glasscape::join(verbs),
                               hint.empty() ? "see glasscape --help" : "did you mean '" + hint + "'?");
}

}  // namespace

int main(int argc, char** argv) {
  using namespace glasscape;
  using namespace glasscape::app;

  Session session;
  session.command_line.assign(argv, argv + argc);
  CLI::App app("glasscape: which structure determines which property, for any amorphous solid", "glasscape");
  app.set_version_flag("--version", fmt::format("glasscape {}", version));
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  try {
    add_verbs(app, session);
    if (argc > 1) refuse_unknown_verb(app, argv[1]);
    app.parse(argc, argv);
    return session.action ? session.action() : ExitCode::success;
  } catch (const CLI::ParseError& e) {
    const int code = app.exit(e);
    return code == 0 ? ExitCode::success : ExitCode::usage;
  } catch (const Error& e) {
    std::fputs(fmt::format("glasscape: {}\n", e.what()).c_str(), stderr);
    return exit_code(e.kind());
  } catch (const std::bad_alloc&) {
    std::fputs("glasscape: out of memory\n  remedy:  use a smaller system, cutoff or number of threads\n", stderr);
    return ExitCode::engine_failed;
  } catch (const std::exception& e) {
    std::fputs(
        fmt::format(
            "glasscape: unexpected failure: {}\n  remedy:  please report this with the command line and run.json\n",
            e.what())
            .c_str(),
        stderr);
    return ExitCode::engine_failed;
  }
}
