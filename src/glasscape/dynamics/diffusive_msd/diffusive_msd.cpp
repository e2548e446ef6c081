#include "glasscape/dynamics/diffusive_msd/diffusive_msd.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/dynamics/drift.hpp"
#include "glasscape/landscape/inherent_positions.hpp"
#include "glasscape/md/thermal_rows.hpp"
#include "glasscape/vibration/hop_accumulator.hpp"

namespace glasscape {
namespace {

const char* const name = "diffusive_msd";
// Places in neighbouring minima differ by far more than what this leaves undone.
constexpr double quench_tolerance = 1e-4;

struct Samples {
  std::int64_t interval;          // steps
  std::int64_t total, end, half;  // samples: of the run, of an averaged end, of half a hop window
};

Samples plan(const DiffusiveMsdOptions& o) {
  const std::string where = std::string(name) + ": ";
  if (o.sample_interval < o.timestep) {
    throw usage_error(where + "sample_interval", fmt::format("{:g} ps is shorter than one step", o.sample_interval));
  }
  Samples s{};
  s.interval = ThermalRun::steps(o.sample_interval, o.timestep);
  s.total = ThermalRun::steps(o.duration, o.timestep) / s.interval;
  const double between = static_cast<double>(s.interval) * o.timestep;
  s.end = std::max<std::int64_t>(1, std::llround(o.window / between));
  s.half = std::llround(o.hop_window / 2 / between);
  if (s.half < 2) {
    throw usage_error(where + "hop_window",
                      fmt::format("{:g} ps hold fewer than two samples in each half", o.hop_window),
                      fmt::format("at least {:g} ps", 4 * between), "or lower sample_interval");
  }
  if (s.total < 2 * s.end || s.total < 2 * s.half) {
    throw usage_error(where + "duration", fmt::format("{:g} ps", o.duration),
                      fmt::format("at least two windows and one hop_window: {:g} ps",
                                  static_cast<double>(2 * std::max(s.end, s.half)) * between));
  }
  return s;
}

}  // namespace

const ParameterTable<DiffusiveMsdOptions>& diffusive_msd_parameters() {
  using O = DiffusiveMsdOptions;
  using Rows = ThermalRows<O>;
  const Unit none("1"), ps("ps"), area("Å^2");
  const std::string source = "doi:10.6052/0459-1879-19-368";
  static const ParameterTable<O> table{
      Rows::potential(),
      Rows::temperature(source),
      {.name = "duration",
       .member = &O::duration,
       .unit = ps,
       .help = "time that atoms are followed (the source: 50 ns)",
       .bounds = positive()},
      Rows::equilibration(),
      Rows::sample_interval(),
      {.name = "positions",
       .member = &O::positions,
       .unit = none,
       .help = "displacement between mean positions at both ends, or between inherent structures",
       .choices = {"mean", "inherent"}},
      {.name = "window",
       .member = &O::window,
       .unit = ps,
       .help = "time at either end over which mean positions are taken",
       .bounds = positive()},
      {.name = "hop_window",
       .member = &O::hop_window,
       .unit = ps,
       .help = "window of p_hop: half before, half after",
       .bounds = positive()},
      {.name = "hop_threshold",
       .member = &O::hop_threshold,
       .unit = area,
       .help = "an atom hops where p_hop is above this",
       .bounds = positive()},
      Rows::timestep(),
      Rows::seed(),
      Rows::engine_forces(),
  };
  return table;
}

std::vector<Field> diffusive_msd(const Configuration& inherent, const DiffusiveMsdOptions& options,
                                 const RunContext& context) {
  const Samples samples = plan(options);
  ThermalRun run(inherent, options, name);
  // From a minimum half of the velocities' energy goes into the springs at once.
  run.draw_velocities(2 * options.temperature);
  if (options.equilibration > 0) run.add_npt("equilibrate", options.equilibration);
  run.add_nvt("diffuse", options.duration, samples.interval);

  const std::size_t atoms = inherent.size();
  const std::vector<double> masses = atom_masses(inherent);
  HopAccumulator hopping(atoms, static_cast<std::size_t>(samples.half), options.hop_threshold);
  std::vector<Vec3> reference, start(atoms), end(atoms);
  const double share = 1.0 / static_cast<double>(samples.end);
  const bool quench = options.positions == "inherent";
  Configuration state = inherent;  // what is quenched at either end
  std::int64_t sample = 0;
  run.run(context, [&](const MdFrame& frame) {
    if (sample == 0) reference = frame.positions;
    const std::vector<Vec3> u = displacements_without_drift(reference, frame.positions, masses);
    hopping.add(u);
    if (quench && (sample == 0 || sample == samples.total - 1)) {
      state.box = frame.box;
      state.positions = frame.positions;
      (sample == 0 ? start : end) = inherent_positions(state, run.force_field(), quench_tolerance, name, context);
    } else if (!quench) {
      for (std::size_t i = 0; i < atoms; ++i) {
        if (sample < samples.end) start[i] += share * u[i];
        if (sample >= samples.total - samples.end) end[i] += share * u[i];
      }
    }
    ++sample;
  });

  std::vector<double> squared, largest, count, first;
  for (const Vec3& u : displacements_without_drift(start, end, masses)) squared.push_back(norm2(u));
  const double between = static_cast<double>(samples.interval) * options.timestep;
  for (const AtomHops& hops : hopping.hops()) {
    largest.push_back(hops.largest);
    count.push_back(static_cast<double>(hops.count));
    first.push_back(hops.first < 0 ? std::numeric_limits<double>::quiet_NaN()
                                   : static_cast<double>(hops.first + 1) * between);
  }
  std::vector<Field> fields;
  fields.emplace_back("diffusive_msd", Unit("Å^2"), std::move(squared));
  fields.emplace_back("p_hop_max", Unit("Å^2"), std::move(largest));
  fields.emplace_back("hops", Unit("1"), std::move(count));
  fields.emplace_back("first_hop", Unit("ps"), std::move(first));
  return fields;
}

Descriptor diffusive_msd_descriptor() {
  return make_descriptor(
      name,
      "Squared displacement of each atom between its mean places before and after a run at high "
      "temperature, and its hops",
      "Wang et al. (2020), doi:10.6052/0459-1879-19-368; p_hop after Candelier et al., PRL 105, 135702 "
      "(2010), doi:10.1103/PhysRevLett.105.135702",
      {{"diffusive_msd", "Å^2", 1, "|R(end) − R(start)|²"},
       {"p_hop_max", "Å^2", 1, "largest p_hop of the run"},
       {"hops", "1", 1, "number of hops: runs of p_hop above the threshold"},
       {"first_hop", "ps", 1, "time of the first hop; NaN if there is none"}},
      diffusive_msd_parameters(), diffusive_msd);
}

}  // namespace glasscape
