#include "relate_output.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "glasscape/relations/tables.hpp"
#include "glasscape/relations/verdict_tables.hpp"

namespace glasscape::app {
namespace {

std::string range(const Interval& i, const char* format = "{:.2f}") {
  return std::isfinite(i.low) ? show(i.low, format) + " to " + show(i.high, format) : "-";
}

std::string correlation_table(const FieldRelation& relation, const RelateOptions& options) {
  std::string text =
      fmt::format("{} against {}; {:g} % intervals, resampling {}\n\n", with_unit(relation.y, relation.y_unit),
                  with_unit(relation.x, relation.x_unit), 100 * options.level, options.resample);
  Rows atoms{{"atom by atom", "pairs", "Pearson r", "if independent", "Spearman"}};
  Rows bins{{fmt::format("bins of {} by {}", options.bin_size, relation.x), "bins", "Pearson r", "expected from atoms",
             "unrelated fields", "p"}};
  std::string notes;
  for (const SpeciesRelation& s : relation.species) {
    atoms.push_back({s.species, fmt::format("{}", s.sample.size()), show(s.pearson.value, s.pearson.interval),
                     std::isfinite(s.fisher.low) ? fmt::format("[{:.3f}, {:.3f}]", s.fisher.low, s.fisher.high) : "-",
                     show(s.spearman.value, s.spearman.interval)});
    const BinnedCorrelation& b = s.binned;
    bins.push_back(
        {s.species, fmt::format("{}", b.pairs.bins()), show(b.pearson.value, b.pearson.interval),
         show(b.expected, b.expected_interval),
         std::isfinite(b.null.range.low) ? fmt::format("{:.3f} to {:.3f}", b.null.range.low, b.null.range.high) : "-",
         show(b.null.p_value, "{:.2g}")});
    for (const std::string& note : s.notes) notes += fmt::format("  {}: {}\n", s.species, note);
  }
  return text + aligned(atoms) + "\n" + aligned(bins) + (notes.empty() ? "" : "\n" + notes);
}

// One property and species: who predicts it best, then the numbers that need an expectation beside them.
std::string verdict_table(const Verdict& verdict, const SpeciesVerdict& v, const RelateOptions& options) {
  std::string text = fmt::format("{}, {}: {} of {} atoms in {} blocks", with_unit(v.property, v.property_unit),
                                 v.species, v.table.atoms, v.atoms, v.blocks);
  if (v.reliability) {
    const Reliability& r = *v.reliability;
    text += fmt::format("; {} events per atom, intraclass {}, reliability {} (split halves {})",
                        show(r.events, "{:.1f}"), show(r.intraclass.value, r.intraclass.interval, "{:.2f}"),
                        show(r.value.value, r.value.interval, "{:.2f}"),
                        show(r.split_halves.value, r.split_halves.interval, "{:.2f}"));
  }
  text += "\n\n";
  std::vector<std::size_t> order(v.table.of.size());
  for (std::size_t c = 0; c < order.size(); ++c) order[c] = c;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto key = [&](std::size_t c) { return v.table.of[c].rank == 0 ? order.size() + 1 : v.table.of[c].rank; };
    return key(a) < key(b);
  });
  Rows ranking{{fmt::format("ranked by |{}|", options.score), "rank", "of resamples", "atoms", "Spearman", "Pearson r",
                "r corrected", "ξ per species [Å]"}};
  std::vector<std::string> titles{"in bins and by other measures"};
  for (const std::int64_t size : options.bin_sizes) {
    titles.push_back(fmt::format("r, bins of {}", size));
    titles.insert(titles.end(), {"expected", "unrelated"});
  }
  titles.insert(titles.end(), {"information [nat]", "p", "area, top", "area, bottom"});
  Rows others{titles};
  for (const std::size_t c : order) {
    const Predictor& p = v.table.of[c];
    const CorrelationLength& l = verdict.lengths[c].standardised.length;
    const std::string rank = p.rank == 0 ? "-" : fmt::format("{}{}", p.rank, p.ties_with_best ? " =" : "");
    ranking.push_back({verdict.descriptors[c], rank, range(p.rank_range, "{:.0f}"), fmt::format("{}", p.pairs),
                       show(p.spearman.value, p.spearman.interval), show(p.pearson.value, p.pearson.interval),
                       show(p.corrected.value, p.corrected.interval), show(l.xi, l.interval, "{:.2f}")});
    std::vector<std::string> row{verdict.descriptors[c]};
    for (const BinnedSummary& b : p.binned) {
      row.push_back(show(b.pearson.value, b.pearson.interval, "{:.2f}"));
      row.push_back(show(b.expected, b.expected_interval, "{:.2f}"));
      row.push_back(range(b.null.range));
    }
    row.push_back(show(p.information.value, p.information.interval));
    row.push_back(show(p.information.p_value, "{:.2g}"));
    row.push_back(show(p.area_top.value, p.area_top.interval, "{:.2f}"));
    row.push_back(show(p.area_bottom.value, p.area_bottom.interval, "{:.2f}"));
    others.push_back(std::move(row));
  }
  text += aligned(ranking) + "\n" + aligned(others) + "\n";
  for (const bool raw : {false, true}) {
    const RuleTest& rule = raw ? v.rule_raw : v.rule;
    text +=
        fmt::format("  score against ξ {}: Spearman {}, p {} ({} fields with ξ, {} without)\n",
                    raw ? "of raw fields" : "per species", show(rule.spearman.value, rule.spearman.interval, "{:.2f}"),
                    show(rule.p_value, "{:.2g}"), rule.points.size(), rule.left_out);
  }
  for (const std::string& note : v.notes) text += fmt::format("  {}: {}\n", v.species, note);
  if (v.reliability && !v.reliability->reason.empty())
    text += fmt::format("  reliability: {}\n", v.reliability->reason);
  return text;
}

}  // namespace

