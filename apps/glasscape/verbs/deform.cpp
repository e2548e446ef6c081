#include "glasscape/mechanics/deform.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "deform_output.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/mechanics/thermal_deform.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

constexpr const char* quasistatic = "aqs";

struct DeformFlags {
  InputFlags input;
  std::string protocol = quasistatic, potential, output;
  bool plan = false, emit = false;
  std::vector<std::pair<std::string, std::string>> given;  ///< parameters and their texts, in order
};

std::string flag_of(std::string parameter) {
  std::replace(parameter.begin(), parameter.end(), '_', '-');
  return "--" + parameter;
}

std::vector<std::string> all_protocols() {
  std::vector<std::string> names{quasistatic};
  names.insert(names.end(), thermal_protocols().begin(), thermal_protocols().end());
  return names;
}

std::vector<ParameterInfo> parameters_of(const std::string& protocol) {
  return protocol == quasistatic ? deform_parameters().describe() : thermal_deform_parameters(protocol).describe();
}

std::vector<std::string> protocols_with(const std::string& parameter) {
  std::vector<std::string> found;
  for (const std::string& protocol : all_protocols()) {
    const auto list = parameters_of(protocol);
    if (std::any_of(list.begin(), list.end(), [&](const ParameterInfo& i) { return i.name == parameter; })) {
      found.push_back(protocol);
    }
  }
  return found;
}

// A flag that the chosen protocol does not know is refused, not ignored.
template <class Options>
void apply(const DeformFlags& flags, const ParameterTable<Options>& table, Options& options) {
  const auto known = table.names();
  for (const auto& [name, text] : flags.given) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw usage_error(flag_of(name), "is no option of --protocol " + flags.protocol,
                        "with --protocol " + join(protocols_with(name), ", "), "leave it out");
    }
    table.set(options, name, ParameterValue(text), flag_of(name));
  }
}

void require_output(const DeformFlags& flags) {
  if (flags.output.empty()) {
    throw usage_error("--output", "no folder for the result is given", {},
                      "add -o DIR (at temperature also --plan, --emit-lammps)");
  }
}

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

