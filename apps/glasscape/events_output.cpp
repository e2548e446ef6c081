#include "events_output.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace glasscape::app {
namespace {

using nlohmann::json;

// JSON has no NaN: what is undefined is null.
json number(double value) { return std::isfinite(value) ? json(value) : json(); }
json interval(const Interval& i) { return {number(i.low), number(i.high)}; }

json share(const Share& s) {
  return {{"count", s.count}, {"of", s.of}, {"value", number(s.value)}, {"interval", interval(s.interval)}};
}

json mean(const ClusteredMean& m) {
  return {{"count", m.count},
          {"value_eV", number(m.value)},
          {"standard_error_eV", number(m.standard_error)},
          {"interval_eV", interval(m.interval)}};
}

json group(const EventGroup& g) {
  return {{"atoms", g.atoms},
          {"attempts", g.attempts},
          {"successes", share(g.successes)},
          {"connected", share(g.connected)},
          {"centred_on_kicked_atom", share(g.centred)},
          {"barriers", g.barriers.size()},
          {"mean_barrier", mean(g.barrier)},
          {"median_barrier_eV", number(g.median)},
          {"lowest_barrier_eV", number(g.minimum)},
          {"highest_barrier_eV", number(g.maximum)},
          {"spread_eV", number(g.spread)},
          {"connected_mean_barrier", mean(g.connected_barrier)},
          {"connected_median_barrier_eV", number(g.connected_median)},
          {"mean_participation", number(g.participation)}};
}

json groups(const std::vector<EventGroup>& list) {
  json object = json::object();
  for (const EventGroup& g : list) object[g.name] = group(g);
  return object;
}

json fit(const SpectrumFit& f, double best) {
  return {{"model", to_string(f.model)},
          {"delta_aic", number(f.aic - best)},
          {"log_likelihood", number(f.log_likelihood)},
          {"ks", number(f.ks)},
          {"ks_p", number(f.ks_p)},
          {"exponential_share", number(f.weight)},
          {"exponential_share_interval", interval(f.weight_interval)},
          {"lambda_eV", number(f.lambda)},
          {"lambda_interval_eV", interval(f.lambda_interval)},
          {"sigma_eV", number(f.sigma)},
          {"sigma_interval_eV", interval(f.sigma_interval)},
          {"origin_eV", number(f.origin)},
          {"origin_interval_eV", interval(f.origin_interval)},
          {"converged", f.converged}};
}

double per(double total, std::size_t count) { return count == 0 ? std::nan("") : total / static_cast<double>(count); }

std::string percent(const Share& s) {
  return s.of == 0
             ? "–"
             : fmt::format("{:.1f} % [{:.1f}, {:.1f}]", 100 * s.value, 100 * s.interval.low, 100 * s.interval.high);
}

// "1.234 [1.200, 1.268]", without the interval where it is not known.
std::string estimate(double value, const Interval& i) {
  if (!std::isfinite(value)) return "–";
  return std::isfinite(i.low) ? fmt::format("{:.3f} [{:.3f}, {:.3f}]", value, i.low, i.high)
                              : fmt::format("{:.3f}", value);
}

void add_outcomes(std::string& text, const EventSummary& s) {
  text += fmt::format("\n{:<24}{:>10}{:>10}{:>19}\n", "outcome", "attempts", "share", "evaluations each");
  std::vector<std::pair<std::string, std::size_t>> rows(s.outcomes.begin(), s.outcomes.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [status, count] : rows) {
    text += fmt::format("{:<24}{:>10}{:>8.1f} %{:>19.0f}\n", status, count,
                        100 * per(static_cast<double>(count), s.all.attempts),
                        per(static_cast<double>(s.outcome_evaluations.at(status)), count));
  }
}

void add_rates(std::string& text, const EventSummary& s) {
  const EvaluationCounts& n = s.evaluations;
  const auto total = static_cast<double>(n.total());
  const std::size_t successes = s.all.successes.count, connected = s.all.connected.count;
  text += fmt::format("\nsuccessful         {}\n", percent(s.all.successes));
  text += fmt::format("connected          {} of the successes\n", percent(s.all.connected));
  text += fmt::format("centred            {} of the successes on the kicked atom\n", percent(s.all.centred));
  text += fmt::format("distinct saddles   {} of {} events; {} were found again by the same atom\n", s.distinct,
                      s.all.barriers.size(), s.found_again_by_same_atom);
  text +=
      fmt::format("barrier error      median {:.4f} eV, largest {:.4f} eV (estimates; {} events on the whole system)\n",
                  s.median_error, s.largest_error, s.whole_system);
  text += fmt::format("evaluations        {:.0f} per attempt, {:.0f} per success, {:.0f} per connected event\n",
                      per(total, s.all.attempts), per(total, successes), per(total, connected));
  const auto part = [&](std::int64_t count) { return total > 0 ? 100 * static_cast<double>(count) / total : 0.0; };
  text += fmt::format(
      "  by phase         basin {:.0f} %, Lanczos {:.0f} %, perpendicular {:.0f} %, refinement {:.0f} %, check {:.0f} "
      "%, "
      "relaxation {:.0f} %\n",
      part(n.basin), part(n.lanczos), part(n.perpendicular), part(n.refinement), part(n.check), part(n.relaxation));
  text += fmt::format("core seconds       {:.3g} per attempt, {:.3g} per success, {:.3g} per connected event\n",
                      per(s.seconds, s.all.attempts), per(s.seconds, successes), per(s.seconds, connected));
}

void add_groups(std::string& text, const std::string& title, const std::vector<EventGroup>& list) {
  text += fmt::format("\n{:<16}{:>8}{:>10}{:>10}{:>23}{:>9}{:>9}{:>23}\n", title, "atoms", "attempts", "barriers",
                      "mean [95 %] (eV)", "median", "lowest", "connected mean");
  for (const EventGroup& g : list) {
    text += fmt::format("{:<16}{:>8}{:>10}{:>10}{:>23}{:>9.3f}{:>9.3f}{:>23}\n", g.name, g.atoms, g.attempts,
                        g.barriers.size(), estimate(g.barrier.value, g.barrier.interval), g.median, g.minimum,
                        estimate(g.connected_barrier.value, g.connected_barrier.interval));
  }
}

void add_histogram(std::string& text, const EventReport& report) {
  text += fmt::format("\n{:<16}", "barrier (eV)");
  for (const EventGroup& g : report.groups) text += fmt::format("{:>14}", g.name);
  text += "\n";
  for (std::size_t k = 0; k + 1 < report.edges.size(); ++k) {
    if (report.histograms.front().counts[k] == 0) continue;  // empty bins are left out
    text += fmt::format("{:<16}", fmt::format("{:g} to {:g}", report.edges[k], report.edges[k + 1]));
    for (const Histogram& h : report.histograms) text += fmt::format("{:>14}", h.counts[k]);
    text += "\n";
  }
}

void add_spectra(std::string& text, const EventReport& report) {
  if (report.spectra.empty()) return;
  text += fmt::format("\n{:<16}{:<38}{:>8}{:>8}{:>24}{:>24}{:>24}{:>24}\n", "spectrum", "model", "ΔAIC", "p",
                      "exponential share", "its decay (eV)", "σ (eV)", "origin or mean (eV)");
  for (const GroupSpectrum& g : report.spectra) {
    if (g.spectrum.fits.empty())
      text += fmt::format("{:<16}{} events: too few, or all alike\n", g.name, g.spectrum.count);
    for (const SpectrumFit& f : g.spectrum.fits) {
      text += fmt::format("{:<16}{:<38}{:>8.1f}{:>8.3f}{:>24}{:>24}{:>24}{:>24}\n", g.name, to_string(f.model),
                          f.aic - g.spectrum.fits.front().aic, f.ks_p, estimate(f.weight, f.weight_interval),
                          estimate(f.lambda, f.lambda_interval), estimate(f.sigma, f.sigma_interval),
                          estimate(f.origin, f.origin_interval));
    }
  }
}

std::string cell(double value) { return std::isfinite(value) ? fmt::format("{}", value) : std::string(); }

}  // namespace