// Columns as wide as their widest entry; the first is flush left, numbers flush right.
std::string aligned(const Rows& rows) {
  const auto width = [](const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  };
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width(row[c]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line = "  ";
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string padding(widths[c] - width(row[c]), ' ');
      line += (c == 0 ? row[c] + padding : "  " + padding + row[c]);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string show(double value, const char* format) {
  return std::isfinite(value) ? fmt::format(fmt::runtime(format), value) : "-";
}

std::string show(double value, const Interval& interval, const char* format) {
  if (!std::isfinite(value) || !std::isfinite(interval.low)) return show(value, format);
  return fmt::format("{} [{}, {}]", show(value, format), show(interval.low, format), show(interval.high, format));
}

std::string with_unit(const std::string& name, const std::string& unit) {
  return unit == "1" ? name : fmt::format("{} [{}]", name, unit);
}

std::string autocorrelation_table(const std::vector<FieldAutocorrelation>& fields, const RelateOptions& options) {
  Rows rows{
      {"autocorrelation", "values", "ξ (1/e) [Å]", fmt::format("C({:g} Å) of fit", options.fit_from), "R²", "χ²/dof"}};
  std::string notes;
  for (const FieldAutocorrelation& field : fields) {
    for (const bool raw : {true, false}) {
      const CorrelationLength& l = (raw ? field.raw : field.standardised).length;
      const char* kind = raw ? "raw" : "per species";
      rows.push_back({raw ? field.field : "", kind,
                      std::isfinite(l.xi) ? show(l.xi, l.interval, "{:.2f}") : "not determined",
                      std::isfinite(l.amplitude) && std::isfinite(l.amplitude_error)
                          ? fmt::format("{:.3f} ± {:.3f}", l.amplitude, l.amplitude_error)
                          : "-",
                      show(l.r_squared), show(l.chi_squared, "{:.2f}")});
      if (!l.reason.empty()) notes += fmt::format("  {}, {}: {}\n", field.field, kind, l.reason);
    }
    for (const std::string& note : field.notes) notes += fmt::format("  {}: {}\n", field.field, note);
  }
  return aligned(rows) +
         fmt::format(
             "  fit of C(r) ∝ exp(−r/ξ) over {:g} to {:g} Å; per species: in units of each species' deviation\n",
             options.fit_from, options.fit_to) +
         (notes.empty() ? "" : "\n" + notes);
}

RelateOutput pair_output(const FieldRelation& relation, const std::vector<FieldAutocorrelation>& fields,
                         const RelateOptions& options) {
  RelateOutput out;
  out.text = correlation_table(relation, options) + "\n" + autocorrelation_table(fields, options);
  out.json = to_json(relation);
  for (const auto& field : fields) out.json["autocorrelation"].push_back(to_json(field));
  out.files = {{"correlations.csv", correlations_csv({relation})},
               {"bins.csv", bins_csv({relation})},
               {"autocorrelation.csv", autocorrelation_csv(fields)}};
  return out;
}

RelateOutput verdict_output(const Verdict& verdict, const RelateOptions& options) {
  RelateOutput out;
  for (const SpeciesVerdict& v : verdict.of) out.text += verdict_table(verdict, v, options) + "\n";
  out.text += fmt::format(
      "  {:g} % intervals, resampling {}; =: not distinguishable from the best; expected: binned r that the atom-level "
      "r\n"
      "  alone makes; unrelated: binned r after shuffling; area under the ROC curve for the top and bottom {:g} % of "
      "the\n"
      "  property, 0.5 is chance; information less that of shuffled values\n\n",
      100 * options.level, options.resample, 100 * options.tail);
  out.text += autocorrelation_table(verdict.lengths, options);
  out.json = to_json(verdict);
  out.files = {
      {"matrix.csv", matrix_csv(verdict)},           {"ranking.csv", ranking_csv(verdict)},
      {"lengths.csv", lengths_csv(verdict.lengths)}, {"rule.csv", rule_csv(verdict)},
      {"reliability.csv", reliability_csv(verdict)}, {"autocorrelation.csv", autocorrelation_csv(verdict.lengths)}};
  return out;
}

}  // namespace glasscape::app
