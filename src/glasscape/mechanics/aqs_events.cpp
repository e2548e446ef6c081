#include "glasscape/mechanics/aqs_events.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/part_progress.hpp"
#include "glasscape/mechanics/quasistatic.hpp"
#include "glasscape/mechanics/quasistatic_rows.hpp"
#include "glasscape/mechanics/shear_directions.hpp"

namespace glasscape {
namespace {

const char* const name = "aqs_events";
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<std::size_t> taking_part(const QuasistaticEvent& event, const AqsEventsOptions& options) {
  const std::vector<double>& d = event.motion.d2min;
  std::vector<std::size_t> atoms;
  if (options.participants == "threshold") {
    for (std::size_t i = 0; i < d.size(); ++i) {
      if (d[i] > options.threshold) atoms.push_back(i);
    }
    return atoms;
  }
  atoms.resize(d.size());
  std::iota(atoms.begin(), atoms.end(), std::size_t{0});
  const auto count = static_cast<std::size_t>(
      std::clamp<std::int64_t>(std::llround(event.participation), 1, static_cast<std::int64_t>(d.size())));
  const auto further = [&](std::size_t a, std::size_t b) {
    const double u = norm2(event.displacements[a]), v = norm2(event.displacements[b]);
    return u != v ? u > v : a < b;
  };
  std::partial_sort(atoms.begin(), atoms.begin() + static_cast<std::ptrdiff_t>(count), atoms.end(), further);
  atoms.resize(count);
  return atoms;
}

// What has happened to each atom so far.
struct Tally {
  explicit Tally(std::size_t atoms) : events(atoms), first(atoms, nan), largest(atoms, nan), sum(atoms, nan) {}

  std::vector<double> events, first, largest, sum;
  std::vector<Field> single;

