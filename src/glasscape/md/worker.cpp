#include "glasscape/md/worker.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <mpi.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/md/lammps_data.hpp"
#include "glasscape/md/lammps_session.hpp"
#include "glasscape/md/pair_kernel.hpp"
#include "glasscape/md/program.hpp"
#include "glasscape/md/trajectory.hpp"
#include "glasscape/md/worker_files.hpp"

namespace glasscape {
namespace {

// How long a stretch of steps may take before the worker looks whether it should stop.
constexpr double poll_seconds = 0.3;

// Whoever started the worker holds the other end of its standard input; that end closes on a request to stop and
// also when the starter is killed.
bool input_ended() {
  pollfd descriptor{STDIN_FILENO, POLLIN, 0};
  if (::poll(&descriptor, 1, 0) <= 0) return false;
  char sink[64];
  return ::read(STDIN_FILENO, sink, sizeof sink) <= 0;
}

void say(const nlohmann::ordered_json& message) {
  std::fputs(("@md " + message.dump() + "\n").c_str(), stdout);
  std::fflush(stdout);
}

void sync_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool ok = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!ok) throw Error(ErrorKind::engine, {path, "cannot be written to disk", {}, "check that the disk is not full"});
}

// The recorded temperatures, energies and volumes, appended line by line by the first rank.
class Series {
 public:
  Series(const std::string& path, const std::vector<MdColumn>& columns, std::uintmax_t keep) {
    if (keep > 0) {
      std::filesystem::resize_file(path, keep);
      file_ = std::fopen(path.c_str(), "ab");
    } else {
      file_ = std::fopen(path.c_str(), "wb");
    }
    if (file_ == nullptr) fail(path);
    path_ = path;
    if (keep == 0) {
      std::string titles =
          "step,time_ps,stage,set_K,temperature_K,energy_eV,potential_eV,volume_A3,density_g_cm3,pressure_GPa";
      for (const MdColumn& column : columns) titles += "," + column.name;
      write(titles + "\n");
    }
  }
  ~Series() { std::fclose(file_); }
  Series(const Series&) = delete;
  Series& operator=(const Series&) = delete;

  void write(const std::string& line) {
    if (std::fwrite(line.data(), 1, line.size(), file_) != line.size() || std::fflush(file_) != 0) fail(path_);
  }
  std::uintmax_t synced_size() {
    if (::fsync(::fileno(file_)) != 0) fail(path_);
    return static_cast<std::uintmax_t>(std::ftell(file_));
  }

 private:
  [[noreturn]] static void fail(const std::string& path) {
    throw Error(ErrorKind::engine, {path, "cannot be written", {}, "check that the disk is not full"});
  }
  std::string path_;
  std::FILE* file_ = nullptr;
};

class Run {
 public:
  Run(MdProgram program, std::shared_ptr<const ForceField> force_field)
      : program_(std::move(program)), force_field_(std::move(force_field)) {
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    const auto state = read_worker_state(worker_files::state);
    resumed_ = state.has_value();
    if (resumed_) state_ = *state;
    if (rank_ == 0) {
      series_ = std::make_unique<Series>(program_.series_file, program_.columns, state_.series_bytes);
    }
    begin();
  }

  /// False if stopped before the end.
  bool finish() {
    while (state_.stage < program_.stages.size()) {
      if (!run_stage(program_.stages[state_.stage])) return false;
    }
    write_final_atoms();
    if (rank_ == 0) {
      state_.series_bytes = series_->synced_size();
      state_.finished = true;
      write_worker_state(worker_files::state, state_);
    }
    return true;
  }

 private:
  void begin() {
    lammps_.command(fmt::format("log {}{}", worker_files::log, resumed_ ? " append" : ""));
    if (resumed_) {
      lammps_.command(fmt::format("read_restart {}", state_.restart));
    } else {
      lammps_.commands(setup_commands());
      // Cells that lean by more than half an edge are given, and made by shear; they cost more ghosts and no more.
      lammps_.command("box tilt large");
      lammps_.command(fmt::format("read_data {}", worker_files::initial));
    }
    if (force_field_) {
      install_pair_kernel(lammps_, *force_field_, program_.initial.species);
    } else {
      lammps_.commands(program_.potential);
    }
    lammps_.commands(settings_commands(program_));
    if (!resumed_) {
      lammps_.commands(program_.start);
    }
    for (std::size_t k = 0; k < program_.columns.size(); ++k) {
      lammps_.command(fmt::format("variable {} equal {}", column_variable(k), program_.columns[k].expression));
    }
  }

