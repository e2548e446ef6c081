#include <cstdio>
#include <memory>

#include "glasscape/study/study.hpp"
#include "verbs.hpp"

namespace glasscape::app {

void add_report(CLI::App& app, Session& session) {
  struct Flags {
    std::string directory, output;
  };
  auto flags = std::make_shared<Flags>();
  CLI::App* verb = app.add_subcommand("report", "write the report of a study's results folder");
  verb->add_option("DIR", flags->directory, "results folder of a study")->required();
  verb->add_option("-o,--output", flags->output, "HTML file; default DIR/report.html, which is replaced");
  add_common_flags(*verb, session);
  verb->callback([flags, &session] {
    session.action = [flags, &session] {
      const std::filesystem::path output = flags->output.empty()
                                               ? std::filesystem::path(flags->directory) / "report.html"
                                               : std::filesystem::path(flags->output);
      // The folder's own report is made anew at any time from results that stay; other files are the user's.
      if (!flags->output.empty()) require_fresh_output(output, session);
      write_report(flags->directory, output);
      std::puts(session.json ? nlohmann::json{{"report", output.string()}}.dump().c_str() : output.c_str());
      return ExitCode::success;
    };
  });
}

}  // namespace glasscape::app
