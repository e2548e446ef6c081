#include "glasscape/relations/autocorrelation.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <stdexcept>

#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/relations/blocks.hpp"
#include "glasscape/relations/standardise.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {
namespace {

// Columns whose pairs are visited together: more would only need memory.
constexpr std::size_t together = 32;

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
    std::vector<double> along(values.size() * atoms.size());
    for (std::uint32_t slot = 0; slot < grid.size(); ++slot) {
      slots[blocks.of[atoms[grid.atom(slot)]]].push_back(slot);
      for (std::size_t v = 0; v < values.size(); ++v) along[slot * values.size() + v] = values[v][grid.atom(slot)];
    }
    const double per_width = 1 / bins.width;
    const std::size_t columns = values.size();
    parallel_blocks(context, slots.size(), 1, [&](std::size_t first, std::size_t last) {
      std::vector<std::uint32_t> count(bins.count);
      // Bin after bin, the columns of a bin side by side: a pair adds one run of neighbouring numbers.
      std::vector<double> rows(bins.count * columns), row(bins.count);
      for (std::size_t b = first; b < last; ++b) {
        for (const std::uint32_t slot : slots[b]) {
          std::fill(count.begin(), count.end(), 0U);
          std::fill(rows.begin(), rows.end(), 0.0);
          grid.pairs(slot, [&](std::uint32_t other, const Image&, double d2) {
            const auto bin = std::min(static_cast<std::size_t>(std::sqrt(d2) * per_width), bins.count - 1);
            ++count[bin];
            double* sum = &rows[bin * columns];
            const double* add = &along[other * columns];
            for (std::size_t v = 0; v < columns; ++v) sum[v] += add[v];
          });
          for (std::size_t v = 0; v < columns; ++v) {
            for (std::size_t k = 0; k < bins.count; ++k) row[k] = rows[k * columns + v];
            sums[v].add_row(b, along[slot * columns + v], count, row);
          }
        }
      }
    });
  }
  std::vector<AutocorrelationCurve> curves;
  for (const auto& s : sums) curves.push_back(s.curve());
  return curves;
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
  return std::move(autocorrelations(configuration, {column}, options, context).front());
}

std::vector<FieldAutocorrelation> autocorrelations(const Configuration& configuration,
                                                   const std::vector<Field>& columns, const RelateOptions& options,
                                                   const RunContext& context) {
  check(options);
  const SpatialBlocks blocks = spatial_blocks(configuration.view(), options.block);
  std::vector<FieldAutocorrelation> results;
  // What is to be correlated: the values of some atoms, and where the curve goes. Grouped by those atoms.
  struct Task {
    std::size_t field;
    bool raw;
    std::vector<double> values;
  };
  std::map<std::vector<std::size_t>, std::vector<Task>> tasks;
  RadialBins bins;
  std::vector<double> shifts;
  for (const Field& column : columns) {
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
    bins = radial_bins(configuration.box, options, result.notes);
    const auto scaled = standardised(configuration, column.values());
    auto atoms = finite(column.values()), scaled_atoms = finite(scaled);
    result.undefined = configuration.size() - atoms.size();
    if (atoms != scaled_atoms) {
      result.notes.push_back(fmt::format("{} atoms of species without spread are left out of the standardised curve",
                                         atoms.size() - scaled_atoms.size()));
    }
    // Products of values far from 0 would lose digits; C(r) does not depend on the shift.
    shifts.push_back(atoms.empty() ? 0 : moments(column.values()).mean);
    auto raw_values = taken(column.values(), atoms, shifts.back()), scaled_values = taken(scaled, scaled_atoms, 0);
    tasks[std::move(atoms)].push_back({results.size(), true, std::move(raw_values)});
    tasks[std::move(scaled_atoms)].push_back({results.size(), false, std::move(scaled_values)});
    results.push_back(std::move(result));
  }
  double done = 0;
  for (auto& [atoms, list] : tasks) {
    for (std::size_t first = 0; first < list.size(); first += together) {
      context.report("autocorrelation", done / static_cast<double>(2 * columns.size()));
      const std::size_t last = std::min(list.size(), first + together);
      std::vector<std::vector<double>> values;
      for (std::size_t t = first; t < last; ++t) values.push_back(std::move(list[t].values));
      auto curves = sweep(configuration, atoms, values, bins, blocks, context);
      for (std::size_t t = first; t < last; ++t) {
        FieldAutocorrelation& result = results[list[t].field];
        (list[t].raw ? result.raw : result.standardised).curve = std::move(curves[t - first]);
      }
      done += static_cast<double>(last - first);
    }
  }
  parallel_blocks(context, 2 * results.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k) {
      FieldAutocorrelation& result = results[k / 2];
      AutocorrelationView& view = k % 2 == 0 ? result.raw : result.standardised;
      if (k % 2 == 0) view.curve.mean += shifts[k / 2];
      view.length = fit_correlation_length(view.curve, result.window, options.level);
    }
  });
  return results;
}

}  // namespace glasscape
