#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/landscape/event_summary.hpp"
#include "glasscape/landscape/voronoi_classes.hpp"
#include "glasscape/statistics/histogram.hpp"
#include "glasscape/statistics/moments.hpp"
#include "glasscape/statistics/spectrum.hpp"
#include "glasscape/study/report.hpp"
#include "glasscape/study/report_contours.hpp"
#include "glasscape/study/report_maps.hpp"

namespace glasscape::report {
namespace {

constexpr std::size_t most_classes = 4;  // Voronoi classes with a spectrum of their own
constexpr std::size_t first_rearrangements = 5;
constexpr std::size_t enough_for_one = 50;  // events of one atom that make a spectrum

page::Json percent(const Share& s) {
  return page::interval(100 * s.value, 100 * s.interval.low, 100 * s.interval.high);
}

page::Json mean(const ClusteredMean& m) { return page::interval(m.value, m.interval.low, m.interval.high); }

page::Json barrier_table(const std::vector<EventGroup>& groups) {
  std::vector<page::Json> rows;
  for (const EventGroup& g : groups) {
    rows.push_back({g.name, g.attempts, percent(g.successes), percent(g.connected), percent(g.centred), mean(g.barrier),
                    page::number(g.median), page::number(g.spread), mean(g.connected_barrier)});
  }
  return page::table(
      "barriers", "Activation energies",
      {{.label = "kicked atom", .text = true},
       {.label = "attempts", .digits = 0},
       {.label = "successful", .unit = "%", .digits = 1},
       {.label = "of these connected", .unit = "%", .digits = 1},
       {.label = "centred on the kicked atom", .unit = "%", .digits = 1},
       {.label = "mean", .unit = "eV", .digits = 3},
       {.label = "median", .unit = "eV", .digits = 3},
       {.label = "spread", .unit = "eV", .digits = 3},
       {.label = "mean of the connected", .unit = "eV", .digits = 3}},
      rows,
      "Successful: a saddle with exactly one negative mode. Connected: the saddle relaxes back to the "
      "start; otherwise another minimum lies between. Centred: the atom displaced furthest is the one that "
      "was kicked. Intervals: 95 %, with the atoms as units, since the events of one atom go together.");
}

page::Json outcome_table(const EventSummary& s) {
  std::vector<std::pair<std::string, std::size_t>> outcomes(s.outcomes.begin(), s.outcomes.end());
  std::stable_sort(outcomes.begin(), outcomes.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<page::Json> rows;
  for (const auto& [status, count] : outcomes) {
    std::string words = status;
    std::replace(words.begin(), words.end(), '_', ' ');
    rows.push_back({words, count,
                    page::number(100.0 * static_cast<double>(count) / static_cast<double>(s.all.attempts)),
                    page::number(static_cast<double>(s.outcome_evaluations.at(status)) / static_cast<double>(count))});
  }
  const auto per = [&](std::size_t count) {
    return count == 0 ? std::string("–")
                      : fmt::format("{:.0f}", static_cast<double>(s.evaluations.total()) / static_cast<double>(count));
  };
  return page::table(
      "outcomes", "Outcomes of the searches",
      {{.label = "outcome", .text = true},
       {.label = "attempts", .digits = 0},
       {.label = "share", .unit = "%", .digits = 1},
       {.label = "force evaluations each", .digits = 0}},
      rows,
      fmt::format(
          "With failed attempts counted in, a success took {} evaluations and a connected one {}. The {} events "
          "are {} different saddles (energies within 1 meV, every atom within 0.1 Å). Estimated error that the "
          "frozen surroundings leave in a barrier: median {:.4f} eV, largest {:.4f} eV.",
          per(s.all.successes.count), per(s.all.connected.count), s.all.barriers.size(), s.distinct, s.median_error,
          s.largest_error));
}

// Letters, digits and dashes: what an item's id may hold.
std::string identifier(const std::string& name) {
  std::string id;
  for (const char c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    id += plain ? c : '-';
  }
  return id;
}

page::Plot spectrum_plot(const EventGroup& g, const std::string& title, const std::vector<double>& edges,
                         const Spectrum& spectrum, const std::string& color) {
  const Histogram h = histogram(g.barriers, edges);
  page::Plot plot{.id = "spectrum-" + identifier(g.name),
                  .title = "Activation energies, " + title,
                  .x = {.label = "activation energy", .unit = "eV", .low = 0.0},
                  .y = {.label = "probability density", .unit = "1/eV", .low = 0.0}};
  plot.series.push_back({.name = fmt::format("{} ({} events)", title, g.barriers.size()),
                         .style = "bars",
                         .y = h.density(),
                         .edges = h.edges,
                         .color = color});
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

// The spectra one after another, and what their fits say.
class Spectra {
 public:
  explicit Spectra(std::vector<double> edges) : edges_(std::move(edges)) {}

  page::Plot add(const EventGroup& g, const std::string& title, const std::string& color) {
    // Large samples are described well by few resamples, and take long.
    const std::int64_t resamples = g.barriers.size() > 20000 ? 49 : 199;
    const Spectrum spectrum =
        fit_spectrum(g.barriers, {.resamples = resamples, .interval_resamples = resamples}, RunContext{},
                     g.atoms > 1 ? std::span<const std::int64_t>(g.kicked) : std::span<const std::int64_t>{});
    for (const SpectrumFit& fit : spectrum.fits) {
      const auto cell = [](double value, const Interval& i) {
        return std::isfinite(value) ? page::interval(std::round(value * 1e4) / 1e4, i.low, i.high) : page::Json();
      };
      rows_.push_back({title, to_string(fit.model), page::number(fit.aic - spectrum.fits.front().aic),
                       page::number(fit.ks_p), cell(fit.weight, fit.weight_interval),
                       cell(fit.lambda, fit.lambda_interval), cell(fit.sigma, fit.sigma_interval),
                       cell(fit.origin, fit.origin_interval)});
    }
    return spectrum_plot(g, title, edges_, spectrum, color);
  }
  [[nodiscard]] page::Json table() const {
    return page::table(
        "spectrum-fits", "Shapes of the spectra",
        {{.label = "kicked atom", .text = true},
         {.label = "model", .text = true},
         {.label = "ΔAIC", .digits = 1},
         {.label = "p of the fit", .digits = 3},
         {.label = "share of the exponential mode", .digits = 3},
         {.label = "its decay energy", .unit = "eV", .digits = 3},
         {.label = "σ", .unit = "eV", .digits = 3},
         {.label = "origin or mean", .unit = "eV", .digits = 3}},
        rows_,
        "Maximum likelihood; the model with ΔAIC = 0 describes the energies best. p is the chance that a sample of the "
        "model itself lies as far from it (Kolmogorov–Smirnov distance, parametric bootstrap): below 0.05 the model "
        "does "
        "not hold. Intervals: 95 %, bootstrap over atoms.");
  }

 private:
  std::vector<double> edges_;
  std::vector<page::Json> rows_;
};

void add_voronoi_spectra(std::vector<page::Json>& items, Spectra& spectra, const SelectedEvents& selected) {
  const auto classes = voronoi_classes(selected.glass, RunContext{});
  std::vector<std::string> label;
  for (const std::size_t i : selected.place) label.push_back(classes[i]);
  auto groups = group_events(selected, label);
  if (groups.size() > most_classes) groups.resize(most_classes);
  std::vector<page::Plot> plots;
  for (const EventGroup& g : groups) {
    if (g.barriers.size() >= enough_for_one) plots.push_back(spectra.add(g, "Voronoi index " + g.name, ""));
  }
  if (!plots.empty())
    items.push_back(page::plot_group("spectra-voronoi", "Activation energies by Voronoi index of the kicked atom",
                                     "Voronoi index", plots, 1));
}

// The atom with most events, where they are enough for a spectrum of its own.
void add_one_atom(std::vector<page::Json>& items, Spectra& spectra, const SelectedEvents& selected) {
  std::vector<std::string> label;
  for (const EventRow& event : selected.attempts) label.push_back(fmt::format("atom {}", event.atom));
  const auto groups = group_events(selected, label);
  if (groups.size() < 2 || groups.front().barriers.size() < enough_for_one) return;
  items.push_back(page::plot(spectra.add(groups.front(), groups.front().name, "")));
}

}  // namespace

page::Json landscape(const StudyResults& results, const Configuration& c) {
  if (!results.has("explore", "events.db")) return nullptr;
  Catalogue catalogue = Catalogue::read(results.path("explore", "events.db"));
  const SelectedEvents selected = select_events(catalogue, {});
  if (selected.attempts.empty())
    return page::section("landscape", "Activation energies", {},
                         {page::text("no-events", "No search has been made yet.", "note")});
  const EventSummary summary = summarise_events(catalogue, selected);
  std::vector<EventGroup> groups = summary.by_species;
  groups.push_back(summary.all);
  std::vector<page::Json> items{barrier_table(groups)};
  Spectra spectra(freedman_diaconis_edges(summary.all.barriers, 60));
  for (const EventGroup& g : groups) {
    const bool all = g.name == "all";
    if (g.barriers.empty() || (all && groups.size() == 2)) continue;  // one species: the same again
    items.push_back(page::plot(spectra.add(g, all ? "all atoms" : g.name, all ? "total" : g.name)));
  }
  add_voronoi_spectra(items, spectra, selected);
  add_one_atom(items, spectra, selected);
  items.push_back(spectra.table());
  items.push_back(outcome_table(summary));
  if (const Field* field = c.find_field("activation_mean"); field != nullptr) {
    if (auto map = slices("activation-slices", "Activation energies, slice by slice", c, *field, "mean"))
      items.push_back(std::move(*map));
  }
  std::vector<std::int64_t> first;
  if (results.has("deform", "deform.json")) {
    const page::Json deformation = results.json("deform", "deform.json");
    for (const page::Json& e : deformation.at("events")) {
      if (first.size() < first_rearrangements) first.push_back(e.at("centre").get<std::int64_t>());
    }
  }
  for (page::Json& item : landscape_maps(c, first)) items.push_back(std::move(item));
  for (page::Json& item : viscosity_map(c)) items.push_back(std::move(item));
  std::string protocols;
  for (const EventGroup& g : summary.by_protocol) {
    std::string words = g.name;
    std::replace(words.begin(), words.end(), '_', ' ');
    protocols += (protocols.empty() ? "" : ", ") + words;
  }
  return page::section(
      "landscape", "Activation energies",
      "Saddle points that the activation-relaxation technique nouveau (ARTn) found from the inherent "
      "structure, each search started by a kick to one atom. The activation energy is the energy of the "
      "saddle above the minimum. The way of starting decides which barriers are found; here: " +
          protocols + ".",
      std::move(items));
}

}  // namespace glasscape::report
