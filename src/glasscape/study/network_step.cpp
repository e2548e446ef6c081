#include "glasscape/study/network_step.hpp"

#include <fmt/format.h>
#include <numeric>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/structure/voronoi_network/network_summary.hpp"
#include "glasscape/study/step_parts.hpp"

namespace glasscape {
namespace {

// The verb's options, and how many clusters get a rank.
struct NetworkStepOptions : VoronoiNetworkOptions {
  std::int64_t largest = 15;
};

std::int64_t take_largest(StudySection& section) {
  static const ParameterTable<NetworkStepOptions> table{{.name = "largest",
                                                         .member = &NetworkStepOptions::largest,
                                                         .unit = Unit("1"),
                                                         .help = "clusters that get a rank",
                                                         .bounds = between(0, 1e6)}};
  NetworkStepOptions options;
  const StudyEntry* entry = section.find("largest");
  if (entry == nullptr) return options.largest;
  table.set(options, entry->key, entry->value, entry->where + ": [network]");
  section.entries.erase(section.entries.begin() + (entry - section.entries.data()));
  return options.largest;
}

}  // namespace

Step network_step(const StudyFile& study, double atoms, const RunContext& context) {
  StudySection section = study.network;
  const std::int64_t largest = take_largest(section);
  VoronoiNetworkOptions options;
  apply(section, voronoi_network_parameters(), options);
  auto resolved = voronoi_network_parameters().resolved(options);
  resolved.emplace_back("largest", fmt::format("{}", largest));
  return {.name = "network",
          .summary = fmt::format("how polyhedra {} hang together", join(options.classes)),
          .needs = {"relax"},
          .options = std::move(resolved),
          .modules = with(file_modules, {"neighbors", "structure"}),
          .outputs = {"network.json", "network.xyz"},
          .estimate = [atoms, context] { return 1 + atoms * 12e-6 / context.thread_count(); },
          .run =
              [options, largest](const std::filesystem::path& folder,
                                 const std::function<std::filesystem::path(const std::string&)>& of,
                                 const RunContext& run_context) {
                Configuration glass = read_configuration(of("relax") / "relaxed.xyz");
                const VoronoiNetwork network = find_voronoi_network(glass, options, run_context);
                const NetworkSummary summary = summarise(network, static_cast<std::size_t>(largest));
                glass.fields = network_fields(network, summary, options.classes);
                write_configuration(folder / "network.xyz", glass);
                nlohmann::json json = to_json(summary);
                json["atoms_of_the_largest"] =
                    std::accumulate(summary.largest_atoms.begin(), summary.largest_atoms.end(), std::size_t{0});
                json["polyhedra_share"] = static_cast<double>(summary.polyhedra) / static_cast<double>(summary.atoms);
                write_file_atomically(folder / "network.json", json.dump(2) + "\n");
              }};
}

}  // namespace glasscape
