#include "glasscape/md/worker.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <fmt/format.h>
#include <limits>
#include <memory>
#include <mpi.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <unistd.h>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/md/appended_file.hpp"
#include "glasscape/md/dump_frame.hpp"
#include "glasscape/md/lammps_data.hpp"
#include "glasscape/md/lammps_session.hpp"
#include "glasscape/md/pair_kernel.hpp"
#include "glasscape/md/program.hpp"
#include "glasscape/md/relabel.hpp"
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

// Titles of the recorded temperatures, energies and volumes.
std::string series_titles(const std::vector<MdColumn>& columns) {
  std::string titles =
      "step,time_ps,stage,set_K,temperature_K,energy_eV,potential_eV,volume_A3,density_g_cm3,pressure_GPa";
  for (const MdColumn& column : columns) titles += "," + column.name;
  return titles + "\n";
}

class Run {
 public:
  Run(MdProgram program, std::shared_ptr<const ForceField> force_field)
      : program_(std::move(program)), force_field_(std::move(force_field)) {
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    const auto state = read_worker_state(worker_files::state);
    resumed_ = state.has_value();
    if (resumed_) state_ = *state;
    if (rank_ == 0) open_files();
    begin();
  }

  /// False if stopped before the end.
  bool finish() {
    while (state_.stage < program_.stages.size()) {
      if (!run_stage(program_.stages[state_.stage])) return false;
    }
    write_atoms(program_.record.final_atoms);
    if (rank_ == 0) {
      sync_files();
      state_.finished = true;
      write_worker_state(worker_files::state, state_);
    }
    return true;
  }

 private:
  void open_files() {
    const MdRecord& record = program_.record;
    series_ = std::make_unique<AppendedFile>(program_.series_file, state_.series_bytes);
    if (state_.series_bytes == 0) series_->write(series_titles(program_.columns));
    if (!record.trajectory.empty()) {
      trajectory_ = std::make_unique<AppendedFile>(record.trajectory, state_.trajectory_bytes);
    }
  }

  // Everything up to a checkpoint must be on the disk before the state speaks of it.
  void sync_files() {
    state_.series_bytes = series_->synced_size();
    if (trajectory_) state_.trajectory_bytes = trajectory_->synced_size();
  }

  void begin() {
    lammps_.command(fmt::format("log {}{}", worker_files::log, resumed_ ? " append" : ""));
    lammps_.commands(setup_commands(program_.molecular));
    if (program_.molecular && rank_ == 0) {
      // What LAMMPS was given; it hands back positions only.
      Configuration given = read_configuration(worker_files::initial, {.overlap = 0});
      program_.initial.topology = std::move(given.topology);
      program_.initial.molecules = std::move(given.molecules);
    }
    if (resumed_) {
      lammps_.command(fmt::format("read_restart {}", state_.restart));
    } else {
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
    if (state_.step == 0 && !stage.snapshot.empty()) write_atoms(stage.snapshot);
    lammps_.commands(stage.begin);
    const std::int64_t first = lammps_.step() - state_.step, last = first + stage.steps;
    if (stage.recorded && state_.step == 0 && !recorded_before(state_.stage)) record_frame();
    if (program_.record.detailed && state_.stage == 0 && state_.step == 0) {
      lammps_.command("run 0 post no");
      record(stage, 0);
    }
    bool fresh = true;  // the next run must set LAMMPS up again
    for (std::int64_t step = state_.step; step < stage.steps;) {
      const std::int64_t chunk = next_chunk(stage, step);
      const auto start = std::chrono::steady_clock::now();
      lammps_.command(fmt::format("run {} pre {} post no start {} stop {}", chunk, fresh ? "yes" : "no", first, last));
      if (!fresh) learn_speed(chunk, start);
      fresh = false;
      step += chunk;
      if (stage.frame_interval > 0 && step % stage.frame_interval == 0) hand_over_frame(step);
      const bool ended = step == stage.steps;
      const bool framed = stage.recorded && (ended || falls_on(program_.record.trajectory_interval));
      if (framed) record_frame();
      const bool sampled = falls_on(samples_every(stage)) || (program_.record.detailed && (ended || framed));
      if (sampled) record(stage, step);
      if (rank_ == 0 && !sampled) say({{"stage", stage.name}, {"step", steps_before(state_.stage) + step}});
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
    std::int64_t chunk = std::min(stage.steps - step, until(samples_every(stage)));
    if (program_.checkpoint_interval > 0) chunk = std::min(chunk, until(program_.checkpoint_interval));
    if (stage.frame_interval > 0) chunk = std::min(chunk, stage.frame_interval - step % stage.frame_interval);
    if (stage.recorded) chunk = std::min(chunk, until(program_.record.trajectory_interval));
    std::int64_t affordable = seconds_per_step_ > 0 ? static_cast<std::int64_t>(poll_seconds / seconds_per_step_) : 10;
    affordable = std::max<std::int64_t>(affordable, 1);
    MPI_Bcast(&affordable, 1, MPI_INT64_T, 0, MPI_COMM_WORLD);
    return std::min(chunk, affordable);
  }

  // Steps to the next multiple of an interval; 0: there is none.
  [[nodiscard]] std::int64_t until(std::int64_t interval) const {
    return interval > 0 ? interval - lammps_.step() % interval : std::numeric_limits<std::int64_t>::max();
  }

  [[nodiscard]] bool falls_on(std::int64_t interval) const { return interval > 0 && lammps_.step() % interval == 0; }
  [[nodiscard]] std::int64_t samples_every(const MdStage& stage) const {
    return stage.sample_interval > 0 ? stage.sample_interval : program_.sample_interval;
  }

  [[nodiscard]] std::int64_t steps_before(std::size_t stage) const {
    std::int64_t sum = 0;
    for (std::size_t s = 0; s < stage; ++s) sum += program_.stages[s].steps;
    return sum;
  }

  [[nodiscard]] bool recorded_before(std::size_t stage) const {
    return std::any_of(program_.stages.begin(), program_.stages.begin() + static_cast<std::ptrdiff_t>(stage),
                       [](const MdStage& s) { return s.recorded; });
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
      further += fmt::format(",{:.12g}", lammps_.variable(column_variable(k)));
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
         {"step", steps_before(state_.stage) + step},
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
      sync_files();
      write_worker_state(worker_files::state, state_);
    }
    // No rank may go on to overwrite the other file before the state names this one.
    MPI_Barrier(MPI_COMM_WORLD);
  }

  // The atoms now, in the order of the program's; the same on all ranks.
  Configuration atoms_now(bool velocities) {
    Configuration atoms = program_.initial;
    atoms.box = lammps_.box();
    atoms.positions = lammps_.unwrapped_positions();
    if (velocities) atoms.velocities = lammps_.velocities();
    for (const int type : lammps_.types()) atoms.types.push_back(type - 1);
    atoms.timestep = lammps_.step();
    if (program_.record.detailed) atoms = relabelled(std::move(atoms), program_.record.axes);
    return atoms;
  }

  void write_atoms(const std::string& name) {
    const Configuration atoms = atoms_now(true);
    if (rank_ != 0) return;
    if (program_.record.detailed) {
      write_configuration(name, atoms);
    } else {
      write_lammps_data(name, atoms);
    }
  }

  void record_frame() {
    const Configuration atoms = atoms_now(false);
    if (rank_ == 0 && trajectory_) trajectory_->write(dump_frame(atoms, program_.record.trajectory + ".part"));
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
  std::unique_ptr<AppendedFile> series_, trajectory_;  // on the first rank
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