nlohmann::json to_json(const EventReport& report) {
  const EventSummary& s = report.summary;
  const Campaign& c = report.campaign;
  const EvaluationCounts& n = s.evaluations;
  const auto total = static_cast<double>(n.total());
  json outcomes = json::object();
  for (const auto& [status, count] : s.outcomes)
    outcomes[status] = {{"attempts", count}, {"evaluations", s.outcome_evaluations.at(status)}};
  json settings = json::object();
  for (const auto& [name, value] : c.settings) settings[name] = value;
  json result{{"catalogue", report.catalogue},
              {"campaign",
               {{"program", c.program},
                {"configuration_hash", c.configuration_hash},
                {"potential", c.potential},
                {"potential_hash", c.potential_hash},
                {"seed", c.seed},
                {"protocol", c.protocol},
                {"settings", settings},
                {"start_energy_eV", number(c.start_energy)}}},
              {"attempts", s.all.attempts},
              {"outcomes", outcomes},
              {"evaluations",
               {{"total", n.total()},
                {"basin", n.basin},
                {"lanczos", n.lanczos},
                {"perpendicular", n.perpendicular},
                {"refinement", n.refinement},
                {"check", n.check},
                {"relaxation", n.relaxation},
                {"per_attempt", number(per(total, s.all.attempts))},
                {"per_success", number(per(total, s.all.successes.count))},
                {"per_connected", number(per(total, s.all.connected.count))}}},
              {"seconds",
               {{"total", number(s.seconds)},
                {"per_attempt", number(per(s.seconds, s.all.attempts))},
                {"per_success", number(per(s.seconds, s.all.successes.count))},
                {"per_connected", number(per(s.seconds, s.all.connected.count))}}},
              {"all", group(s.all)},
              {"species", groups(s.by_species)},
              {"protocols", groups(s.by_protocol)},
              {"barrier_error",
               {{"median_eV", number(s.median_error)},
                {"largest_eV", number(s.largest_error)},
                {"whole_system", s.whole_system}}},
              {"distinct_saddles", s.distinct},
              {"duplicates", s.all.barriers.size() - s.distinct},
              {"found_again_by_same_atom", s.found_again_by_same_atom}};
  json counts = json::object();
  for (std::size_t k = 0; k < report.groups.size(); ++k) counts[report.groups[k].name] = report.histograms[k].counts;
  result["histogram"] = {{"edges_eV", report.edges}, {"counts", counts}};
  result["groups"] = groups(report.groups);
  for (const GroupSpectrum& g : report.spectra) {
    json fits = json::array();
    for (const SpectrumFit& f : g.spectrum.fits) fits.push_back(fit(f, g.spectrum.fits.front().aic));
    result["spectra"][g.name] = {{"barriers", g.spectrum.count}, {"fits", fits}};
  }
  return result;
}

