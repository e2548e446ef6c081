#include "glasscape/polymer/orientation.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/io/configuration_io.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct Arguments {
  OrientationOptions options;
  std::string reference, current, output;
  std::int64_t frame = -1;
};

std::string text(const MeanError& m, int digits) {
  return fmt::format("{:.{}f} ± {:.{}f}", m.mean, digits, m.error, digits);
}

std::string table(const OrientationResult& r) {
  std::string out = fmt::format("molecules          {}, {} backbone bonds, {} rings\n", r.chains.size(),
                                r.bonds.directions, r.rings.directions);
  for (const auto& [name, curve] : {std::pair{"bonds", &r.bonds}, {"rings", &r.rings}}) {
    if (curve->directions == 0) continue;
    out += fmt::format("{} P2           {} before, {} after; change {} (affine: {:+.4f})\n", name,
                       text(curve->p2_before, 4), text(curve->p2_after, 4), text(curve->p2_change, 4),
                       curve->p2_affine - curve->p2_before.mean);
    out += fmt::format("{} rotation     {} deg\n", name, text(curve->rotation, 2));
  }
  out += fmt::format("chain rotation     {} deg\nchain extension    {}\n", text(r.chain_rotation, 2),
                     text(r.extension, 4));
  out += fmt::format("bond stretch       {} Å, {} of the bonds' motion\n", text(r.bond_stretch, 4),
                     text(r.stretch_share, 4));
  out += fmt::format("D² inside chains   {} Å²\nD²min of centres   {} Å² (chains), {} Å² (rings)\n",
                     text(r.d2_inside, 4), text(r.d2min_centre, 4), text(r.d2min_ring, 4));
  return out;
}

int run(const Arguments& arguments, Session& session) {
  if (session.print_config) {
    std::fputs((resolved_json(orientation_parameters(), arguments.options).dump(2) + "\n").c_str(), stdout);
    return ExitCode::success;
  }
  if (!arguments.output.empty()) require_fresh_output(arguments.output, session);
  const Configuration reference = read_configuration(arguments.reference);
  const Configuration current = read_configuration(arguments.current, {.frame = arguments.frame});
  const OrientationResult result = orientation_analysis(reference, current, arguments.options, session.context());
  if (!arguments.output.empty()) {
    write_orientation(result, arguments.output);
    write_run_record(arguments.output, session, resolved_json(orientation_parameters(), arguments.options),
                     {arguments.reference, arguments.current});
    session.log(fmt::format("{}: orientation.csv, chains.csv, orientation.json", arguments.output));
  }
  std::fputs(session.json ? (to_json(result).dump(2) + "\n").c_str() : table(result).c_str(), stdout);
  return ExitCode::success;
}

}  // namespace

void add_orientation(CLI::App& app, Session& session) {
  auto* verb = app.add_subcommand("orientation", "how bonds and rings of molecules turned between two configurations");
  add_common_flags(*verb, session);
  auto arguments = std::make_shared<Arguments>();
  verb->add_option("reference", arguments->reference, "data file with the bonds: the state before")->required();
  verb->add_option("current", arguments->current, "the same atoms after; bonds are taken from the reference")
      ->required();
  verb->add_option("--frame", arguments->frame, "frame of the current file; negative counts from the end (-1)");
  add_parameter_flags(*verb, orientation_parameters(), arguments->options);
  verb->add_option("-o,--output", arguments->output, "folder for the histograms and the table of molecules");
  verb->callback(
      [arguments, &session] { session.action = [arguments, &session] { return run(*arguments, session); }; });
}

}  // namespace glasscape::app
