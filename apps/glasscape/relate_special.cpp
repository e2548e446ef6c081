// What relate prints of classes, scans and directions.
#include <cmath>
#include <fmt/format.h>

#include "glasscape/relations/tables.hpp"
#include "relate_output.hpp"

namespace glasscape::app {
namespace {

std::string shuffled(const ShuffledEstimate& e) { return show(e.value, e.interval, "{:.2f}"); }

std::string length(const CorrelationLength& l) {
  return std::isfinite(l.xi) ? show(l.xi, l.interval, "{:.2f}") : "not determined";
}

std::string species_text(const ClassRelation& relation, const SpeciesClasses& s, const RelateOptions& options) {
  const ClassUtility& u = s.utility;
  std::string text =
      fmt::format("{}, {}: {} atoms, {} with {}; {} classes, diversity {:.1f}\n\n", relation.classes, s.species,
                  s.atoms, s.defined, with_unit(relation.property, relation.unit), u.classes, s.diversity);
  Rows utility{{"utility (toolkit definition)", "value", "plain", "shuffled", "p"}};
  const auto row = [&](const std::string& name, const ShuffledEstimate& e) {
    utility.push_back({name, show(e.value, e.interval), show(e.plain), show(e.baseline), show(e.p_value, "{:.2g}")});
  };
  row(fmt::format("U, top {:g} %", 100 * options.tail), u.top);
  row(fmt::format("U, bottom {:g} %", 100 * options.tail), u.bottom);
  row("information/entropy", u.information);
  row("R² leave-one-out", u.explained);
  Rows classes{{"class", "atoms", "share", "mean", "events", "KS to the others", "p", "Wasserstein", "p"}};
  for (const ClassSummary& c : s.classes) {
    classes.push_back({c.name, fmt::format("{}", c.atoms), show(100 * c.share, "{:.1f} %"),
                       show(c.mean.value, c.mean.interval, "{:.3g}"), fmt::format("{}", c.others.events_a),
                       shuffled(c.others.ks), show(c.others.ks.p_value, "{:.2g}"), shuffled(c.others.wasserstein),
                       show(c.others.wasserstein.p_value, "{:.2g}")});
  }
  Rows pairs{{"between classes", "", "shift of the mean", "KS", "p", "Wasserstein", "p"}};
  for (const ClassPair& p : s.pairs) {
    pairs.push_back({s.classes[p.a].name, s.classes[p.b].name, show(p.distance.shift), shuffled(p.distance.ks),
                     show(p.distance.ks.p_value, "{:.2g}"), shuffled(p.distance.wasserstein),
                     show(p.distance.wasserstein.p_value, "{:.2g}")});
  }
  text += aligned(utility) + "\n" + aligned(classes);
  if (pairs.size() > 1) text += "\n" + aligned(pairs);
  if (s.smaller > 0) text += fmt::format("  {} classes with fewer than {} such atoms\n", s.smaller, options.class_size);
  for (const std::string& note : s.notes) text += fmt::format("  {}: {}\n", s.species, note);
  return text + "\n";
}

}  // namespace

RelateOutput classes_output(const ClassRelation& relation, const RelateOptions& options) {
  RelateOutput out;
  for (const SpeciesClasses& s : relation.of) out.text += species_text(relation, s, options);
  out.text += fmt::format(
      "  {:g} % jackknife intervals over blocks; spectra of {}; distances less those of shuffled classes; U = 1 − D/D "
      "of\n"
      "  random subsets, D = exp(Shannon entropy of the classes)\n",
      100 * options.level, relation.events ? "single events, shuffled atom by atom" : "atoms");
  out.json = to_json(relation);
  out.files = {{"classes.csv", classes_csv(relation)},
               {"utility.csv", utility_csv(relation)},
               {"class_distances.csv", class_distances_csv(relation)},
               {"class_spectra.csv", class_spectra_csv(relation)}};
  return out;
}

RelateOutput scan_output(const Scan& scan, const RelateOptions& options) {
  RelateOutput out;
  Rows rows{{with_unit(scan.option, scan.unit), "field", "ξ raw [Å]", "ξ per species [Å]"}};
  if (!scan.property.empty()) {
    rows[0].insert(rows[0].end(), {"species", "pairs", "Spearman", "Pearson r",
                                   fmt::format("r, bins of {}", options.bin_size), "expected", "unrelated"});
  }
  std::string notes;
  std::vector<FieldAutocorrelation> fields;
  for (const ScanPoint& p : scan.points) {
    fields.push_back(p.length);
    std::vector<std::string> start{fmt::format("{:.6g}", p.value), p.name, length(p.length.raw.length),
                                   length(p.length.standardised.length)};
    if (!p.relation) {
      rows.push_back(start);
      continue;
    }
    for (const SpeciesRelation& s : p.relation->species) {
      const BinnedCorrelation& b = s.binned;
      auto row = start;
      row.insert(row.end(),
                 {s.species, fmt::format("{}", s.sample.size()), show(s.spearman.value, s.spearman.interval),
                  show(s.pearson.value, s.pearson.interval), show(b.pearson.value, b.pearson.interval, "{:.2f}"),
                  show(b.expected, b.expected_interval, "{:.2f}"),
                  std::isfinite(b.null.range.low) ? fmt::format("{:.2f} to {:.2f}", b.null.range.low, b.null.range.high)
                                                  : "-"});
      rows.push_back(row);
      start = {"", "", "", ""};
      if (p.value != scan.points.front().value) continue;
      for (const std::string& note : s.notes) notes += fmt::format("  {}: {}\n", s.species, note);
    }
  }
  out.text = fmt::format("{}{}; {:g} % intervals\n\n", scan.descriptor,
                         scan.property.empty() ? "" : " against " + scan.property, 100 * options.level) +
             aligned(rows) + (notes.empty() ? "" : "\n" + notes);
  out.json = to_json(scan);
  out.files = {{"scan.csv", scan_csv(scan)}, {"autocorrelation.csv", autocorrelation_csv(fields)}};
  return out;
}

RelateOutput directional_output(const std::vector<DirectionalAutocorrelation>& fields, const RelateOptions& options) {
  RelateOutput out;
  std::vector<FieldAutocorrelation> all;
  out.json = {{"directional", nlohmann::json::array()}};
  for (const DirectionalAutocorrelation& d : fields) {
    all.push_back(d.sum);
    all.push_back(d.mean);
    out.json["directional"].push_back({{"sum", to_json(d.sum)}, {"mean_of_components", to_json(d.mean)}});
  }
  out.text = autocorrelation_table(all, options);
  out.files = {{"autocorrelation.csv", autocorrelation_csv(all)}};
  return out;
}

}  // namespace glasscape::app
