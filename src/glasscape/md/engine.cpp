#include "glasscape/md/engine.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/md/child_process.hpp"
#include "glasscape/md/lammps_data.hpp"
#include "glasscape/md/worker_files.hpp"

extern char** environ;

namespace glasscape {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// Smaller domains lose more in communication than they gain.
constexpr std::size_t atoms_per_rank = 500;
constexpr const char* error_log = "worker-errors.txt";

std::optional<std::string> find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string_view folders = path != nullptr ? path : "/usr/bin:/bin";
  while (!folders.empty()) {
    const auto colon = folders.find(':');
    const fs::path candidate = fs::path(folders.substr(0, colon)) / name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate.string();
    folders = colon == std::string_view::npos ? std::string_view{} : folders.substr(colon + 1);
  }
  return std::nullopt;
}

// The executable that knows the verb md-worker: this one, or (in tests and other programs) its neighbour.
std::string worker_program() {
  std::error_code ignored;
  const fs::path self = fs::read_symlink("/proc/self/exe", ignored);
  if (self.filename() == "glasscape") return self.string();
  const fs::path neighbour = self.parent_path() / "glasscape";
  if (::access(neighbour.c_str(), X_OK) == 0) return neighbour.string();
  if (const auto installed = find_program("glasscape")) return *installed;
  throw Error(ErrorKind::engine,
              {"molecular dynamics",
               fmt::format("the program glasscape is neither {} nor on the PATH", neighbour.string()),
               {},
               "install glasscape, which runs LAMMPS in processes of its own"});
}

bool begins_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

// The environment of the worker: allowed to run in a container, never spinning while it waits (other work may need
// the core), and without the traces of an MPI or batch job that this process itself may be part of.
std::vector<std::string> worker_environment() {
  std::vector<std::string> result;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (begins_with(text, "OMPI_") || begins_with(text, "PMIX_") || begins_with(text, "PMI_") ||
        begins_with(text, "OMP_NUM_THREADS=")) {
      continue;
    }
    result.emplace_back(text);
  }
  for (const char* setting :
       {"OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1", "OMPI_MCA_mpi_yield_when_idle=1",
        "OMPI_MCA_rmaps_base_oversubscribe=1", "OMPI_MCA_hwloc_base_binding_policy=none",
        "OMPI_MCA_btl_vader_single_copy_mechanism=none", "OMPI_MCA_plm_rsh_agent=", "OMPI_MCA_btl=self,vader",
        "OMP_NUM_THREADS=1"}) {
    result.emplace_back(setting);
  }
  return result;
}

std::uintmax_t size_or_zero(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return error ? 0 : size;
}

std::string text_from(const fs::path& path, std::uintmax_t offset) {
  if (size_or_zero(path) <= offset) return {};
  return read_file(path).substr(offset);
}

// What LAMMPS wrote as it gave up: its ERROR line, and the command that was being read.
std::string lammps_message(const std::string& log) {
  const auto at = log.rfind("ERROR");
  if (at == std::string::npos) return {};
  std::string message = log.substr(at, log.find('\n', at) - at);
  const auto last = log.find("Last command:", at);
  if (last != std::string::npos) message += fmt::format(" ({})", log.substr(last, log.find('\n', last) - last));
  return message;
}

std::string last_lines(const std::string& text, std::size_t bytes) {
  return text.size() <= bytes ? text : text.substr(text.size() - bytes);
}

struct Attempt {
  bool started = false;  // the worker itself has spoken
  bool finished = false;
  std::int64_t last_step = -1;
  std::optional<Error> error;
  int exit_code = 0;
};

void read_message(const std::string& line, const MdProgram& program, const fs::path& folder, const RunContext& context,
                  const FrameSink& frames, Attempt& attempt) {
  if (!begins_with(line, "@md ")) return;
  const auto message = nlohmann::json::parse(line.substr(4), nullptr, false);
  if (message.is_discarded()) return;
  attempt.started = true;
  if (message.contains("finished")) attempt.finished = message["finished"];
  if (message.contains("error")) {
    const auto& e = message["error"];
    attempt.error =
        Error(static_cast<ErrorKind>(e["kind"].get<int>()), {e["where"], e["what"], e["allowed"], e["remedy"]});
  }
  if (message.contains("frame")) {
    const fs::path file = folder / message["frame"].get<std::string>();
    if (frames && !context.stop_requested()) frames(read_frame(file));
    fs::remove(file);
  }
  if (!message.contains("step")) return;
  attempt.last_step = message["step"];
  static const auto total = [](const MdProgram& p) { return static_cast<double>(p.total_steps()); };
  std::string status = message["stage"];
  if (message.contains("temperature")) {
    status += fmt::format(", {:.0f} K, {:.4f} eV/atom, {:.3f} Å³/atom", message["temperature"].get<double>(),
                          message["energy"].get<double>(), message["volume"].get<double>());
  }
  context.report("molecular dynamics", static_cast<double>(attempt.last_step) / total(program), status);
}

