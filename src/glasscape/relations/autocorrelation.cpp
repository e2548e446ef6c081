#include "glasscape/relations/autocorrelation.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <stdexcept>

#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/relations/blocks.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {
namespace {

// Curves of several values of the same atoms, from one sweep over their pairs.
std::vector<AutocorrelationCurve> sweep(const Configuration& configuration, const std::vector<std::size_t>& atoms,
                                        const std::vector<std::vector<double>>& values, const RadialBins& bins,
                                        const SpatialBlocks& blocks, const RunContext& context) {
  std::vector<AutocorrelationSums> sums(values.size(), AutocorrelationSums(bins, blocks.count()));
  std::vector<Vec3> positions;
  for (const std::size_t i : atoms) positions.push_back(configuration.positions[i]);
  const std::vector<std::int32_t> types(atoms.size(), 0);
  if (!atoms.empty()) {
    const CellGrid grid(ConfigurationView{configuration.box, positions, types, 1}, bins.range(), 3);
    std::vector<std::vector<std::uint32_t>> slots(blocks.count());
    std::vector<std::vector<double>> along(values.size(), std::vector<double>(atoms.size()));
    for (std::uint32_t slot = 0; slot < grid.size(); ++slot) {
      slots[blocks.of[atoms[grid.atom(slot)]]].push_back(slot);
      for (std::size_t v = 0; v < values.size(); ++v) along[v][slot] = values[v][grid.atom(slot)];
    }
    const double per_width = 1 / bins.width;
    parallel_blocks(context, slots.size(), 1, [&](std::size_t first, std::size_t last) {
      std::vector<std::uint32_t> count(bins.count);
      std::vector<std::vector<double>> row(values.size(), std::vector<double>(bins.count));
      for (std::size_t b = first; b < last; ++b) {
        for (const std::uint32_t slot : slots[b]) {
          std::fill(count.begin(), count.end(), 0U);
          for (auto& r : row) std::fill(r.begin(), r.end(), 0.0);
          grid.pairs(slot, [&](std::uint32_t other, const Image&, double d2) {
            const auto bin = std::min(static_cast<std::size_t>(std::sqrt(d2) * per_width), bins.count - 1);
            ++count[bin];
            for (std::size_t v = 0; v < row.size(); ++v) row[v][bin] += along[v][other];
          });
          for (std::size_t v = 0; v < row.size(); ++v) sums[v].add_row(b, along[v][slot], count, row[v]);
        }
      }
    });
  }
  std::vector<AutocorrelationCurve> curves;
  for (const auto& s : sums) curves.push_back(s.curve());
  return curves;
}

// Values minus the mean of their species in units of its standard deviation; NaN where a species has no spread.
std::vector<double> standardised(const Configuration& configuration, std::span<const double> values) {
  std::vector<std::vector<double>> of_species(configuration.species.size());
  for (std::size_t i = 0; i < values.size(); ++i) of_species[configuration.types[i]].push_back(values[i]);
  std::vector<double> mean, scale;
  for (const auto& v : of_species) {
    const Moments m = moments(v);
    mean.push_back(m.mean);
    scale.push_back(m.variance > 0 ? 1 / m.standard_deviation() : std::numeric_limits<double>::quiet_NaN());
  }
  std::vector<double> result(values.begin(), values.end());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto t = static_cast<std::size_t>(configuration.types[i]);
    result[i] = (values[i] - mean[t]) * scale[t];
  }
  return result;
}

std::vector<std::size_t> finite(std::span<const double> values) {
  std::vector<std::size_t> atoms;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) atoms.push_back(i);
  }
  return atoms;
}

std::vector<double> taken(std::span<const double> values, const std::vector<std::size_t>& atoms, double shift) {
  std::vector<double> result;
  for (const std::size_t i : atoms) result.push_back(values[i] - shift);
  return result;
}

RadialBins radial_bins(const Box& box, const RelateOptions& options, std::vector<std::string>& notes) {
  double range = options.range;
  for (std::size_t k = 0; k < 3; ++k) {
    if (box.periodic()[k]) range = std::min(range, 0.5 * box.heights()[k]);
  }
  const auto count = static_cast<std::size_t>(std::max(1.0, std::floor(range / options.bin_width * (1 + 1e-12))));
  if (range < options.range) {
    notes.push_back(fmt::format("distances end at {:g} Å, half the box, instead of {:g} Å",
                                options.bin_width * static_cast<double>(count), options.range));
  }
  return {options.bin_width, count};
}

}  // namespace

FieldAutocorrelation autocorrelation(const Configuration& configuration, const Field& column,
                                     const RelateOptions& options, const RunContext& context) {
  check(options);
  if (column.components() != 1 || column.atoms() != configuration.size()) {
    throw std::invalid_argument(fmt::format("field '{}' is not one value per atom", column.name()));
  }
  FieldAutocorrelation result{.field = column.name(),
                              .unit = column.unit().symbol(),
                              .window = {},
                              .raw = {},
                              .standardised = {},
                              .undefined = 0,
                              .notes = {}};
  result.window = {options.fit_from, options.fit_to};
  const RadialBins bins = radial_bins(configuration.box, options, result.notes);
  const SpatialBlocks blocks = spatial_blocks(configuration.view(), options.block);
  const auto scaled = standardised(configuration, column.values());
  const auto atoms = finite(column.values()), scaled_atoms = finite(scaled);
  result.undefined = configuration.size() - atoms.size();

  // Products of values far from 0 would lose digits; C(r) does not depend on the shift.
  const double shift = atoms.empty() ? 0 : moments(column.values()).mean;
  const auto raw_values = taken(column.values(), atoms, shift), scaled_values = taken(scaled, scaled_atoms, 0);
  if (atoms == scaled_atoms) {
    auto curves = sweep(configuration, atoms, {raw_values, scaled_values}, bins, blocks, context);
    result.raw.curve = std::move(curves[0]);
    result.standardised.curve = std::move(curves[1]);
  } else {
    result.raw.curve = std::move(sweep(configuration, atoms, {raw_values}, bins, blocks, context)[0]);
    result.standardised.curve =
        std::move(sweep(configuration, scaled_atoms, {scaled_values}, bins, blocks, context)[0]);
    result.notes.push_back(fmt::format("{} atoms of species without spread are left out of the standardised curve",
                                       atoms.size() - scaled_atoms.size()));
  }
  result.raw.curve.mean += shift;
  for (AutocorrelationView* view : {&result.raw, &result.standardised}) {
    view->length = fit_correlation_length(view->curve, result.window, options.level);
  }
  return result;
}

}  // namespace glasscape