  void add(const QuasistaticEvent& event, const AqsEventsOptions& options, std::vector<double>& first_here) {
    const double strain = std::abs(event.strain_after);
    for (const std::size_t i : taking_part(event, options)) {
      ++events[i];
      first_here[i] = std::fmin(first_here[i], strain);
      first[i] = std::fmin(first[i], strain);
    }
    for (std::size_t i = 0; i < sum.size(); ++i) {
      const double d = event.motion.d2min[i];
      if (std::isnan(d)) continue;
      largest[i] = std::fmax(largest[i], d);
      sum[i] = d + (std::isnan(sum[i]) ? 0 : sum[i]);
    }
    if (static_cast<std::int64_t>(single.size()) < options.event_fields) {
      single.emplace_back(fmt::format("aqs_event_{}", single.size() + 1), Unit("Å^2"), event.motion.d2min);
    }
  }
};

}  // namespace

std::vector<Field> aqs_events(const Configuration& configuration, const AqsEventsOptions& options,
                              const RunContext& context) {
  if (options.potential.empty()) {
    throw usage_error("aqs_events: potential", "none is given", "a file, or kim:MODEL_ID");
  }
  if (options.max_strain < options.strain_step) {
    throw usage_error("aqs_events: max_strain",
                      fmt::format("{:g} is less than one step of {:g}", options.max_strain, options.strain_step));
  }
  const auto directions = shear_directions(options.planes, options.senses, name);
  const auto force_field = open_potential(options.potential);
  const std::size_t atoms = configuration.size();
  Tally tally(atoms);
  std::vector<Field> by_direction;
  for (std::size_t k = 0; k < directions.size(); ++k) {
    PartProgress part(context, name, "direction", k, directions.size());
    const RunContext own = part.context();
    const QuasistaticOptions walk{.plane = directions[k].plane,
                                  .max_strain = directions[k].sign * options.max_strain,
                                  .strain_step = options.strain_step,
                                  .refinement = options.refinement,
                                  .force_tolerance = options.force_tolerance,
                                  .max_evaluations = options.max_evaluations,
                                  .event_energy = options.event_energy,
                                  .event_stress = options.event_stress,
                                  .d2min_cutoff = options.d2min_cutoff,
                                  .d2min_normalise = options.d2min_normalise};
    QuasistaticRun run(force_field, configuration, walk, atoms < 1000 ? 1 : context.thread_count());
    std::vector<double> first(atoms, nan);
    const QuasistaticRun::Sink sink{
        .state = {}, .event = [&](const QuasistaticEvent& event, const QuasistaticState&, const QuasistaticState&) {
          tally.add(event, options, first);
        }};
    run.begin(own);
    while (!run.finished()) run.advance(sink, false, own);
    if (directions.size() > 1) {
      by_direction.emplace_back("aqs_first_strain_" + directions[k].label, Unit("1"), std::move(first));
    }
  }
  std::vector<Field> fields;
  fields.emplace_back("aqs_events", Unit("1"), std::move(tally.events));
  fields.emplace_back("aqs_first_strain", Unit("1"), std::move(tally.first));
  fields.emplace_back("aqs_d2min_max", Unit("Å^2"), std::move(tally.largest));
  fields.emplace_back("aqs_d2min_sum", Unit("Å^2"), std::move(tally.sum));
  for (Field& field : by_direction) fields.push_back(std::move(field));
  for (Field& field : tally.single) fields.push_back(std::move(field));
  return fields;
}

const ParameterTable<AqsEventsOptions>& aqs_events_parameters() {
  using O = AqsEventsOptions;
  using Rows = QuasistaticRows<O>;
  const Unit none("1");
  static const ParameterTable<O> table{
      {.name = "potential",
       .member = &O::potential,
       .unit = none,
       .help = "interatomic potential: a file, or kim:MODEL_ID"},
      {.name = "planes",
       .member = &O::planes,
       .unit = none,
       .help = "simple shears, each from the start: direction, then normal",
       .choices = {"xy", "xz", "yz", "yx", "zx", "zy"},
       .source = "xy in doi:10.1103/PhysRevB.99.014115"},
      {.name = "senses",
       .member = &O::senses,
       .unit = none,
       .help = "shear each plane in one direction, or in both",
       .choices = {"forward", "both"}},
      {.name = "max_strain",
       .member = &O::max_strain,
       .unit = none,
       .help = "strain to go to",
       .bounds = {.low = 0, .high = 10, .low_open = true}},
      {.name = "strain_step",
       .member = &O::strain_step,
       .unit = none,
       .help = "strain of one step",
       .bounds = {.low = 1e-8, .high = 0.1}},
      Rows::refinement(),
      Rows::force_tolerance(),
      Rows::max_evaluations(),
      Rows::event_energy(),
      Rows::event_stress(),
      {.name = "d2min_cutoff",
       .member = &O::d2min_cutoff,
       .unit = Unit("Å"),
       .help = "neighbours within this enter D2min",
       .bounds = positive(),
       .source = "first minimum of g(r)"},
      Rows::d2min_normalise(),
      {.name = "participants",
       .member = &O::participants,
       .unit = none,
       .help = "who takes part: as many of the furthest atoms as the event moves, or those with D2min above threshold",
       .choices = {"count", "threshold"}},
      {.name = "threshold",
       .member = &O::threshold,
       .unit = Unit("Å^2"),
       .help = "with participants=threshold: D2min from which an atom takes part",
       .bounds = positive()},
      {.name = "event_fields",
       .member = &O::event_fields,
       .unit = none,
       .help = "fields aqs_event_1, ... with D2min of the first this many events",
       .bounds = between(0, 10000)},
  };
  return table;
}

Descriptor aqs_events_descriptor() {
  return make_descriptor(
      name, "Plastic events of quasistatic shear: in how many each atom takes part, from which strain, and its D2min",
      "Wei et al., PRB 99, 014115 (2019), doi:10.1103/PhysRevB.99.014115; Maloney & Lemaître, PRE 74, 016118 (2006), "
      "doi:10.1103/PhysRevE.74.016118",
      {{"aqs_events", "1", 1, "number of events that the atom takes part in"},
       {"aqs_first_strain", "1", 1, "strain of the first of them; NaN if there is none"},
       {"aqs_d2min_max", "Å^2", 1, "largest D2min over all events; NaN without events"},
       {"aqs_d2min_sum", "Å^2", 1, "sum of D2min over all events; NaN without events"}},
      aqs_events_parameters(), aqs_events);
}

}  // namespace glasscape
