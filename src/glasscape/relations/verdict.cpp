#include "glasscape/relations/verdict.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <stdexcept>

#include "glasscape/core/rng.hpp"
#include "glasscape/relations/blocks.hpp"
#include "glasscape/relations/columns.hpp"
#include "glasscape/statistics/correlation.hpp"

namespace glasscape {
namespace {

// Streams of random numbers: each property and species has its own run of them.
constexpr std::uint64_t streams_per_pair = 256, first_stream = 1U << 16;
constexpr std::int64_t permutations = 10000;

// Numbers about other fields, which are neither structure nor property.
bool counts(std::string_view name) {
  constexpr std::array endings{"_count", "_error", "_variance", "_halves"};
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view end) { return name.ends_with(end); }) ||
         name.find("viscosity_region") != std::string_view::npos;
}

Interval absolute(const Estimate& e) {
  const Interval& i = e.interval;
  const double low = std::min(std::abs(i.low), std::abs(i.high)), high = std::max(std::abs(i.low), std::abs(i.high));
  return {i.low <= 0 && i.high >= 0 ? 0 : low, high};
}

// Blocks numbered without gaps, as the bootstrap draws each number with equal probability.
std::vector<std::uint32_t> units_of(const std::vector<std::size_t>& atoms, const SpatialBlocks& blocks,
                                    std::size_t& count) {
  std::vector<std::uint32_t> number(blocks.count(), 0), result;
  for (const std::size_t i : atoms) number[blocks.of[i]] = 1;
  count = 0;
  for (std::uint32_t& n : number) {
    if (n == 1) n = static_cast<std::uint32_t>(count++);
  }
  for (const std::size_t i : atoms) result.push_back(number[blocks.of[i]]);
  return result;
}

std::vector<double> taken(std::span<const double> values, const std::vector<std::size_t>& atoms) {
  std::vector<double> result;
  result.reserve(atoms.size());
  for (const std::size_t i : atoms) result.push_back(values[i]);
  return result;
}

PredictorOptions predictor_options(const RelateOptions& options) {
  return {.bootstrap = {.resamples = options.resamples,
                        .level = options.level,
                        .method = options.interval,
                        .seed = options.seed},
          .bin_sizes = options.bin_sizes,
          .shuffles = options.shuffles,
          .tail = options.tail,
          .score = options.score};
}

void explain(SpeciesVerdict& v, const RelateOptions& options) {
  const std::size_t n = v.table.atoms;
  if (n < v.atoms) v.notes.push_back(fmt::format("{} is undefined for {} atoms", v.property, v.atoms - n));
  if (n < 2) v.notes.push_back(fmt::format("no correlation: {} atoms have a value", n));
  if (options.resample == "blocks" && n >= 2) {
    if (v.blocks < 2) {
      v.notes.emplace_back("no intervals: all atoms lie in one block; choose a smaller block");
    } else if (v.blocks < 20) {
      v.notes.push_back(fmt::format("only {} blocks: the intervals are rough, and rather too narrow", v.blocks));
    }
  }
  for (const std::int64_t size : options.bin_sizes) {
    if (n >= 2 && n / static_cast<std::size_t>(size) < 3) {
      v.notes.push_back(fmt::format("no binned correlation: {} atoms make {} bins of {}; 3 are needed", n,
                                    n / static_cast<std::size_t>(size), size));
    }
  }
}

SpeciesVerdict verdict_of(const Configuration& configuration, const VerdictRequest& request, std::size_t property,
                          std::size_t group, const SpatialBlocks& blocks, const RelateOptions& options,
                          std::uint64_t stream, const RunContext& context) {
  const Field& y = request.properties[property];
  SpeciesVerdict v{.property = y.name(), .property_unit = y.unit().symbol(), .species = "all"};
  if (group > 0) {
    const std::string& name = configuration.species[group - 1].name;
    v.species = name.empty() ? fmt::format("type {}", group) : name;
  }
  std::vector<std::size_t> atoms;
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    if (group > 0 && static_cast<std::size_t>(configuration.types[i]) + 1 != group) continue;
    ++v.atoms;
    if (std::isfinite(y.at(i))) atoms.push_back(i);
  }
  auto units = units_of(atoms, blocks, v.blocks);
  if (options.resample == "atoms") {
    for (std::size_t k = 0; k < units.size(); ++k) units[k] = static_cast<std::uint32_t>(k);
  }
  const PredictorOptions predictor = predictor_options(options);
  std::optional<ReliabilityModel> model;
  if (const auto events = request.events.find(y.name()); events != request.events.end()) {
    RepeatedValues values{.of = {}, .average = events->second.average, .thermal_energy = events->second.thermal_energy};
    for (const std::size_t i : atoms) values.of.push_back(events->second.of.at(i));
    v.reliability = reliability(values, units, predictor.bootstrap, stream + 128, context);
    if (values.average == "mean") model.emplace(values, units);
  }
  std::vector<std::vector<double>> descriptors;
  for (const Field& x : request.descriptors) descriptors.push_back(taken(x.values(), atoms));
  v.table =
      predict(taken(y.values(), atoms), descriptors, units, model ? &*model : nullptr, predictor, stream, context);
  explain(v, options);
  return v;
}

}  // namespace