  bool run_stage(const MdStage& stage) {
    lammps_.commands(stage.begin);
    const std::int64_t first = lammps_.step() - state_.step, last = first + stage.steps;
    bool fresh = true;  // the next run must set LAMMPS up again
    for (std::int64_t step = state_.step; step < stage.steps;) {
      const std::int64_t chunk = next_chunk(stage, step);
      const auto start = std::chrono::steady_clock::now();
      lammps_.command(fmt::format("run {} pre {} post no start {} stop {}", chunk, fresh ? "yes" : "no", first, last));
      if (!fresh) learn_speed(chunk, start);
      fresh = false;
      step += chunk;
      if (stage.frame_interval > 0 && step % stage.frame_interval == 0) hand_over_frame(step);
      const bool sampled = (first + step) % program_.sample_interval == 0;
      if (sampled) record(stage, step);
      if (rank_ == 0 && !sampled) say({{"stage", stage.name}, {"step", first + step}});
      if (step == stage.steps) break;
      if (stop_requested()) {
        checkpoint(state_.stage, step);
        return false;
      }
      if (program_.checkpoint_interval > 0 && (first + step) % program_.checkpoint_interval == 0) {
        checkpoint(state_.stage, step);
        fresh = true;
      }
    }
    lammps_.commands(stage.end);
    checkpoint(state_.stage + 1, 0);
    return true;
  }

  // Stretches end at samples and checkpoints, and are short enough for a quick stop; all ranks agree on them.
  std::int64_t next_chunk(const MdStage& stage, std::int64_t step) {
    const std::int64_t now = lammps_.step();
    const auto until = [now](std::int64_t interval) { return interval - now % interval; };
    std::int64_t chunk = std::min(stage.steps - step, until(program_.sample_interval));
    if (program_.checkpoint_interval > 0) chunk = std::min(chunk, until(program_.checkpoint_interval));
    if (stage.frame_interval > 0) chunk = std::min(chunk, stage.frame_interval - step % stage.frame_interval);
    std::int64_t affordable = seconds_per_step_ > 0 ? static_cast<std::int64_t>(poll_seconds / seconds_per_step_) : 10;
    affordable = std::max<std::int64_t>(affordable, 1);
    MPI_Bcast(&affordable, 1, MPI_INT64_T, 0, MPI_COMM_WORLD);
    return std::min(chunk, affordable);
  }

  void learn_speed(std::int64_t steps, std::chrono::steady_clock::time_point start) {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    seconds_per_step_ = seconds / static_cast<double>(steps);
  }

  bool stop_requested() {
    int stop = rank_ == 0 && input_ended() ? 1 : 0;
    MPI_Bcast(&stop, 1, MPI_INT, 0, MPI_COMM_WORLD);
    return stop != 0;
  }

  static std::string column_variable(std::size_t k) { return fmt::format("column{}", k); }

  void record(const MdStage& stage, std::int64_t step) {
    const double temperature = lammps_.thermo("temp"), potential = lammps_.thermo("pe");
    const double kinetic = lammps_.thermo("ke"), volume = lammps_.thermo("vol");
    const double density = lammps_.thermo("density"), pressure = lammps_.thermo("press");
    const double atoms = lammps_.thermo("atoms");
    std::string further;
    for (std::size_t k = 0; k < program_.columns.size(); ++k) {
      further += fmt::format(",{:.9g}", lammps_.variable(column_variable(k)));
    }
    if (rank_ != 0) return;
    if (!std::isfinite(temperature) || !std::isfinite(potential) || !std::isfinite(volume)) {
      throw Error(ErrorKind::engine, {"LAMMPS",
                                      fmt::format("temperature {} K, potential energy {} eV, volume {} Å³ at step {}",
                                                  temperature, potential, volume, lammps_.step()),
                                      {},
                                      "use a shorter timestep, and check the potential"});
    }
    const double set = stage.from_temperature + (stage.to_temperature - stage.from_temperature) *
                                                    static_cast<double>(step) / static_cast<double>(stage.steps);
    const double time = static_cast<double>(lammps_.step()) * program_.timestep;
    series_->write(fmt::format("{},{:.6g},{},{:.6g},{:.6g},{:.9g},{:.9g},{:.9g},{:.7g},{:.6g}{}\n", lammps_.step(),
                               time, stage.name, set, temperature, (potential + kinetic) / atoms, potential / atoms,
                               volume / atoms, density, pressure * 1e-4, further));
    say({{"stage", stage.name},
         {"step", lammps_.step()},
         {"temperature", temperature},
         {"energy", (potential + kinetic) / atoms},
         {"volume", volume / atoms}});
  }