Attempt attempt_run(const std::vector<std::string>& command, const MdProgram& program, const fs::path& folder,
                    const RunContext& context, const FrameSink& frames) {
  using namespace std::chrono_literals;
  Attempt attempt;
  ChildProcess child(command, worker_environment(), folder / error_log);
  Clock::time_point asked{};
  while (!child.output_ended()) {
    if (const auto line = child.read_line(100ms)) read_message(*line, program, folder, context, frames, attempt);
    if (context.stop_requested() && asked == Clock::time_point{}) {
      child.close_input();
      asked = Clock::now();
    }
    // A worker that hangs must not keep us: the last checkpoint stands.
    if (asked != Clock::time_point{} && Clock::now() - asked > 60s) child.signal(SIGKILL);
  }
  attempt.exit_code = child.wait();
  return attempt;
}

}  // namespace

FolderLock::FolderLock(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  const fs::path path = folder / ".lock";
  // Inherited by workers on purpose, hence no O_CLOEXEC.
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT, 0644);
  if (file_ < 0) {
    throw Error(ErrorKind::engine,
                {folder.string(), "the folder cannot be made or written to", {}, "check the path and its permissions"});
  }
  for (int tries = 0; ::flock(file_, LOCK_EX | LOCK_NB) != 0; ++tries) {
    if (tries == 150) {
      ::close(file_);
      throw Error(ErrorKind::engine, {folder.string(),
                                      "another process is at work in this folder",
                                      {},
                                      "wait for it to end, or use another folder"});
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

FolderLock::~FolderLock() { ::close(file_); }

int md_ranks(std::size_t atoms, const RunContext& context) {
  const auto most = static_cast<int>(std::min<std::size_t>(atoms / atoms_per_rank, 4096));
  return std::clamp(context.thread_count(), 1, std::max(1, most));
}

MdOutcome run_md(const MdProgram& program, const fs::path& folder, const RunContext& context, const FrameSink& frames) {
  const auto start = Clock::now();
  if (frames && program.checkpoint_interval > 0) {
    throw usage_error("molecular dynamics", "frames of a run that keeps checkpoints", "checkpoint_interval 0");
  }
  MdOutcome outcome;
  outcome.ranks = md_ranks(program.initial.size(), context);
  const auto state = read_worker_state(folder / worker_files::state);
  outcome.resumed = state.has_value();
  write_file_atomically(folder / worker_files::program, to_json(program));
  for (const ParameterFile& file : program.potential_files) {
    // A disk that was full may have just enough room to go on with what is there.
    const fs::path path = folder / file.name;
    if (!fs::exists(path) || read_file(path) != file.content) write_file_atomically(path, file.content);
  }
  if (!outcome.resumed) write_lammps_data(folder / worker_files::initial, program.initial);
  const auto log_start = outcome.resumed ? size_or_zero(folder / worker_files::log) : 0;
  if (!outcome.resumed) fs::remove(folder / worker_files::log);
  fs::remove(folder / error_log);

  const std::vector<std::string> worker{worker_program(), "md-worker", fs::absolute(folder).string()};
  Attempt attempt;
  if (outcome.ranks > 1) {
    const auto mpirun = find_program("mpirun");
    if (mpirun) {
      std::vector<std::string> command{*mpirun, "-np", std::to_string(outcome.ranks)};
      command.insert(command.end(), worker.begin(), worker.end());
      attempt = attempt_run(command, program, folder, context, frames);
    }
    if (!attempt.started && !context.stop_requested()) {
      outcome.notes.push_back(fmt::format("{}: going on with one process",
                                          mpirun ? "mpirun could not start the workers" : "mpirun is not installed"));
      outcome.ranks = 1;
    }
  }
  if (outcome.ranks == 1) attempt = attempt_run(worker, program, folder, context, frames);

  if (attempt.finished) {
    outcome.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    outcome.steps = program.total_steps();
    if (state) {
      for (std::size_t s = 0; s < std::min(state->stage, program.stages.size()); ++s)
        outcome.steps -= program.stages[s].steps;
      outcome.steps -= state->step;
    }
    fs::remove(folder / error_log);
    context.report("molecular dynamics", 1.0, fmt::format("{} steps", program.total_steps()));
    return outcome;
  }
  if (attempt.error) throw Error(*attempt.error);
  if (context.stop_requested()) {
    throw Error(ErrorKind::stopped, {folder.string(), "stopped on request", {}, "the same command continues"});
  }
  const std::string log = text_from(folder / worker_files::log, log_start);
  std::string message = lammps_message(log);
  if (message.empty()) {
    message = fmt::format("the worker ended with code {} after step {}: {}", attempt.exit_code, attempt.last_step,
                          last_lines(text_from(folder / error_log, 0), 600));
  }
  throw Error(ErrorKind::engine, {"LAMMPS",
                                  message,
                                  {},
                                  fmt::format("see {}; the same command continues from the last checkpoint",
                                              (folder / worker_files::log).string())});
}

}  // namespace glasscape