int run_quasistatic(const DeformFlags& flags, Session& session) {
  DeformOptions options;
  apply(flags, deform_parameters(), options);
  nlohmann::json resolved = resolved_json(deform_parameters(), options);
  resolved["protocol"] = flags.protocol;
  resolved["potential"] = flags.potential;
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  if (flags.plan || flags.emit) {
    throw usage_error(flags.plan ? "--plan" : "--emit-lammps", "is for the protocols at temperature, which LAMMPS runs",
                      "with --protocol " + join(thermal_protocols(), ", "));
  }
  require_output(flags);
  const Configuration start = load(flags.input, session);
  const auto force_field = open_potential(flags.potential);
  const DeformResult result = deform(start, force_field, options, flags.output, session.force, session.context());
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

int run_at_temperature(const DeformFlags& flags, Session& session) {
  ThermalDeformOptions options;
  options.protocol = flags.protocol;
  options.potential = flags.potential;
  const auto& table = thermal_deform_parameters(flags.protocol);
  apply(flags, table, options);
  for (const std::string& idle : idle_parameters(options)) {
    for (const auto& [name, text] : flags.given) {
      if (name == idle) {
        throw usage_error(flag_of(name), "has no effect with these other options", {},
                          "leave it out, or see docs/verbs/deform.md for what it belongs to");
      }
    }
  }
  nlohmann::json resolved = resolved_json(table, options);
  resolved["protocol"] = flags.protocol;
  resolved["potential"] = flags.potential;
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  if (!flags.plan) require_output(flags);
  const Configuration start = load(flags.input, session);
  const RunContext context = session.context();
  const ThermalDeformPlan plan = plan_thermal_deform(start, options, context);
  if (flags.plan) {
    std::fputs(plan.text().c_str(), stdout);
    return ExitCode::success;
  }
  if (flags.emit) {
    require_fresh_output(flags.output, session);
    emit_lammps(plan, flags.output);
    session.log(flags.output + ": in.deform and the files it reads");
    return ExitCode::success;
  }
  session.log(plan.text());
  const ThermalDeformResult result = thermal_deform(plan, flags.output, session.force, context);
  for (const auto& note : result.run.notes) session.log(note);
  if (!result.computed) {
    session.log(flags.output + ": finished already, nothing to run");
  } else {
    if (result.run.resumed) session.log("continued from the last checkpoint");
    session.log(fmt::format("{} steps in {:.1f} s: {:.3g} atom-steps per second", result.run.steps, result.run.seconds,
                            static_cast<double>(result.run.steps) * static_cast<double>(start.size()) /
                                std::max(result.run.seconds, 1e-9)));
    write_run_record(flags.output, session, resolved, {flags.input.path, flags.potential});
  }
  std::fputs((session.json ? result.summary.dump(1) + "\n" : thermal_deform_text(result.summary)).c_str(), stdout);
  return ExitCode::success;
}

// One flag for each parameter of any protocol, in groups of the protocols that know it.
void add_protocol_flags(CLI::App& verb, DeformFlags& flags) {
  std::vector<std::string> done;
  for (const std::string& protocol : all_protocols()) {
    for (const ParameterInfo& info : parameters_of(protocol)) {
      if (std::find(done.begin(), done.end(), info.name) != done.end()) continue;
      done.push_back(info.name);
      const auto owners = protocols_with(info.name);
      // What the protocols say of it, once where they agree.
      std::vector<std::pair<std::string, std::string>> meanings;
      for (const std::string& owner : owners) {
        for (const ParameterInfo& i : parameters_of(owner)) {
          if (i.name != info.name) continue;
          std::string help = i.help;
          if (i.unit != "1") help += " [" + i.unit + "]";
          if (i.allowed != "any") help += ", " + i.allowed;
          help += "; default " + (i.initial.empty() ? std::string("none") : i.initial);
          const auto same =
              std::find_if(meanings.begin(), meanings.end(), [&](const auto& m) { return m.first == help; });
          if (same == meanings.end()) {
            meanings.emplace_back(help, owner);
          } else {
            same->second += ", " + owner;
          }
        }
      }
      std::string help = meanings.front().first;
      if (meanings.size() > 1) {
        help.clear();
        for (const auto& [text, who] : meanings) help += (help.empty() ? "" : " | ") + who + ": " + text;
      }
      const auto remember = [&flags, name = info.name](const std::string& text) {
        flags.given.emplace_back(name, text);
      };
      CLI::Option* option = info.type == "boolean"
                                ? verb.add_flag_callback(
                                      flag_of(info.name), [remember] { remember("true"); }, help)
                                : verb.add_option_function<std::string>(flag_of(info.name), remember, help)
                                      ->type_name(info.type == "text" ? "TEXT" : info.type);
      option->group("Protocol " + join(owners, ", "));
    }
  }
}

}  // namespace

void add_deform(CLI::App& app, Session& session) {
  auto flags = std::make_shared<DeformFlags>();
  CLI::App* verb = app.add_subcommand("deform", "strain a configuration and follow stress and rearrangements");
  add_input_flags(*verb, flags->input);
  verb->add_option("--protocol", flags->protocol,
                   "aqs: athermal quasistatic; at temperature: shear, tension, compression at constant rate, creep; "
                   "default aqs")
      ->check(CLI::IsMember(all_protocols()));
  verb->add_option("--potential", flags->potential, "interatomic potential: a file or kim:MODEL")->required();
  verb->add_option("-o,--output", flags->output, "folder for the result; an unfinished one is continued");
  verb->add_flag("--plan", flags->plan, "at temperature: print stages, steps, estimated time and disk use, and stop");
  verb->add_flag("--emit-lammps", flags->emit, "at temperature: write a LAMMPS input and its files to -o, and stop");
  add_protocol_flags(*verb, *flags);
  add_common_flags(*verb, session);
  verb->callback([flags, &session] {
    session.action = [flags, &session] {
      return flags->protocol == quasistatic ? run_quasistatic(*flags, session) : run_at_temperature(*flags, session);
    };
  });
}

}  // namespace glasscape::app