  // Two restart files in turn: the one that the state names is never the one being written.
  void checkpoint(std::size_t stage, std::int64_t step) {
    if (program_.checkpoint_interval <= 0) {
      state_.stage = stage;
      state_.step = step;
      return;
    }
    const std::string name = state_.restart == "restart.1" ? "restart.2" : "restart.1";
    lammps_.command(fmt::format("write_restart {}", name));
    state_.stage = stage;
    state_.step = step;
    state_.restart = name;
    if (rank_ == 0) {
      sync_file(name);
      state_.series_bytes = series_->synced_size();
      write_worker_state(worker_files::state, state_);
    }
    // No rank may go on to overwrite the other file before the state names this one.
    MPI_Barrier(MPI_COMM_WORLD);
  }

  void write_final_atoms() {
    Configuration atoms = program_.initial;
    atoms.box = lammps_.box();
    atoms.positions = lammps_.unwrapped_positions();
    atoms.velocities = lammps_.velocities();
    for (const int type : lammps_.types()) atoms.types.push_back(type - 1);
    if (rank_ == 0) write_lammps_data(worker_files::final_atoms, atoms);
  }

  void hand_over_frame(std::int64_t step) {
    const MdFrame frame{
        .stage = state_.stage, .stage_step = step, .box = lammps_.box(), .positions = lammps_.unwrapped_positions()};
    if (rank_ != 0) return;
    const std::string name = fmt::format("{}{}", worker_files::frame, lammps_.step());
    write_frame(name, frame);
    say({{"frame", name}});
  }

  MdProgram program_;
  std::shared_ptr<const ForceField> force_field_;  // none: LAMMPS computes the forces
  int rank_ = 0;
  bool resumed_ = false;
  WorkerState state_;
  std::unique_ptr<Series> series_;
  LammpsSession lammps_;
  double seconds_per_step_ = 0;
};

}  // namespace

int md_worker(const std::filesystem::path& folder) {
  std::signal(SIGPIPE, SIG_IGN);
  int initialised = 0;
  MPI_Initialized(&initialised);
  if (initialised == 0) MPI_Init(nullptr, nullptr);
  int rank = 0, ranks = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const auto fail = [&](ErrorKind kind, const ErrorText& text) {
    if (rank == 0) {
      say({{"error",
            {{"kind", static_cast<int>(kind)},
             {"where", text.where},
             {"what", text.what},
             {"allowed", text.allowed},
             {"remedy", text.remedy}}}});
    }
    std::fputs(fmt::format("rank {}: {}: {}\n", rank, text.where, text.what).c_str(), stderr);
    // Other ranks may be waiting for this one: only MPI_Abort ends them all.
    MPI_Abort(MPI_COMM_WORLD, 5);
    return 5;
  };
  try {
    if (rank == 0) say({{"ranks", ranks}});
    MdProgram program = md_program_from_json(read_file(folder / worker_files::program));
    std::shared_ptr<const ForceField> force_field;
    if (program.engine_forces == "glasscape") force_field = open_potential(program.potential_specification);
    std::filesystem::current_path(folder);
    bool finished = false;
    {
      Run run(std::move(program), std::move(force_field));
      finished = run.finish();
    }
    if (rank == 0) say({{"finished", finished}});
  } catch (const Error& e) {
    return fail(e.kind(), e.text());
  } catch (const std::exception& e) {
    return fail(ErrorKind::engine, {"molecular dynamics", e.what(), {}, {}});
  }
  MPI_Finalize();
  return 0;
}

}  // namespace glasscape
