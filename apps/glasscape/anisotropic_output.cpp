#include "anisotropic_output.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

#include "frames.hpp"
#include "glasscape/deformation/anisotropy/anisotropy_run.hpp"

namespace glasscape::app {
namespace {

std::string number(const nlohmann::json& value) {
  return value.is_number() ? fmt::format("{:.5f}", value.get<double>()) : "-";
}

std::string measured(const nlohmann::json& m) { return number(m.at("value")) + " +- " + number(m.at("error")); }

void print_affine(const nlohmann::json& affine) {
  const auto& fit = affine.at("fit");
  const auto& critical = affine.at("critical_radius");
  const auto& phase = affine.at("phase");
  const auto line = [](const std::string& name, const std::string& value) {
    std::puts(fmt::format("{:<24} {}", name, value).c_str());
  };
  line("affine fit [Å]", number(fit.at("r_min_A")) + " to " + number(fit.at("r_max_A")));
  line("alpha", measured(affine.at("alpha")));
  line("strain (tension > 0)", measured(affine.at("strain")));
  line("critical radius [Å]", critical.at("value_A").is_null()
                                  ? "none: no deviation stands out"
                                  : fmt::format("{} ({} to {})", number(critical.at("value_A")),
                                                number(critical.at("low_A")), number(critical.at("high_A"))));
  line("phase [deg]", fmt::format("{}; explained {}", measured(phase.at("phase_deg")), number(phase.at("explained"))));
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
  if (summary.contains("affine")) print_affine(summary.at("affine"));
}

// --affine-r-fit of the option r_fit.
std::string affine_flag(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return "--affine-" + name;
}

}  // namespace

std::vector<std::string> anisotropic_flag_names() {
  std::vector<std::string> flags{"--anisotropic", "--reference", "--reference-frame", "--affine"};
  const auto plain = radial_parameters().names();
  for (std::string name : anisotropic_parameters().names()) {
    if (std::find(plain.begin(), plain.end(), name) != plain.end()) continue;
    std::replace(name.begin(), name.end(), '_', '-');
    flags.push_back("--" + name);
  }
  for (const std::string& name : affine_parameters().names()) flags.push_back(affine_flag(name));
  return flags;
}

void add_anisotropic_flags(CLI::App& verb, AnisotropicFlags& flags) {
  verb.add_option("MORE", flags.more, "anisotropic: further samples");
  verb.add_option("--reference", flags.references,
                  "anisotropic: state of the same atoms before, to be subtracted; once for all configurations, or "
                  "repeated, one for each in the same order")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb.add_option("--reference-frame", flags.reference_frame,
                  "frame of the reference, from 0; negative from the end; default the last");
  verb.add_flag("--affine", flags.affine,
                "anisotropic: how much of g_20 or g_2-2 an affine strain explains, and the radius where that ends");
  for (const ParameterInfo& info : affine_parameters().describe()) {
    const std::string flag = affine_flag(info.name);
    verb.add_option_function<std::string>(
        flag,
        [&flags, name = info.name, flag](const std::string& text) {
          affine_parameters().set(flags.affine_options, name, text, flag);
          flags.affine = true;
        },
        fmt::format("affine: {}{}; default {}", info.help, info.unit == "1" ? "" : " [" + info.unit + "]",
                    info.initial));
  }
}

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
  if (flags.affine) resolved["affine"] = resolved_json(affine_parameters(), flags.affine_options);
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
  AnisotropyRun pdf(options, flags.affine ? &flags.affine_options : nullptr, flags.output);
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
                   [&](Configuration&& frame) { pdf.add(std::move(frame), input.path, context); });
  }
  nlohmann::json summary = pdf.finish(context);
  write_run_record(flags.output, session, resolved, inputs);
  if (session.json) {
    summary["output"] = flags.output;
    std::puts(summary.dump(1).c_str());
  } else {
    print_summary(summary);
  }
  return ExitCode::success;
}

}  // namespace glasscape::app
