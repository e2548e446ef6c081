#include "glasscape/relations/verdict_tables.hpp"

#include <algorithm>
#include <numeric>

#include "glasscape/relations/table_text.hpp"

namespace glasscape {
namespace {

using detail::estimate;
using detail::interval;
using detail::number;
using detail::quoted;
using detail::value;
using Json = nlohmann::json;

std::string cells(std::initializer_list<double> numbers) {
  std::string text;
  for (const double v : numbers) text += "," + number(v);
  return text;
}

std::string cells(const Estimate& e) { return cells({e.value, e.interval.low, e.interval.high}); }

std::string head(const SpeciesVerdict& v) { return quoted(v.property) + "," + quoted(v.species); }

// Places in the table by rank; descriptors without a score last, in their order.
std::vector<std::size_t> by_rank(const PredictorTable& table) {
  std::vector<std::size_t> order(table.of.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto key = [&](std::size_t c) { return table.of[c].rank == 0 ? order.size() + 1 : table.of[c].rank; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  return order;
}

Json to_json(const BinnedSummary& b) {
  return {{"per_bin", b.per_bin},
          {"bins", b.bins},
          {"pearson", estimate(b.pearson)},
          {"expected", value(b.expected)},
          {"expected_low", value(b.expected_interval.low)},
          {"expected_high", value(b.expected_interval.high)},
          {"null_low", value(b.null.range.low)},
          {"null_high", value(b.null.range.high)},
          {"null_mean_absolute", value(b.null.mean_absolute)},
          {"p_value", value(b.null.p_value)}};
}

Json to_json(const Information& i) {
  return {{"classes", i.classes},
          {"value", value(i.value)},
          {"low", value(i.interval.low)},
          {"high", value(i.interval.high)},
          {"plug_in", value(i.plug_in)},
          {"baseline", value(i.baseline)},
          {"null_high", value(i.null_high)},
          {"p_value", value(i.p_value)}};
}

Json to_json(const Predictor& p, const std::string& name, const std::string& unit) {
  Json json = {{"descriptor", name},
               {"unit", unit},
               {"pairs", p.pairs},
               {"pearson", estimate(p.pearson)},
               {"spearman", estimate(p.spearman)},
               {"corrected", estimate(p.corrected)},
               {"area_top", estimate(p.area_top)},
               {"area_bottom", estimate(p.area_bottom)},
               {"information", to_json(p.information)},
               {"gaussian_information", value(gaussian_information(p.pearson.value))},
               {"binned", Json::array()},
               {"score", value(p.score)},
               {"rank", p.rank == 0 ? Json(nullptr) : Json(p.rank)},
               {"rank_low", value(p.rank_range.low)},
               {"rank_high", value(p.rank_range.high)},
               {"best_share", value(p.best_share)},
               {"ties_with_best", p.ties_with_best}};
  for (const BinnedSummary& b : p.binned) json["binned"].push_back(to_json(b));
  return json;
}

Json to_json(const Reliability& r) {
  return {{"atoms", r.atoms},
          {"repeated", r.repeated},
          {"events_per_atom", value(r.events)},
          {"intraclass", estimate(r.intraclass)},
          {"reliability", estimate(r.value)},
          {"split_halves", estimate(r.split_halves)},
          {"reason", r.reason}};
}

Json to_json(const RuleTest& rule, const Verdict& verdict) {
  Json points = Json::array();
  for (const RulePoint& p : rule.points) {
    points.push_back({{"descriptor", verdict.descriptors[p.descriptor]},
                      {"xi", value(p.xi)},
                      {"xi_low", value(p.xi_interval.low)},
                      {"xi_high", value(p.xi_interval.high)},
                      {"score", value(p.score)},
                      {"score_low", value(p.score_interval.low)},
                      {"score_high", value(p.score_interval.high)}});
  }
  return {{"points", points},
          {"left_out", rule.left_out},
          {"spearman", estimate(rule.spearman)},
          {"p_value", value(rule.p_value)}};
}

Json length(const AutocorrelationView& view) {
  const CorrelationLength& l = view.length;
  return {{"xi", value(l.xi)},
          {"xi_low", value(l.interval.low)},
          {"xi_high", value(l.interval.high)},
          {"xi_e3", value(3 * l.xi)},
          {"xi_e3_low", value(3 * l.interval.low)},
          {"xi_e3_high", value(3 * l.interval.high)},
          {"amplitude", value(l.amplitude)},
          {"chi_squared", value(l.chi_squared)},
          {"atoms", view.curve.atoms},
          {"blocks", view.curve.blocks},
          {"reason", l.reason}};
}

}  // namespace

std::string matrix_csv(const Verdict& verdict) {
  std::string csv =
      "property,species,descriptor,pairs,pearson,pearson_low,pearson_high,spearman,spearman_low,spearman_high,"
      "corrected,corrected_low,corrected_high,area_top,area_top_low,area_top_high,area_bottom,area_bottom_low,"
      "area_bottom_high,information_nat,information_low,information_high,information_baseline,information_null_high,"
      "information_p,gaussian_information";
  const std::size_t sizes =
      verdict.of.empty() || verdict.of.front().table.of.empty() ? 0 : verdict.of.front().table.of.front().binned.size();
  for (std::size_t b = 0; b < sizes; ++b) {
    const std::string name = fmt::format("binned{}", verdict.of.front().table.of.front().binned[b].per_bin);
    csv += fmt::format(
        ",{0}_bins,{0},{0}_low,{0}_high,{0}_expected,{0}_expected_low,{0}_expected_high,{0}_null_low,"
        "{0}_null_high,{0}_p",
        name);
  }
  csv += "\n";
  for (const SpeciesVerdict& v : verdict.of) {
    for (std::size_t c = 0; c < v.table.of.size(); ++c) {
      const Predictor& p = v.table.of[c];
      const Information& i = p.information;
      csv += fmt::format("{},{},{}", head(v), quoted(verdict.descriptors[c]), p.pairs);
      for (const Estimate* e : {&p.pearson, &p.spearman, &p.corrected, &p.area_top, &p.area_bottom}) csv += cells(*e);
      csv += cells({i.value, i.interval.low, i.interval.high, i.baseline, i.null_high, i.p_value,
                    gaussian_information(p.pearson.value)});
      for (const BinnedSummary& b : p.binned) {
        csv += fmt::format(",{}", b.bins) + cells(b.pearson) +
               cells({b.expected, b.expected_interval.low, b.expected_interval.high, b.null.range.low,
                      b.null.range.high, b.null.p_value});
      }
      csv += "\n";
    }
  }
  return csv;
}

std::string ranking_csv(const Verdict& verdict) {
  std::string csv =
      "property,species,rank,rank_low,rank_high,best_share,ties_with_best,descriptor,score,spearman,spearman_low,"
      "spearman_high,xi,xi_low,xi_high\n";
  for (const SpeciesVerdict& v : verdict.of) {
    for (const std::size_t c : by_rank(v.table)) {
      const Predictor& p = v.table.of[c];
      const CorrelationLength& l = verdict.lengths[c].standardised.length;
      csv += fmt::format("{},{}{},{},{}", head(v), p.rank == 0 ? std::string("-") : fmt::format("{}", p.rank),
                         cells({p.rank_range.low, p.rank_range.high, p.best_share}), p.ties_with_best ? 1 : 0,
                         quoted(verdict.descriptors[c])) +
             cells({p.score}) + cells(p.spearman) + cells({l.xi, l.interval.low, l.interval.high}) + "\n";
    }
  }
  return csv;
}

std::string lengths_csv(const std::vector<FieldAutocorrelation>& fields) {
  std::string csv =
      "field,kind,atoms,blocks,xi,xi_low,xi_high,xi_e3,xi_e3_low,xi_e3_high,amplitude,chi_squared,reason\n";
  for (const FieldAutocorrelation& field : fields) {
    for (const bool raw : {true, false}) {
      const AutocorrelationView& view = raw ? field.raw : field.standardised;
      const CorrelationLength& l = view.length;
      csv += fmt::format("{},{},{},{}{},{}\n", quoted(field.field), raw ? "raw" : "standardised", view.curve.atoms,
                         view.curve.blocks,
                         cells({l.xi, l.interval.low, l.interval.high, 3 * l.xi, 3 * l.interval.low,
                                3 * l.interval.high, l.amplitude, l.chi_squared}),
                         quoted(l.reason));
    }
  }
  return csv;
}

std::string rule_csv(const Verdict& verdict) {
  std::string csv = "property,species,kind,descriptor,xi,xi_low,xi_high,score,score_low,score_high\n";
  for (const SpeciesVerdict& v : verdict.of) {
    for (const bool raw : {false, true}) {
      for (const RulePoint& p : (raw ? v.rule_raw : v.rule).points) {
        csv += fmt::format(
            "{},{},{}{}\n", head(v), raw ? "raw" : "standardised", quoted(verdict.descriptors[p.descriptor]),
            cells({p.xi, p.xi_interval.low, p.xi_interval.high, p.score, p.score_interval.low, p.score_interval.high}));
      }
    }
  }
  return csv;
}

std::string reliability_csv(const Verdict& verdict) {
  std::string csv =
      "property,species,atoms,repeated,events_per_atom,intraclass,intraclass_low,intraclass_high,reliability,"
      "reliability_low,reliability_high,split_halves,split_halves_low,split_halves_high\n";
  for (const SpeciesVerdict& v : verdict.of) {
    if (!v.reliability) continue;
    const Reliability& r = *v.reliability;
    csv += fmt::format("{},{},{}", head(v), r.atoms, r.repeated) + cells({r.events}) + cells(r.intraclass) +
           cells(r.value) + cells(r.split_halves) + "\n";
  }
  return csv;
}

nlohmann::json to_json(const Verdict& verdict) {
  Json json = {{"descriptors", verdict.descriptors}, {"lengths", Json::array()}, {"verdicts", Json::array()}};
  for (const FieldAutocorrelation& f : verdict.lengths) {
    json["lengths"].push_back({{"field", f.field},
                               {"unit", f.unit},
                               {"fit_from", f.window.from},
                               {"fit_to", f.window.to},
                               {"undefined", f.undefined},
                               {"raw", length(f.raw)},
                               {"standardised", length(f.standardised)},
                               {"notes", f.notes}});
  }
  for (const SpeciesVerdict& v : verdict.of) {
    Json entry = {{"property", v.property},
                  {"unit", v.property_unit},
                  {"species", v.species},
                  {"atoms", v.atoms},
                  {"defined", v.table.atoms},
                  {"blocks", v.blocks},
                  {"reliability", v.reliability ? to_json(*v.reliability) : Json(nullptr)},
                  {"predictors", Json::array()},
                  {"ranking", Json::array()},
                  {"rule", to_json(v.rule, verdict)},
                  {"rule_raw", to_json(v.rule_raw, verdict)},
                  {"notes", v.notes}};
    for (std::size_t c = 0; c < v.table.of.size(); ++c) {
      entry["predictors"].push_back(to_json(v.table.of[c], verdict.descriptors[c], verdict.descriptor_units[c]));
    }
    for (const std::size_t c : by_rank(v.table)) entry["ranking"].push_back(verdict.descriptors[c]);
    json["verdicts"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace glasscape
