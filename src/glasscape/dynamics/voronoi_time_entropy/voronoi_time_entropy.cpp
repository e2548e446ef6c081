#include "glasscape/dynamics/voronoi_time_entropy/voronoi_time_entropy.hpp"

#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/dynamics/voronoi_time_entropy/class_tally.hpp"
#include "glasscape/md/thermal_rows.hpp"
#include "glasscape/structure/voronoi/voronoi_descriptor.hpp"

namespace glasscape {
namespace {

const char* const name = "voronoi_time_entropy";

}  // namespace

const ParameterTable<VoronoiTimeEntropyOptions>& voronoi_time_entropy_parameters() {
  using O = VoronoiTimeEntropyOptions;
  using Rows = ThermalRows<O>;
  const Unit none("1"), ps("ps");
  static const ParameterTable<O> table{
      Rows::potential(),
      Rows::temperature(),
      {.name = "duration", .member = &O::duration, .unit = ps, .help = "time that is sampled", .bounds = positive()},
      Rows::sample_interval(),
      Rows::equilibration(),
      {.name = "area_threshold",
       .member = &O::area_threshold,
       .unit = none,
       .help = "faces of at most this fraction of the cell's surface do not count",
       .bounds = {.low = 0, .high = 1, .high_open = true}},
      {.name = "edge_threshold",
       .member = &O::edge_threshold,
       .unit = Unit("Å"),
       .help = "edges of at most this length do not count",
       .bounds = at_least(0)},
      Rows::timestep(),
      Rows::seed(),
      Rows::engine_forces(),
  };
  return table;
}

std::vector<Field> voronoi_time_entropy(const Configuration& configuration, const VoronoiTimeEntropyOptions& options,
                                        const RunContext& context) {
  if (options.sample_interval < options.timestep || options.duration < 2 * options.sample_interval) {
    throw usage_error("voronoi_time_entropy: sample_interval", fmt::format("{:g} ps", options.sample_interval),
                      "at least one timestep, and at most half of the duration");
  }
  ThermalRun run(configuration, options, name);
  run.draw_velocities(2 * options.temperature);
  if (options.equilibration > 0) run.add_npt("equilibrate", options.equilibration);
  run.add_nvt("sample", options.duration, run.steps(options.sample_interval));
  Configuration sample = configuration;
  sample.images.clear();
  sample.fields.clear();
  const std::size_t atoms = configuration.size();
  ClassTally tally(atoms);
  run.run(context, [&](const MdFrame& frame) {
    sample.box = frame.box;
    sample.positions = frame.positions;
    const std::vector<Field> cells = voronoi_fields(
        sample, {.area_threshold = options.area_threshold, .edge_threshold = options.edge_threshold, .radii = {}},
        context);
    for (const Field& field : cells) {
      if (field.name() != "voronoi_index") continue;
      for (std::size_t i = 0; i < atoms; ++i) {
        ClassTally::Class index{};
        for (std::size_t k = 0; k < 4; ++k) index[k] = static_cast<std::uint16_t>(field.at(i, k));
        tally.add(i, index);
      }
    }
  });
  std::vector<double> entropy, classes, share;
  for (std::size_t i = 0; i < atoms; ++i) {
    entropy.push_back(tally.entropy(i));
    classes.push_back(static_cast<double>(tally.classes(i)));
    share.push_back(tally.largest_share(i));
  }
  std::vector<Field> fields;
  fields.emplace_back(name, Unit("1"), std::move(entropy));
  fields.emplace_back("voronoi_classes_visited", Unit("1"), std::move(classes));
  fields.emplace_back("voronoi_main_share", Unit("1"), std::move(share));
  return fields;
}

Descriptor voronoi_time_entropy_descriptor() {
  return make_descriptor(
      name, "Shannon entropy of the Voronoi indices that an atom visits in a run at temperature",
      "Yang & Wang, Front. Mater. 9, 855681 (2022), doi:10.3389/fmats.2022.855681; only its abstract was seen, the "
      "definition here is ours",
      {{name, "1", 1, "−Σ P ln P over the indices visited; at most ln(samples)"},
       {"voronoi_classes_visited", "1", 1, "number of different indices"},
       {"voronoi_main_share", "1", 1, "share of the samples in the index visited most"}},
      voronoi_time_entropy_parameters(), voronoi_time_entropy);
}

}  // namespace glasscape
