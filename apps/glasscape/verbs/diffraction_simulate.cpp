#include <cstdio>
#include <fmt/format.h>

#include "diffraction.hpp"
#include "glasscape/diffraction/simulate/simulate.hpp"
#include "glasscape/geometry/composition.hpp"
#include "glasscape/scattering/anisotropic/anisotropic_pdf.hpp"
#include "input.hpp"

namespace glasscape::app {
namespace {

struct Arguments {
  InputFlags input;  // its path is not used
  std::vector<std::string> sources;
  std::string quantity = "g", axis = "z", output;
  double rmax = 20;
  SimulateOptions options;
};

bool is_table(const std::string& path) {
  std::string name = std::filesystem::path(path).filename().string();
  for (const char* packed : {".gz", ".zst"}) {
    if (name.ends_with(packed)) name.resize(name.rfind('.'));
  }
  for (const char* ending : {".csv", ".dat", ".xy", ".txt", ".gr", ".sq", ".chi"}) {
    if (name.ends_with(ending)) return true;
  }
  return false;
}

std::vector<HarmonicTable> tables_of(Arguments& arguments, Session& session) {
  if (is_table(arguments.sources.front())) {
    if (arguments.sources.size() > 1) {
      throw usage_error(arguments.sources[1], "one table is simulated at a time", "a table, or configurations");
    }
    return {read_harmonic_table(arguments.sources.front(),
                                {.quantity = arguments.quantity, .density = arguments.options.density})};
  }
  AnisotropicOptions radial;
  radial.rmax = arguments.rmax;
  radial.axis = arguments.axis;
  AnisotropicPdf pdf(radial);
  const RunContext context = session.context();
  for (const std::string& source : arguments.sources) {
    InputFlags one = arguments.input;
    one.path = source;
    const Configuration configuration = load(one, session);
    if (arguments.options.composition.empty()) {
      arguments.options.composition = composition_text(configuration, source);
    }
    pdf.begin_sample(nullptr, source, context);
    pdf.add(configuration, source, context);
  }
  return pdf.finish(context).tables;
}

std::string text(const nlohmann::json& truth, const std::string& folder) {
  std::string out = fmt::format("{}\n", folder);
  for (const auto& orientation : truth["orientations"]) {
    out += fmt::format("loading axis at {:>6g} deg  {}\n", orientation["azimuth_deg"].get<double>(),
                       orientation["images"].dump());
  }
  out += fmt::format(
      "{:.2f} keV, Q up to {:.2f} 1/Å; {:.4f} atoms/Å³, {:.3f} g/cm³, transmission {:.4f}\n"
      "largest count {:g}, saturated {}, masked {}\n",
      truth["energy_keV"].get<double>(), truth["largest_q"].get<double>(), truth["density"].get<double>(),
      truth["mass_density"].get<double>(), truth["transmission"].get<double>(), truth["largest_count"].get<double>(),
      truth["saturated"].get<std::size_t>(), truth["masked"].get<std::size_t>());
  return out;
}

int run(Arguments arguments, Session& session) {
  nlohmann::json resolved = resolved_json(simulate_parameters(), arguments.options);
  resolved["axis"] = arguments.axis;
  resolved["rmax"] = arguments.rmax;
  resolved["quantity"] = arguments.quantity;
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  const std::vector<HarmonicTable> tables = tables_of(arguments, session);
  resolved["composition"] = arguments.options.composition;
  const nlohmann::json truth =
      simulate_diffraction(tables, arguments.options, arguments.output, session.force, session.context());
  std::vector<std::filesystem::path> inputs(arguments.sources.begin(), arguments.sources.end());
  if (!arguments.options.poni.empty()) inputs.emplace_back(arguments.options.poni);
  write_run_record(arguments.output, session, resolved, inputs);
  std::fputs((session.json ? truth.dump(2) + "\n" : text(truth, arguments.output)).c_str(), stdout);
  return ExitCode::success;
}

}  // namespace

void add_diffraction_simulate(CLI::App& diffraction, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb =
      diffraction.add_subcommand("simulate", "detector images of a glass, with known strain, errors and noise");
  verb->add_option("SOURCE", arguments->sources,
                   "table of g or S (.csv, .dat, .xy, .txt, .gr, .sq), or configurations of one material, averaged")
      ->required();
  verb->add_option("-o,--output", arguments->output, "folder for images, geometry and truth")->required();
  add_parameter_flags(*verb, simulate_parameters(), arguments->options);
  verb->add_option("--quantity", arguments->quantity, "what plain columns hold; default g")
      ->check(CLI::IsMember({"g", "S"}));
  verb->add_option("--axis", arguments->axis, "loading axis in configurations: x, y, z or three numbers; default z");
  verb->add_option("--rmax", arguments->rmax, "largest distance in configurations [Å]; default 20")
      ->check(CLI::Range(1.0, 1000.0));
  verb->add_option("--elements", arguments->input.elements, "names of the species of configurations, in order: Cu,Zr")
      ->delimiter(',');
  verb->add_option("--frame", arguments->input.frame, "frame of each file, from 0; negative from the end; default -1");
  add_common_flags(*verb, session);
  verb->callback(
      [arguments, &session] { session.action = [arguments, &session] { return run(*arguments, session); }; });
}

}  // namespace glasscape::app
