#include "glasscape/relations/scan.hpp"

#include <fmt/format.h>
#include <stdexcept>

#include "glasscape/relations/table_text.hpp"
#include "glasscape/relations/tables.hpp"

namespace glasscape {

using detail::number;
using detail::quoted;

Scan relate_scan(const Configuration& configuration, const ScanFields& fields, const Field* property,
                 const RelateOptions& options, const RunContext& context) {
  if (fields.fields.size() != fields.values.size() * fields.names.size()) {
    throw std::invalid_argument("a scan needs every field at every value");
  }
  Scan scan{.descriptor = fields.descriptor, .option = fields.option, .unit = fields.unit};
  if (property != nullptr) scan.property = property->name();
  auto lengths = autocorrelations(configuration, fields.fields, options, context);
  for (std::size_t k = 0; k < fields.fields.size(); ++k) {
    ScanPoint p{.value = fields.values[k / fields.names.size()],
                .name = fields.names[k % fields.names.size()],
                .length = std::move(lengths[k])};
    if (property != nullptr) p.relation = relate_fields(configuration, fields.fields[k], *property, options, context);
    scan.points.push_back(std::move(p));
  }
  return scan;
}

std::string scan_csv(const Scan& scan) {
  std::string csv = fmt::format(
      "descriptor,{},field,xi_raw,xi_raw_low,xi_raw_high,xi,xi_low,xi_high,property,species,pairs,pearson,pearson_low,"
      "pearson_high,spearman,spearman_low,spearman_high,bins,binned_pearson,binned_low,binned_high,binned_expected,"
      "null_low,null_high\n",
      scan.option);
  for (const ScanPoint& p : scan.points) {
    const CorrelationLength &raw = p.length.raw.length, &own = p.length.standardised.length;
    std::string start = fmt::format("{},{:.10g},{}", quoted(scan.descriptor), p.value, quoted(p.name));
    for (const double v : {raw.xi, raw.interval.low, raw.interval.high, own.xi, own.interval.low, own.interval.high}) {
      start += "," + number(v);
    }
    start += "," + quoted(scan.property);
    if (!p.relation) {
      csv += start + ",,,,,,,,,,,,,,,\n";
      continue;
    }
    for (const SpeciesRelation& s : p.relation->species) {
      const BinnedCorrelation& b = s.binned;
      csv += fmt::format("{},{},{}", start, quoted(s.species), s.sample.size());
      for (const double v : {s.pearson.value, s.pearson.interval.low, s.pearson.interval.high, s.spearman.value,
                             s.spearman.interval.low, s.spearman.interval.high}) {
        csv += "," + number(v);
      }
      csv += fmt::format(",{}", b.pairs.bins());
      for (const double v : {b.pearson.value, b.pearson.interval.low, b.pearson.interval.high, b.expected,
                             b.null.range.low, b.null.range.high}) {
        csv += "," + number(v);
      }
      csv += "\n";
    }
  }
  return csv;
}

nlohmann::json to_json(const Scan& scan) {
  nlohmann::json json = {{"descriptor", scan.descriptor},
                         {"option", scan.option},
                         {"unit", scan.unit},
                         {"property", scan.property},
                         {"points", nlohmann::json::array()}};
  for (const ScanPoint& p : scan.points) {
    nlohmann::json point = {{"value", p.value}, {"field", p.name}, {"autocorrelation", to_json(p.length)}};
    if (p.relation) point["relation"] = to_json(*p.relation);
    json["points"].push_back(std::move(point));
  }
  return json;
}

}  // namespace glasscape
