#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "frames.hpp"
#include "glasscape/core/atomic_file.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/structure/voronoi_network/network_summary.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct NetworkFlags {
  InputFlags input;
  std::string output;
  bool all_frames = false;
  std::int64_t largest = 15;
  VoronoiNetworkOptions options;
};

std::string summary_text(std::size_t frame, const NetworkSummary& s) {
  const auto share = [&](std::size_t n) { return 100 * static_cast<double>(n) / static_cast<double>(s.atoms); };
  const auto part = [&](const char* name, const NetworkSummary::Part& p) {
    return fmt::format("  {:<26} {:>7} clusters, largest {:>6} polyhedra ({:.4f} of all), spans {}\n", name, p.clusters,
                       p.largest, p.ratio, spanning_text(p.spans));
  };
  std::string text = fmt::format("frame {}: {} polyhedra ({:.3f} % of the atoms), {} atoms in them ({:.2f} %)\n", frame,
                                 s.polyhedra, share(s.polyhedra), s.held, share(s.held));
  text += part("linked by shared atoms", s.sharing) + part("linked by their centres", s.linked);
  text += fmt::format("  pairs that share {} vertices, {} edges, {} faces, {} four atoms or more, {} volumes\n",
                      s.pairs.vertex, s.pairs.edge, s.pairs.face, s.pairs.more, s.pairs.volume);
  text += "  atoms of the largest:";
  for (const std::size_t n : s.largest_atoms) text += fmt::format(" {}", n);
  return text + "\n";
}

int run_network(const NetworkFlags& flags, Session& session) {
  nlohmann::json resolved = resolved_json(voronoi_network_parameters(), flags.options);
  resolved["largest"] = flags.largest;
  resolved["elements"] = flags.input.elements;
  resolved["frames"] = flags.all_frames ? nlohmann::json("all") : nlohmann::json(flags.input.frame);
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  if (!flags.output.empty()) require_fresh_folder(flags.output, session);
  const RunContext context = session.context();
  std::string table = network_header(), text;
  nlohmann::json json;
  Configuration last;
  std::size_t frames = 0;
  for_each_frame(flags.input, flags.all_frames, session, [&](Configuration&& frame) {
    const VoronoiNetwork network = find_voronoi_network(frame, flags.options, context);
    const NetworkSummary s = summarise(network, static_cast<std::size_t>(flags.largest));
    table += network_row(frames, frame.timestep, s);
    text += summary_text(frames, s);
    json = to_json(s);
    ++frames;
    last = std::move(frame);
    std::erase_if(last.fields,
                  [](const Field& f) { return f.name() == "network_rank" || f.name() == "network_center"; });
    for (Field& field : network_fields(network, s, flags.options.classes)) last.fields.push_back(std::move(field));
  });
  json["frames"] = frames;
  json["options"] = resolved;
  if (!flags.output.empty()) {
    const std::filesystem::path folder = flags.output;
    make_output_folder(folder);
    write_file_atomically(folder / "network.csv", table);
    write_file_atomically(folder / "network.json", json.dump(2) + "\n");
    write_configuration(folder / "network.xyz.gz", last);
    write_run_record(folder, session, resolved, {flags.input.path});
  }
  std::fputs((session.json ? json.dump(2) + "\n" : text).c_str(), stdout);
  return ExitCode::success;
}

}  // namespace

void add_network(CLI::App& app, Session& session) {
  auto flags = std::make_shared<NetworkFlags>();
  CLI::App* verb = app.add_subcommand("network", "polyhedra of chosen Voronoi classes and how they hang together");
  add_input_flags(*verb, flags->input);
  add_parameter_flags(*verb, voronoi_network_parameters(), flags->options);
  verb->add_option("--largest", flags->largest, "clusters that get a rank in the field network_rank; default 15")
      ->check(CLI::Range(0, 1000000));
  verb->add_flag("--all-frames", flags->all_frames, "a line for each frame of a trajectory");
  verb->add_option("-o,--output", flags->output, "folder for the table, network.json and the atoms with their ranks");
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_network(*flags, session); }; });
}

}  // namespace glasscape::app