std::string to_text(const EventReport& report) {
  const EventSummary& s = report.summary;
  std::string protocols;
  for (const EventGroup& g : s.by_protocol) protocols += (protocols.empty() ? "" : ", ") + g.name;
  std::string text = fmt::format("{}: {} attempts from {} atoms ({}); {}, seed {}\n", report.catalogue, s.all.attempts,
                                 s.all.atoms, protocols, report.campaign.potential, report.campaign.seed);
  add_outcomes(text, s);
  add_rates(text, s);
  add_groups(text, "kicked atom", report.groups);
  if (s.by_protocol.size() > 1) add_groups(text, "protocol", s.by_protocol);
  add_histogram(text, report);
  add_spectra(text, report);
  return text;
}

std::string events_csv(const SelectedEvents& selected, bool successes_only) {
  std::string csv =
      "id,atom,species,attempt,protocol,status,barrier_eV,barrier_error_eV,reverse_barrier_eV,connected,region_radius_"
      "A,"
      "near_energy_eV,near_distance_A,far_energy_eV,far_distance_A,curvature_eV_A2,second_curvature_eV_A2,residual_eV_"
      "A,"
      "centre,participation,evaluations,evaluations_basin,evaluations_lanczos,evaluations_perpendicular,"
      "evaluations_refinement,evaluations_check,evaluations_relaxation,seconds\n";
  const auto add = [&](std::size_t k) {
    const EventRow& e = selected.attempts[k];
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", e.id,
                       e.atom, selected.species(k), e.attempt, e.protocol, e.status, cell(e.barrier),
                       cell(e.barrier_error), cell(e.reverse_barrier),
                       e.connection_known ? (e.connected ? "1" : "0") : "", cell(e.region_radius), cell(e.near_energy),
                       cell(e.near_distance), cell(e.far_energy), cell(e.far_distance), cell(e.curvature),
                       cell(e.second_curvature), cell(e.residual), e.success() ? fmt::format("{}", e.centre) : "",
                       cell(e.participation), e.evaluations, e.phases.basin, e.phases.lanczos, e.phases.perpendicular,
                       e.phases.refinement, e.phases.check, e.phases.relaxation, cell(e.seconds));
  };
  if (successes_only) {
    for (const std::size_t k : selected.successes) add(k);
  } else {
    for (std::size_t k = 0; k < selected.attempts.size(); ++k) add(k);
  }
  return csv;
}

}  // namespace glasscape::app
