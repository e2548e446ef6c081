#include "glasscape/relations/relate.hpp"

#include <cmath>
#include <fmt/format.h>
#include <stdexcept>

#include "glasscape/relations/blocks.hpp"

namespace glasscape {
namespace {

// Blocks numbered without gaps, as the bootstrap draws each number with equal probability.
std::vector<std::uint32_t> units_of(const PairedSample& sample, const SpatialBlocks& blocks, std::size_t& count) {
  std::vector<std::uint32_t> number(blocks.count(), 0), result;
  for (const std::size_t i : sample.index) number[blocks.of[i]] = 1;
  count = 0;
  for (std::uint32_t& n : number) {
    if (n == 1) n = static_cast<std::uint32_t>(count++);
  }
  for (const std::size_t i : sample.index) result.push_back(number[blocks.of[i]]);
  return result;
}

void explain(SpeciesRelation& r, const std::string& x, const std::string& y, const RelateOptions& options) {
  const std::size_t n = r.sample.size();
  if (r.sample.undefined_x > 0) r.notes.push_back(fmt::format("{} is undefined for {} atoms", x, r.sample.undefined_x));
  if (r.sample.undefined_y > 0) r.notes.push_back(fmt::format("{} is undefined for {} atoms", y, r.sample.undefined_y));
  if (n < 2) {
    r.notes.push_back(fmt::format("no correlation: {} atoms have both values", n));
    return;
  }
  if (r.x.minimum == r.x.maximum)
    r.notes.push_back(fmt::format("no correlation: {} is {:g} for all atoms", x, r.x.mean));
  if (r.y.minimum == r.y.maximum)
    r.notes.push_back(fmt::format("no correlation: {} is {:g} for all atoms", y, r.y.mean));
  if (std::isfinite(r.pearson.value)) {
    if (r.binned.pairs.bins() < 3) {
      r.notes.push_back(fmt::format("no binned correlation: {} atoms make {} bins of {}; 3 are needed", n,
                                    r.binned.pairs.bins(), options.bin_size));
    }
    if (options.resample == "blocks" && r.blocks < 2) {
      r.notes.push_back("no interval: all atoms lie in one block; choose a smaller block");
    } else if (options.resample == "blocks" && r.blocks < 20) {
      r.notes.push_back(fmt::format("only {} blocks: the intervals are rough, and rather too narrow", r.blocks));
    }
  }
}

}  // namespace

FieldRelation relate_fields(const Configuration& configuration, const Field& x, const Field& y,
                            const RelateOptions& options, const RunContext& context) {
  check(options);
  for (const Field* f : {&x, &y}) {
    if (f->components() != 1 || f->atoms() != configuration.size()) {
      throw std::invalid_argument(fmt::format("field '{}' is not one value per atom", f->name()));
    }
  }
  FieldRelation result{
      .x = x.name(), .y = y.name(), .x_unit = x.unit().symbol(), .y_unit = y.unit().symbol(), .species = {}};
  const std::size_t species = configuration.species.size();
  std::vector<std::vector<std::size_t>> atoms(species + 1);
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    atoms[0].push_back(i);
    atoms[static_cast<std::size_t>(configuration.types[i]) + 1].push_back(i);
  }
  const SpatialBlocks blocks = spatial_blocks(configuration.view(), options.block);
  const BootstrapOptions bootstrap{
      .resamples = options.resamples, .level = options.level, .method = options.interval, .seed = options.seed};
  const std::size_t first = species == 1 ? 1 : 0;
  for (std::size_t group = first; group <= species; ++group) {
    context.report("relate", static_cast<double>(group - first) / static_cast<double>(species + 1 - first));
    SpeciesRelation r;
    if (group == 0) {
      r.species = "all";
    } else {
      const std::string& name = configuration.species[group - 1].name;
      r.species = name.empty() ? fmt::format("type {}", group) : name;
    }
    r.atoms = atoms[group].size();
    r.sample = complete_pairs(x.values(), y.values(), atoms[group]);
    r.x = moments(r.sample.x);
    r.y = moments(r.sample.y);
    auto units = units_of(r.sample, blocks, r.blocks);
    if (options.resample == "atoms") units.clear();
    const auto e = bootstrap_correlation(r.sample.x, r.sample.y, units, bootstrap, 2 * group, context);
    r.pearson = e.pearson;
    r.spearman = e.spearman;
    r.fisher = fisher_interval(r.pearson.value, r.sample.size(), options.level);
    r.line = linear_regression(r.sample.x, r.sample.y);
    const BinnedOptions binned{.per_bin = options.bin_size, .shuffles = options.shuffles, .bootstrap = bootstrap};
    r.binned = binned_correlation(r.sample.x, r.sample.y, r.pearson, binned, 2 * group + 1, context);
    explain(r, result.x, result.y, options);
    result.species.push_back(std::move(r));
  }
  context.report("relate", 1);
  return result;
}

}  // namespace glasscape
