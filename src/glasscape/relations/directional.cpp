#include "glasscape/relations/directional.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace glasscape {
namespace {

AutocorrelationView mean_of(const std::vector<FieldAutocorrelation>& fields, std::size_t count,
                            AutocorrelationView FieldAutocorrelation::*view, const FitWindow& window, double level) {
  std::vector<AutocorrelationCurve> curves;
  for (std::size_t c = 0; c < count; ++c) curves.push_back((fields[c].*view).curve);
  AutocorrelationView result;
  result.curve = mean_curve(curves);
  result.length = fit_correlation_length(result.curve, window, level);
  return result;
}

}  // namespace

DirectionalAutocorrelation directional_autocorrelation(const Configuration& configuration, const Field& field,
                                                       const RelateOptions& options, const RunContext& context) {
  const std::size_t n = field.components();
  if (n < 2 || field.atoms() != configuration.size()) {
    throw std::invalid_argument(fmt::format("field '{}' does not have several values per atom", field.name()));
  }
  std::vector<Field> columns;
  const auto labels = field.column_names();
  std::vector<double> sum(field.atoms(), 0.0);
  for (std::size_t c = 0; c < n; ++c) {
    std::vector<double> values(field.atoms());
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = field.at(i, c);
      sum[i] += values[i];
    }
    columns.emplace_back(labels[c], field.unit(), std::move(values));
  }
  // An atom counts only where all components are defined, so that all curves are of the same atoms.
  for (Field& column : columns) {
    std::vector<double> values(column.values().begin(), column.values().end());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] += 0 * sum[i];
    column = Field(column.name(), column.unit(), std::move(values));
  }
  columns.emplace_back(field.name() + " (sum)", field.unit(), std::move(sum));
  auto fields = autocorrelations(configuration, columns, options, context);
  DirectionalAutocorrelation result{.sum = std::move(fields.back()), .mean = fields.front()};
  result.mean.field = field.name() + " (mean of components)";
  result.mean.raw = mean_of(fields, n, &FieldAutocorrelation::raw, result.mean.window, options.level);
  result.mean.standardised = mean_of(fields, n, &FieldAutocorrelation::standardised, result.mean.window, options.level);
  return result;
}

}  // namespace glasscape