bool is_property_name(std::string_view name) {
  static constexpr std::array known{"activation_", "viscosity_", "d2min",     "diffusive_msd", "propensity",    "p_hop",
                                    "hop_",        "hops",       "first_hop", "residence",     "first_plastic", "aqs_"};
  return std::any_of(known.begin(), known.end(), [&](std::string_view part) {
    const auto at = name.find(part);
    return at == 0 || (at != std::string_view::npos && name[at - 1] == '_');
  });
}

std::vector<std::string> default_properties(const Configuration& configuration) {
  std::vector<std::string> names;
  bool activation = false;
  for (const Field& field : configuration.fields) {
    const std::string& name = field.name();
    if (field.components() != 1 || counts(name) || !is_property_name(name)) continue;
    if (name.starts_with("viscosity_")) continue;  // a function of the activation energy
    if (name.starts_with("activation_")) {
      if (activation) continue;
      activation = true;
    }
    names.push_back(name);
  }
  return names;
}

std::vector<std::string> default_descriptors(const Configuration& configuration) {
  std::vector<std::string> names;
  for (const Field& field : configuration.fields) {
    if (field.components() == 1 && !counts(field.name()) && !is_property_name(field.name())) {
      names.push_back(field.name());
    }
  }
  return names;
}

RuleTest test_rule(const PredictorTable& table, const std::vector<FieldAutocorrelation>& lengths, bool raw,
                   const RelateOptions& options, std::uint64_t stream, const RunContext& context) {
  RuleTest test;
  std::vector<double> xi, score;
  for (std::size_t c = 0; c < table.of.size(); ++c) {
    const CorrelationLength& length = (raw ? lengths[c].raw : lengths[c].standardised).length;
    const Predictor& p = table.of[c];
    if (!std::isfinite(length.xi) || !std::isfinite(p.score)) {
      ++test.left_out;
      continue;
    }
    test.points.push_back(
        {c, length.xi, length.interval, p.score, absolute(options.score == "pearson" ? p.pearson : p.spearman)});
    xi.push_back(length.xi);
    score.push_back(p.score);
  }
  if (test.points.size() < 4) return test;
  const BootstrapOptions bootstrap{
      .resamples = options.resamples, .level = options.level, .method = options.interval, .seed = options.seed};
  test.spearman = bootstrap_correlation(xi, score, {}, bootstrap, stream, context).spearman;
  if (!std::isfinite(test.spearman.value)) return test;
  CounterRng rng(static_cast<std::uint64_t>(options.seed), stream + 1);
  std::vector<double> a = average_ranks(xi), b = average_ranks(score);
  std::int64_t beyond = 0;
  for (std::int64_t k = 0; k < permutations; ++k) {
    for (std::size_t i = b.size() - 1; i > 0; --i) std::swap(b[i], b[rng.below(i + 1)]);
    beyond += std::abs(pearson(a, b)) >= std::abs(test.spearman.value) - 1e-12 ? 1 : 0;
  }
  test.p_value = static_cast<double>(beyond + 1) / static_cast<double>(permutations + 1);
  return test;
}

Verdict relate_everything(const Configuration& configuration, const VerdictRequest& request,
                          const RelateOptions& options, const RunContext& context) {
  check(options);
  Verdict verdict;
  std::vector<Field> columns;
  for (const Field& d : request.descriptors) {
    verdict.descriptors.push_back(d.name());
    verdict.descriptor_units.push_back(d.unit().symbol());
    columns.push_back(d);
  }
  columns.insert(columns.end(), request.properties.begin(), request.properties.end());
  for (const Field& f : columns) {
    if (f.components() != 1 || f.atoms() != configuration.size()) {
      throw std::invalid_argument(fmt::format("field '{}' is not one value per atom", f.name()));
    }
  }
  verdict.property_count = request.properties.size();
  verdict.lengths = autocorrelations(configuration, columns, options, context);
  const SpatialBlocks blocks = spatial_blocks(configuration.view(), options.block);
  const std::size_t species = configuration.species.size(), first = species == 1 ? 1 : 0;
  const auto total = static_cast<double>(request.properties.size() * (species + 1 - first));
  for (std::size_t p = 0; p < request.properties.size(); ++p) {
    for (std::size_t group = first; group <= species; ++group) {
      context.report("relate", static_cast<double>(verdict.of.size()) / total, request.properties[p].name());
      const std::uint64_t stream = first_stream + streams_per_pair * (p * (species + 1) + group);
      SpeciesVerdict v = verdict_of(configuration, request, p, group, blocks, options, stream, context);
      v.rule = test_rule(v.table, verdict.lengths, false, options, stream + 64, context);
      v.rule_raw = test_rule(v.table, verdict.lengths, true, options, stream + 66, context);
      verdict.of.push_back(std::move(v));
    }
  }
  context.report("relate", 1);
  return verdict;
}

}  // namespace glasscape
