#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "common.hpp"
#include "events_output.hpp"
#include "glasscape/core/atomic_file.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/landscape/event_configurations.hpp"
#include "glasscape/landscape/voronoi_classes.hpp"
#include "verbs.hpp"

namespace glasscape::app {
namespace {

struct EventsOptions : EventSelection {
  std::string by = "species";
  std::int64_t groups = 6;
  double bin = 0.25;  // eV
  double same_energy = 1e-3, same_distance = 0.1;
  std::int64_t resamples = 199;
  std::int64_t seed = 1;
};

const ParameterTable<EventsOptions>& events_parameters() {
  using O = EventsOptions;
  const Unit none("1"), energy("eV"), length("Å");
  static const ParameterTable<O> table{
      {.name = "by",
       .member = &O::by,
       .unit = none,
       .help = "how kicked atoms are grouped in histogram and spectra",
       .choices = {"species", "voronoi", "protocol"}},
      {.name = "groups",
       .member = &O::groups,
       .unit = none,
       .help = "show this many groups, those with most attempts",
       .bounds = between(1, 1000)},
      {.name = "bin",
       .member = &O::bin,
       .unit = energy,
       .help = "width of the histogram's bins",
       .bounds = between(1e-4, 100)},
      {.name = "same_energy",
       .member = &O::same_energy,
       .unit = energy,
       .help = "saddles are the same if their energies differ by less, and no atom by same_distance",
       .bounds = positive()},
      {.name = "same_distance",
       .member = &O::same_distance,
       .unit = length,
       .help = "see same_energy",
       .bounds = positive()},
      {.name = "resamples",
       .member = &O::resamples,
       .unit = none,
       .help = "bootstrap samples behind the intervals and the goodness of the spectra",
       .bounds = between(0, 100000)},
      {.name = "seed", .member = &O::seed, .unit = none, .help = "of the bootstrap", .bounds = at_least(0)}};
  return table;
}

struct EventsFlags {
  std::string catalogue, csv, output;
  std::vector<std::int64_t> extract;
  bool spectrum = false;
  EventsOptions options;
};

std::vector<double> bin_edges(const EventGroup& all, double width) {
  const double top = std::isfinite(all.maximum) ? all.maximum : width;
  const auto bins = static_cast<std::size_t>(std::floor(top / width)) + 1;
  if (bins > 1'000'000)
    throw usage_error("--bin", fmt::format("{:g} eV gives {} bins", width, bins), "at most 1000000");
  std::vector<double> edges;
  for (std::size_t k = 0; k <= bins; ++k) edges.push_back(width * static_cast<double>(k));
  return edges;
}

std::vector<std::string> labels(const SelectedEvents& selected, const std::string& by, const RunContext& context) {
  const auto classes = by == "voronoi" ? voronoi_classes(selected.glass, context) : std::vector<std::string>{};
  std::vector<std::string> label;
  for (std::size_t k = 0; k < selected.attempts.size(); ++k) {
    label.push_back(by == "voronoi"    ? classes[selected.place[k]]
                    : by == "protocol" ? selected.attempts[k].protocol
                                       : selected.species(k));
  }
  return label;
}

EventReport make_report(Catalogue& catalogue, const SelectedEvents& selected, const EventsFlags& flags,
                        const RunContext& context) {
  const EventsOptions& options = flags.options;
  EventReport report{.catalogue = flags.catalogue, .campaign = selected.campaign};
  report.summary = summarise_events(catalogue, selected, {options.same_energy, options.same_distance});
  report.groups = group_events(selected, labels(selected, options.by, context));
  if (report.groups.size() > static_cast<std::size_t>(options.groups))
    report.groups.resize(static_cast<std::size_t>(options.groups));
  report.groups.insert(report.groups.begin(), report.summary.all);
  report.edges = bin_edges(report.summary.all, options.bin);
  for (const EventGroup& g : report.groups) {
    report.histograms.push_back(histogram(g.barriers, report.edges));
    if (!flags.spectrum) continue;
    context.report("spectra", static_cast<double>(report.spectra.size()) / static_cast<double>(report.groups.size()),
                   g.name);
    report.spectra.push_back(
        {g.name,
         fit_spectrum(g.barriers,
                      {.resamples = options.resamples, .seed = options.seed, .interval_resamples = options.resamples},
                      context, g.atoms > 1 ? g.kicked : std::vector<std::int64_t>{})});
  }
  if (flags.spectrum) context.report("spectra", 1);
  return report;
}

void extract(Catalogue& catalogue, const EventsFlags& flags, const Session& session) {
  const std::filesystem::path folder = flags.output;
  std::vector<std::pair<std::filesystem::path, EventPath>> paths;
  for (const std::int64_t id : flags.extract) {
    const auto file = folder / fmt::format("event-{}.xyz", id);
    require_fresh_output(std::filesystem::exists(folder) ? file : folder, session);
    paths.emplace_back(file, event_path(catalogue, id));
  }
  std::filesystem::create_directories(folder);
  for (const auto& [file, path] : paths) {
    write_trajectory(file, path.frames);
    std::string names;
    for (const std::string& name : path.names) names += (names.empty() ? "" : ", ") + name;
    session.log(fmt::format("{}: {}", file.string(), names));
  }
}

int run_events(const EventsFlags& flags, Session& session) {
  nlohmann::json resolved = resolved_json<EventSelection>(event_selection_parameters(), flags.options);
  resolved.update(resolved_json(events_parameters(), flags.options));
  if (session.print_config) {
    std::puts(resolved.dump(2).c_str());
    return ExitCode::success;
  }
  if (flags.extract.empty() != flags.output.empty())
    throw usage_error("--extract", "ids and a folder go together", "--extract ID,ID,... -o DIR");
  if (!flags.csv.empty()) require_fresh_output(flags.csv, session);
  const RunContext context = session.context();
  Catalogue catalogue = Catalogue::read(flags.catalogue);
  const SelectedEvents selected = select_events(catalogue, flags.options);
  if (!flags.extract.empty()) {
    extract(catalogue, flags, session);
    write_run_record(flags.output, session, resolved, {});
  }
  if (!flags.csv.empty()) {
    const bool of_barriers = flags.options.connected != "all" || flags.options.min_barrier > 0 ||
                             flags.options.max_barrier < EventSelection{}.max_barrier;
    write_file_atomically(flags.csv, events_csv(selected, of_barriers));
    write_run_record(flags.csv, session, resolved, {});
  }
  const EventReport report = make_report(catalogue, selected, flags, context);
  std::fputs(session.json ? (to_json(report).dump(2) + "\n").c_str() : to_text(report).c_str(), stdout);
  return ExitCode::success;
}

}  // namespace

void add_events(CLI::App& app, Session& session) {
  auto flags = std::make_shared<EventsFlags>();
  CLI::App* verb = app.add_subcommand("events", "what a catalogue of events says: outcomes, rates, barriers, saddles");
  verb->add_option("FILE", flags->catalogue, "catalogue made by explore or merge")->required();
  add_parameter_flags<EventSelection>(*verb, event_selection_parameters(), flags->options);
  add_parameter_flags(*verb, events_parameters(), flags->options);
  verb->add_flag("--spectrum", flags->spectrum, "fit the shapes of the spectra, with uncertainties");
  verb->add_option("--csv", flags->csv, "write the selected attempts as a table");
  verb->add_option("--extract", flags->extract, "ids of events to write as configurations, comma-separated")
      ->delimiter(',');
  verb->add_option("-o,--output", flags->output, "folder for the configurations: event-ID.xyz (start, saddle, end)");
  add_common_flags(*verb, session);
  verb->callback([flags, &session] { session.action = [flags, &session] { return run_events(*flags, session); }; });
}

}  // namespace glasscape::app
