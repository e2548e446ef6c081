#include "anisotropic_output.hpp"

#include <cstdio>
#include <fmt/format.h>

#include "frames.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/scattering/anisotropic/anisotropic_files.hpp"

namespace glasscape::app {
namespace {

std::string number(const nlohmann::json& value) {
  return value.is_number() ? fmt::format("{:.5f}", value.get<double>()) : "-";
}

// The coefficients of the total; those of pairs are in the JSON and the files.
void print_summary(const nlohmann::json& summary) {
  std::puts(fmt::format("{} samples, {} frames; standard errors from {}", summary.at("samples").get<std::size_t>(),
                        summary.at("frames").get<std::size_t>(), summary.at("errors").get<std::string>())
                .c_str());
  std::puts(fmt::format("{:<14} {:>3} {:>3} {:>10} {:>10} {:>10}", "total", "l", "m", "rms", "error", "chi2").c_str());
  for (const auto& table : summary.at("tables")) {
    if (table.at("label") != "total") continue;
    for (const auto& curve : table.at("curves")) {
      std::puts(fmt::format("{:<14} {:>3} {:>3} {:>10} {:>10} {:>10}", table.at("state").get<std::string>(),
                            curve.at("l").get<int>(), curve.at("m").get<int>(), number(curve.at("rms")),
                            number(curve.at("rms_error")), number(curve.at("chi2")))
                    .c_str());
    }
  }
}

}  // namespace

int run_anisotropic(const AnisotropicFlags& flags, const AnisotropicOptions& options, Session& session) {
  std::vector<std::string> configurations{flags.input.path};
  configurations.insert(configurations.end(), flags.more.begin(), flags.more.end());
  const std::size_t references = flags.references.size();
  if (references > 1 && references != configurations.size()) {
    throw usage_error("--reference",
                      fmt::format("{} references for {} configurations", references, configurations.size()),
                      "one for all, or one for each in the same order");
  }
  nlohmann::json resolved = resolved_json(anisotropic_parameters(), options);
  resolved["elements"] = flags.input.elements;
  resolved["frames"] = flags.all_frames ? nlohmann::json("all") : nlohmann::json(flags.input.frame);
  resolved["references"] = flags.references;
  resolved["reference_frame"] = flags.reference_frame;
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  const bool file = std::filesystem::path(flags.output).extension() == ".csv";
  if (file) {
    require_fresh_output(flags.output, session);
  } else {
    require_fresh_folder(flags.output, session);
  }
  const RunContext context = session.context();
  AnisotropicPdf pdf(options);
  std::vector<std::filesystem::path> inputs;
  for (std::size_t k = 0; k < configurations.size(); ++k) {
    InputFlags input = flags.input;
    input.path = configurations[k];
    inputs.emplace_back(input.path);
    if (references > 0) {
      InputFlags before = input;
      before.path = flags.references[references == 1 ? 0 : k];
      before.frame = flags.reference_frame;
      const Configuration reference = load(before, session);
      pdf.begin_sample(&reference, before.path, context);
      if (k < references) inputs.emplace_back(before.path);
    } else {
      pdf.begin_sample(nullptr, input.path, context);
    }
    for_each_frame(input, flags.all_frames, session,
                   [&](Configuration&& frame) { pdf.add(frame, input.path, context); });
  }
  const AnisotropicResult result = pdf.finish(context);
  write_anisotropic(result, flags.output);
  write_run_record(flags.output, session, resolved, inputs);
  nlohmann::json summary = anisotropic_summary(result);
  if (session.json) {
    summary["output"] = flags.output;
    std::puts(summary.dump(1).c_str());
  } else {
    print_summary(summary);
  }
  return ExitCode::success;
}

}  // namespace glasscape::app
