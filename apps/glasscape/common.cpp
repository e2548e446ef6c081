#include "common.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <tbb/global_control.h>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/hash.hpp"
#include "glasscape/core/version.hpp"

namespace glasscape::app {
namespace {

std::atomic<bool> stop_flag{false};

// A second signal ends the program at once: the user has asked twice.
extern "C" void on_signal(int signal) {
  if (stop_flag.exchange(true)) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

// A bar with ETA on a terminal, a line a minute otherwise.
class StderrProgress : public ProgressSink {
 public:
  void update(std::string_view stage, double fraction, std::string_view status) override {
    using namespace std::chrono;
    const auto now = steady_clock::now();
    if (stage != stage_) {
      finish_line();
      stage_ = stage;
      start_ = now;
      start_fraction_ = fraction;
      last_ = terminal_ ? steady_clock::time_point{} : now;
    }
    const bool done = fraction >= 1;
    if (!done && now - last_ < (terminal_ ? milliseconds(200) : milliseconds(60000))) return;
    if (done && !terminal_ && now - start_ < seconds(60)) return;
    last_ = now;
    const double elapsed = duration<double>(now - start_).count();
    const double gained = fraction - start_fraction_;
    const std::string eta = gained > 0.001 ? fmt::format("ETA {}", clock(elapsed * (1 - fraction) / gained)) : "ETA --";
    if (terminal_) {
      const int width = 24, filled = static_cast<int>(fraction * width);
      std::fputs(fmt::format("\r\x1b[K{} [{:#<{}}{:.<{}}] {:3.0f} %  {}  {}", stage, "", filled, "", width - filled,
                             100 * fraction, done ? clock(elapsed) : eta, status)
                     .c_str(),
                 stderr);
      open_line_ = true;
      if (done) finish_line();
    } else {
      std::fputs(
          fmt::format("{}: {:.0f} %, {}, {}\n", stage, 100 * fraction, done ? clock(elapsed) : eta, status).c_str(),
          stderr);
    }
  }
  ~StderrProgress() override { finish_line(); }

 private:
  static std::string clock(double seconds) {
    const auto s = static_cast<long>(seconds + 0.5);
    return s >= 3600 ? fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
                     : fmt::format("{}:{:02}", s / 60, s % 60);
  }
  void finish_line() {
    if (open_line_) std::fputc('\n', stderr);
    open_line_ = false;
  }

  bool terminal_ = ::isatty(STDERR_FILENO) == 1;
  bool open_line_ = false;
  std::string stage_;
  std::chrono::steady_clock::time_point start_, last_;
  double start_fraction_ = 0;
};

}  // namespace

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage: return ExitCode::usage;
    case ErrorKind::input: return ExitCode::bad_input;
    case ErrorKind::numerical: return ExitCode::not_converged;
    case ErrorKind::engine: return ExitCode::engine_failed;
    case ErrorKind::stopped: return ExitCode::resumable;
  }
  return ExitCode::engine_failed;
}

RunContext Session::context() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  if (!quiet && !progress_) progress_ = std::make_shared<StderrProgress>();
  RunContext context{.threads = threads, .progress = progress_.get(), .stop = &stop_flag};
  static const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                         static_cast<std::size_t>(context.thread_count()));
  return context;
}

void Session::log(const std::string& line) const {
  if (!quiet) std::fputs((line + "\n").c_str(), stderr);
}

void add_common_flags(CLI::App& verb, Session& session) {
  verb.add_flag("--json", session.json, "print the result as JSON on stdout");
  verb.add_flag("--force", session.force, "replace results that exist");
  verb.add_flag("--quiet", session.quiet, "no log and no progress on stderr");
  verb.add_flag("--print-config", session.print_config, "show every resolved value and stop");
  verb.add_option("--threads", session.threads, "threads or processes to use; 0: all cores")
      ->check(CLI::Range(0, 4096));
}

void require_fresh_output(const std::filesystem::path& path, const Session& session) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored) && !session.force) {
    throw usage_error(path.string(), "exists already", {}, "choose another name, or replace it with --force");
  }
  const auto folder = path.parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder, ignored)) {
    throw usage_error(path.string(), fmt::format("the folder {} does not exist", folder.string()), {}, "make it first");
  }
}

void write_run_record(const std::filesystem::path& path, const Session& session, const nlohmann::json& resolved,
                      const std::vector<std::filesystem::path>& inputs) {
  nlohmann::json record;
  record["program"] = fmt::format("glasscape {}", version);
  record["compiler"] = compiler;
  record["build"] = build_type;
  record["time"] = static_cast<std::int64_t>(std::time(nullptr));
  record["command"] = session.command_line;
  record["options"] = resolved;
  for (const auto& input : inputs) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(input, ignored)) record["inputs"][input.string()] = hash_file(input);
  }
  const auto target =
      std::filesystem::is_directory(path) ? path / "run.json" : std::filesystem::path(path.string() + ".run.json");
  write_file_atomically(target, record.dump(2) + "\n");
}

}  // namespace glasscape::app
