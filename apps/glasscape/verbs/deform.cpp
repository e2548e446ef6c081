#include "glasscape/mechanics/deform.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "glasscape/forces/force_field.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct DeformFlags {
  InputFlags input;
  std::string protocol = "aqs", potential, output;
  DeformOptions options;
};

std::string number(const nlohmann::json& value, const char* unit) {
  return value.is_number() ? fmt::format("{:.6g}{}", value.get<double>(), unit) : std::string("none");
}

void print_moduli(const nlohmann::json& moduli) {
  if (moduli.is_null()) return;
  std::puts("elastic constants [GPa]   C11      C12      C44     bulk    shear   Poisson's ratio");
  for (const char* kind : {"relaxed", "born"}) {
    const auto& m = moduli.at(kind);
    std::puts(fmt::format("  {:<18}  {:8.2f} {:8.2f} {:8.2f} {:8.2f} {:8.2f}   {:.4f}", kind,
                          m.at("C11_GPa").get<double>(), m.at("C12_GPa").get<double>(), m.at("C44_GPa").get<double>(),
                          m.at("bulk_GPa").get<double>(), m.at("shear_GPa").get<double>(),
                          m.at("poisson").get<double>())
                  .c_str());
  }
}

void print_events(const nlohmann::json& events) {
  if (events.empty()) return;
  std::puts("event    strain   stress before    stress drop    energy drop   D2min max   atoms   centre");
  constexpr std::size_t shown = 20;
  for (std::size_t k = 0; k < std::min(shown, events.size()); ++k) {
    const auto& e = events[k];
    std::puts(fmt::format("{:>5}  {:8.5f}  {:10.4f} GPa  {:9.5f} GPa  {:9.4f} eV  {:7.3f} Å²  {:6.1f}   {} ({})",
                          e.at("event").get<int>(), e.at("strain_after").get<double>(),
                          e.at("stress_before_GPa").get<double>(), e.at("stress_drop_GPa").get<double>(),
                          e.at("energy_drop_eV").get<double>(), e.at("d2min_max_A2").get<double>(),
                          e.at("participation").get<double>(), e.at("centre").get<std::int64_t>(),
                          e.at("element").get<std::string>())
                  .c_str());
  }
  if (events.size() > shown) std::puts(fmt::format("  ... {} more in events.csv", events.size() - shown).c_str());
}

int run_deform(const DeformFlags& flags, Session& session) {
  nlohmann::json resolved = resolved_json(deform_parameters(), flags.options);
  resolved["protocol"] = flags.protocol;
  resolved["potential"] = flags.potential;
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  const Configuration start = load(flags.input, session);
  const auto force_field = open_potential(flags.potential);
  const DeformResult result = deform(start, force_field, flags.options, flags.output, session.force, session.context());
  if (!result.computed) {
    session.log(flags.output + ": finished already, nothing to do");
  } else {
    if (result.resumed) session.log("continued from the last checkpoint");
    write_run_record(flags.output, session, resolved, {flags.input.path, flags.potential});
  }
  const nlohmann::json& s = result.summary;
  if (session.json) {
    std::puts(s.dump(1).c_str());
    return ExitCode::success;
  }
  print_moduli(s.at("moduli"));
  std::puts(fmt::format("{} {} of {} atoms to a strain of {:.6g}: {} events, {} evaluations",
                        s.at("loading").get<std::string>(), s.at("direction").get<std::string>(),
                        s.at("atoms").get<std::int64_t>(), s.at("strain").get<double>(),
                        s.at("events_found").get<int>(), s.at("evaluations").get<std::int64_t>())
                .c_str());
  std::puts(fmt::format("modulus at the start {}, largest stress {} at {}, first event at {}",
                        number(s.at("modulus_GPa"), " GPa"), number(s.at("peak_stress_GPa"), " GPa"),
                        number(s.at("peak_strain"), ""), number(s.at("first_event_strain"), ""))
                .c_str());
  print_events(s.at("events"));
  return ExitCode::success;
}

}  // namespace

void add_deform(CLI::App& app, Session& session) {
  auto flags = std::make_shared<DeformFlags>();
  CLI::App* verb = app.add_subcommand("deform", "strain a configuration and follow stress and rearrangements");
  add_input_flags(*verb, flags->input);
  verb->add_option("--protocol", flags->protocol, "aqs: athermal quasistatic; default aqs")
      ->check(CLI::IsMember({"aqs"}));
  verb->add_option("--potential", flags->potential, "interatomic potential: a file or kim:MODEL")->required();
  verb->add_option("-o,--output", flags->output, "folder for the result; an unfinished one is continued")->required();
  add_parameter_flags(*verb, deform_parameters(), flags->options);
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_deform(*flags, session); }; });
}

}  // namespace glasscape::app
