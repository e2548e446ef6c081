#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <unordered_map>

#include "glasscape/landscape/catalogue.hpp"
#include "glasscape/statistics/histogram.hpp"
#include "glasscape/statistics/moments.hpp"
#include "glasscape/statistics/spectrum.hpp"
#include "glasscape/study/report.hpp"

namespace glasscape::report {
namespace {

struct SpeciesEvents {
  std::string name;
  std::size_t attempts = 0, successes = 0, connected = 0;
  std::vector<double> barriers;            // eV, of all successes
  std::vector<double> connected_barriers;  // eV, of those that relax back to the start
};

// Successful events per species, with "all" last.
std::vector<SpeciesEvents> by_species(const std::vector<EventRow>& events, const Configuration& c) {
  std::unordered_map<std::int64_t, std::size_t> species_of;
  for (std::size_t i = 0; i < c.size(); ++i) species_of[c.ids[i]] = static_cast<std::size_t>(c.types[i]);
  std::vector<SpeciesEvents> groups(c.species.size() + 1);
  for (std::size_t s = 0; s < c.species.size(); ++s) groups[s].name = c.species[s].name;
  groups.back().name = "all";
  for (const EventRow& event : events) {
    for (SpeciesEvents* group : {&groups[species_of.at(event.atom)], &groups.back()}) {
      ++group->attempts;
      if (event.status != "success") continue;
      ++group->successes;
      group->barriers.push_back(event.barrier);
      if (event.connected) {
        ++group->connected;
        group->connected_barriers.push_back(event.barrier);
      }
    }
  }
  return groups;
}

page::Json species_table(const std::vector<SpeciesEvents>& groups) {
  std::vector<page::Json> rows;
  for (const SpeciesEvents& g : groups) {
    const Moments all = moments(g.barriers), connected = moments(g.connected_barriers);
    const auto sorted = sorted_finite(g.barriers);
    const auto with_error = [](const Moments& m) {
      return page::interval(m.mean, m.mean - 1.96 * m.standard_error(), m.mean + 1.96 * m.standard_error());
    };
    const auto share = [](std::size_t part, std::size_t whole) {
      return page::number(100.0 * static_cast<double>(part) / static_cast<double>(whole));
    };
    rows.push_back({g.name, g.attempts, share(g.successes, g.attempts), share(g.connected, g.successes),
                    with_error(all), page::number(quantile(sorted, 0.5)), page::number(all.standard_deviation()),
                    with_error(connected)});
  }
  return page::table("barriers", "Activation energies",
                     {{.label = "kicked atom", .text = true},
                      {.label = "attempts", .digits = 0},
                      {.label = "successful", .unit = "%", .digits = 1},
                      {.label = "of these connected", .unit = "%", .digits = 1},
                      {.label = "mean", .unit = "eV", .digits = 3},
                      {.label = "median", .unit = "eV", .digits = 3},
                      {.label = "spread", .unit = "eV", .digits = 3},
                      {.label = "mean of the connected", .unit = "eV", .digits = 3}},
                     rows,
                     "Successful: a saddle with exactly one negative mode. Connected: the saddle relaxes back to the "
                     "start; otherwise another minimum "
                     "lies between. Intervals of the means: 95 %, for independent events.");
}

page::Json outcome_table(const std::vector<EventRow>& events) {
  std::map<std::string, std::pair<std::size_t, double>> outcomes;  // status -> count, evaluations
  for (const EventRow& event : events) {
    auto& [count, evaluations] = outcomes[event.status];
    ++count;
    evaluations += static_cast<double>(event.evaluations);
  }
  std::vector<page::Json> rows;
  for (const auto& [status, row] : outcomes) {
    std::string words = status;
    std::replace(words.begin(), words.end(), '_', ' ');
    rows.push_back({words, row.first,
                    page::number(100.0 * static_cast<double>(row.first) / static_cast<double>(events.size())),
                    page::number(row.second / static_cast<double>(row.first))});
  }
  return page::table("outcomes", "Outcomes of the searches",
                     {{.label = "outcome", .text = true},
                      {.label = "attempts", .digits = 0},
                      {.label = "share", .unit = "%", .digits = 1},
                      {.label = "force evaluations each", .digits = 0}},
                     rows);
}

page::Plot spectrum_plot(const SpeciesEvents& g, const std::vector<double>& edges, const Spectrum& spectrum) {
  const Histogram h = histogram(g.barriers, edges);
  page::Plot plot{.id = "spectrum-" + g.name,
                  .title = "Activation energies, " + (g.name == "all" ? "all atoms" : g.name),
                  .x = {.label = "activation energy", .unit = "eV", .low = 0.0},
                  .y = {.label = "probability density", .unit = "1/eV", .low = 0.0}};
  plot.series.push_back({.name = fmt::format("{} ({} events)", g.name, g.barriers.size()),
                         .style = "bars",
                         .y = h.density(),
                         .edges = h.edges,
                         .color = g.name == "all" ? "total" : g.name});
  for (std::size_t k = 0; k + 1 < edges.size(); ++k) plot.series.front().x.push_back((edges[k] + edges[k + 1]) / 2);
  if (!spectrum.fits.empty() && spectrum.fits.front().converged) {
    const SpectrumFit& best = spectrum.fits.front();
    page::Series line{.name = to_string(best.model), .style = "line", .color = "total"};
    for (int k = 0; k <= 200; ++k) {
      const double e = edges.back() * k / 200;
      line.x.push_back(e);
      line.y.push_back(best.density(e));
    }
    plot.series.push_back(std::move(line));
  }
  return plot;
}

void add_fit_rows(std::vector<page::Json>& rows, const SpeciesEvents& g, const Spectrum& spectrum) {
  for (const SpectrumFit& fit : spectrum.fits) {
    rows.push_back({g.name, to_string(fit.model), page::number(fit.aic - spectrum.fits.front().aic),
                    page::number(fit.ks_p), page::number(std::round(fit.weight * 1e4) / 1e4), page::number(fit.lambda),
                    page::number(fit.sigma), page::number(fit.origin)});
  }
}

}  // namespace

page::Json landscape(const StudyResults& results, const Configuration& c) {
  if (!results.has("explore", "events.db")) return nullptr;
  const auto events = Catalogue::read(results.path("explore", "events.db")).events();
  if (events.empty())
    return page::section("landscape", "Activation energies", {},
                         {page::text("no-events", "No search has been made yet.", "note")});
  const auto groups = by_species(events, c);
  std::vector<page::Json> items{species_table(groups)};
  std::vector<page::Json> fit_rows;
  const auto edges = freedman_diaconis_edges(groups.back().barriers, 60);
  for (const SpeciesEvents& g : groups) {
    if (g.barriers.empty()) continue;
    const Spectrum spectrum = fit_spectrum(g.barriers, SpectrumOptions{}, RunContext{});
    items.push_back(page::plot(spectrum_plot(g, edges, spectrum)));
    add_fit_rows(fit_rows, g, spectrum);
  }
  items.push_back(page::table(
      "spectrum-fits", "Shapes of the spectra",
      {{.label = "kicked atom", .text = true},
       {.label = "model", .text = true},
       {.label = "ΔAIC", .digits = 1},
       {.label = "p of the fit", .digits = 3},
       {.label = "share of the exponential mode", .digits = 3},
       {.label = "its decay energy", .unit = "eV", .digits = 3},
       {.label = "σ", .unit = "eV", .digits = 3},
       {.label = "origin or mean", .unit = "eV", .digits = 3}},
      fit_rows,
      "Maximum likelihood; the model with ΔAIC = 0 describes the energies best. p is the chance that a sample of the "
      "model itself "
      "lies as far from it (Kolmogorov–Smirnov distance, parametric bootstrap): below 0.05 the model does not hold."));
  items.push_back(outcome_table(events));
  return page::section("landscape", "Activation energies",
                       "Saddle points that the activation-relaxation technique nouveau (ARTn) found from the inherent "
                       "structure, each search started by a "
                       "kick to one atom. The activation energy is the energy of the saddle above the minimum.",
                       std::move(items));
}

}  // namespace glasscape::report
