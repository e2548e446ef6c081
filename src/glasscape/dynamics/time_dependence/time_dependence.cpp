#include "glasscape/dynamics/time_dependence/time_dependence.hpp"

#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <optional>

#include "glasscape/core/error.hpp"
#include "glasscape/dynamics/drift.hpp"
#include "glasscape/md/thermal_rows.hpp"
#include "glasscape/scattering/extrema.hpp"
#include "glasscape/scattering/radial_distribution.hpp"

namespace glasscape {
namespace {

const char* const name = "dynamics";

void check_stop(const RunContext& context) {
  if (!context.stop_requested()) return;
  throw Error(ErrorKind::stopped, {name, "stopped on request", {}, "give the same command again: it begins anew"});
}

// First peak of the total g(r).
double first_peak(const Configuration& configuration, const RunContext& context) {
  const RadialOptions options{.rmax = 8};
  RadialDistribution rdf(options, 1);
  const std::vector<std::int32_t> one(configuration.size(), 0);
  rdf.add({configuration.box, configuration.positions, one, 1}, context);
  std::vector<double> expected;
  for (std::size_t k = 0; k < rdf.bins(); ++k) expected.push_back(rdf.expected_pairs(0, 0, k) / 2);
  const Extrema extrema = find_extrema(rdf.total(), rdf.width(), options.smoothing, expected);
  if (extrema.peaks.empty()) {
    throw input_error(name, "g(r) has no peak within 8 Å", {}, "give --wave-number and --overlap-length");
  }
  return extrema.peaks.front().r;
}

// What does not depend on the atoms' motion.
TimeDependence describe(const Configuration& first, const TimeDependenceOptions& options, const RunContext& context) {
  TimeDependence result{.wave_number = options.wave_number, .overlap_length = options.overlap_length};
  if (options.wave_number == 0 || options.overlap_length == 0) {
    const auto periodic = first.box.periodic();
    if (!periodic[0] || !periodic[1] || !periodic[2]) {
      throw usage_error(name, "wave number and overlap length follow from g(r), which needs a periodic box", {},
                        "give --wave-number and --overlap-length");
    }
    result.peak_distance = first_peak(first, context);
    if (result.wave_number == 0) result.wave_number = 2 * std::numbers::pi / result.peak_distance;
    if (result.overlap_length == 0) result.overlap_length = 0.3 * result.peak_distance;
  }
  result.species = {"all"};
  result.atoms = {first.size()};
  const auto counts = first.counts();
  for (std::size_t s = 0; s < first.species.size(); ++s) {
    if (!(first.species[s].mass > 0)) {
      throw input_error(name, fmt::format("the mass of '{}' is not known", first.species[s].name), {},
                        "name the elements (--elements)");
    }
    result.species.push_back(first.species[s].name);
    result.atoms.push_back(counts[s]);
  }
  return result;
}

TimeFunctionAccumulator accumulator(const Configuration& first, const std::vector<double>& times,
                                    const TimeDependence& described, const TimeDependenceOptions& options) {
  return {first.types,
          first.species.size(),
          atom_masses(first),
          times,
          {.wave_number = described.wave_number,
           .overlap_length = described.overlap_length,
           .origins = options.origins,
           .lags = options.lags,
           .spacing = options.spacing}};
}

}  // namespace

const ParameterTable<TimeDependenceOptions>& time_dependence_parameters() {
  using O = TimeDependenceOptions;
  const Unit none("1");
  static const ParameterTable<O> table{
      {.name = "wave_number",
       .member = &O::wave_number,
       .unit = Unit("1/Å"),
       .help = "wave number of F_s; 0: 2π over the first peak of g(r)",
       .bounds = at_least(0)},
      {.name = "overlap_length",
       .member = &O::overlap_length,
       .unit = Unit("Å"),
       .help = "an atom overlaps with its place within this; 0: 0.3 of the first peak of g(r)",
       .bounds = at_least(0)},
      {.name = "origins",
       .member = &O::origins,
       .unit = none,
       .help = "frames that displacements are measured from, at most; each is kept in memory",
       .bounds = between(1, 1e6)},
      {.name = "lags",
       .member = &O::lags,
       .unit = none,
       .help = "times at which the functions are given, at most",
       .bounds = between(1, 1e6)},
      {.name = "spacing", .member = &O::spacing, .unit = none, .help = "of these times", .choices = {"log", "linear"}},
  };
  return table;
}

const ParameterTable<IsothermalOptions>& isothermal_parameters() {
  using O = IsothermalOptions;
  using Rows = ThermalRows<O>;
  static const ParameterTable<O> table{
      Rows::potential(),
      Rows::temperature("doi:10.1103/PhysRevMaterials.7.113601"),
      {.name = "time",
       .member = &O::time,
       .unit = Unit("ps"),
       .help = "time that is sampled",
       .bounds = positive(),
       .source = "doi:10.1103/PhysRevMaterials.7.113601"},
      Rows::equilibration(),
      Rows::sample_interval(),
      Rows::timestep(),
      Rows::seed(),
      Rows::engine_forces(),
  };
  return table;
}

TimeDependence time_dependence(const std::filesystem::path& trajectory, const ReadOptions& reading, double timestep,
                               double interval, const TimeDependenceOptions& options, const RunContext& context) {
  std::vector<double> times;
  std::optional<Configuration> first;
  const auto where = [&] { return fmt::format("{}: frame {}", trajectory.string(), times.size()); };
  read_frames(trajectory, reading, [&](Configuration&& frame) {
    check_stop(context);
    if (first && (frame.ids != first->ids || frame.types != first->types)) {
      throw input_error(where(), "holds other atoms than the first frame", "the same ids and types in all frames");
    }
    times.push_back(interval > 0 ? interval * static_cast<double>(times.size())
                                 : timestep * static_cast<double>(frame.timestep));
    if (!first) first = std::move(frame);
    context.report("times", 0.0, fmt::format("{} frames", times.size()));
    return true;
  });
  if (times.size() < 2) throw input_error(trajectory.string(), fmt::format("{} frames", times.size()), "at least 2");
  TimeDependence result = describe(*first, options, context);
  TimeFunctionAccumulator functions = accumulator(*first, times, result, options);
  read_frames(trajectory, reading, [&](Configuration&& frame) {
    check_stop(context);
    functions.add(frame.box, frame.positions, context);
    ++result.frames;
    context.report("dynamics", static_cast<double>(result.frames) / static_cast<double>(times.size()),
                   fmt::format("frame {} of {}", result.frames, times.size()));
    return true;
  });
  result.equally_spaced = functions.equally_spaced();
  result.functions = functions.result();
  return result;
}

TimeDependence isothermal_dynamics(const Configuration& start, const IsothermalOptions& options,
                                   const TimeDependenceOptions& measured, const RunContext& context) {
  if (options.sample_interval < options.timestep || options.time < 2 * options.sample_interval) {
    throw usage_error(std::string(name) + ": sample_interval", fmt::format("{:g} ps", options.sample_interval),
                      "at least one timestep, and at most half of the time");
  }
  ThermalRun run(start, options, name);
  run.draw_velocities(start.velocities.empty() ? 2 * options.temperature : options.temperature);
  if (options.equilibration > 0) run.add_npt("equilibrate", options.equilibration);
  const std::int64_t interval = run.steps(options.sample_interval);
  run.add_nvt("sample", options.time, interval);
  std::vector<double> times;
  for (std::int64_t step = interval; step <= run.program().stages.back().steps; step += interval) {
    times.push_back(static_cast<double>(step) * options.timestep);
  }
  TimeDependence result = describe(start, measured, context);
  TimeFunctionAccumulator functions = accumulator(start, times, result, measured);
  run.run(context, [&](const MdFrame& frame) {
    functions.add(frame.box, frame.positions, context);
    ++result.frames;
  });
  result.functions = functions.result();
  return result;
}

}  // namespace glasscape
