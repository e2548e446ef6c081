#include "glasscape/relations/classes.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <stdexcept>

#include "glasscape/core/error.hpp"
#include "glasscape/relations/blocks.hpp"
#include "glasscape/statistics/histogram.hpp"

namespace glasscape {
namespace {

constexpr std::uint64_t first_stream = 1U << 24, streams_per_species = 1U << 12;

// The atoms of one species that have a class and the property.
struct Members {
  std::vector<std::size_t> atom;
  std::vector<std::uint32_t> label, unit;
  std::vector<double> value;
  std::vector<std::vector<double>> events;
};

std::vector<double> density(const std::vector<std::vector<double>>& events, const std::vector<std::uint32_t>& label,
                            std::uint32_t wanted, const std::vector<double>& edges) {
  std::vector<double> values;
  for (std::size_t k = 0; k < events.size(); ++k) {
    if (wanted != ClassLabels::none && label[k] != wanted) continue;
    values.insert(values.end(), events[k].begin(), events[k].end());
  }
  return histogram(values, edges).density();
}

ClassSummary summary(const Members& m, std::uint32_t wanted, const ClassOptions& options, std::uint64_t stream,
                     const RunContext& context) {
  ClassSummary result;
  std::vector<std::uint32_t> group;
  std::vector<double> values;
  std::vector<std::int64_t> cluster;
  for (std::size_t k = 0; k < m.atom.size(); ++k) {
    group.push_back(m.label[k] == wanted ? 0 : 1);
    if (m.label[k] != wanted) continue;
    values.push_back(m.value[k]);
    cluster.push_back(m.unit[k]);
  }
  result.defined = values.size();
  result.mean = clustered_mean(values, cluster);
  result.others = spectrum_distance(m.events, group, m.unit, options, stream, context);
  return result;
}

}  // namespace

ClassLabels class_labels(const Field& field, std::string_view where) {
  ClassLabels labels;
  std::map<std::vector<double>, std::uint32_t> known;
  for (std::size_t i = 0; i < field.atoms(); ++i) {
    std::vector<double> key;
    bool defined = true;
    for (std::size_t c = 0; c < field.components(); ++c) {
      const double v = field.at(i, c);
      defined &= std::isfinite(v);
      if (std::isfinite(v) && v != std::round(v)) {
        throw usage_error(std::string(where), fmt::format("'{}' is {:g} for an atom", field.name(), v),
                          "a field of whole numbers, such as voronoi_index or coordination",
                          "classes are atoms with equal values");
      }
      key.push_back(v);
    }
    if (!defined) {
      labels.of.push_back(ClassLabels::none);
      continue;
    }
    const auto [place, fresh] = known.emplace(key, static_cast<std::uint32_t>(labels.names.size()));
    if (fresh) {
      std::string name;
      for (const double v : key) name += fmt::format("{}{:.0f}", name.empty() ? "" : ",", v);
      labels.names.push_back(key.size() > 1 ? "<" + name + ">" : name);
    }
    labels.of.push_back(place->second);
  }
  return labels;
}

ClassRelation relate_classes(const Configuration& configuration, const std::string& name, const ClassLabels& labels,
                             const Field& property, const RepeatedValues* events, const RelateOptions& options,
                             const RunContext& context) {
  check(options);
  const std::size_t n = configuration.size();
  if (labels.of.size() != n || property.atoms() != n || property.components() != 1 ||
      (events != nullptr && events->of.size() != n)) {
    throw std::invalid_argument("classes, property and configuration differ in length");
  }
  ClassRelation result{
      .classes = name, .property = property.name(), .unit = property.unit().symbol(), .events = events != nullptr};
  const SpatialBlocks blocks = spatial_blocks(configuration.view(), options.block);
  const ClassOptions class_options{
      .tail = options.tail, .shuffles = options.shuffles, .level = options.level, .seed = options.seed};
  for (std::size_t s = 0; s < configuration.species.size(); ++s) {
    context.report("classes", static_cast<double>(s) / static_cast<double>(configuration.species.size()));
    SpeciesClasses r;
    r.species = configuration.species[s].name.empty() ? fmt::format("type {}", s + 1) : configuration.species[s].name;
    Members m;
    std::vector<std::size_t> atoms_of(labels.names.size(), 0), defined_of(labels.names.size(), 0);
    for (std::size_t i = 0; i < n; ++i) {
      if (static_cast<std::size_t>(configuration.types[i]) != s || labels.of[i] == ClassLabels::none) continue;
      ++r.atoms;
      ++atoms_of[labels.of[i]];
      if (!std::isfinite(property.at(i))) continue;
      ++defined_of[labels.of[i]];
      m.atom.push_back(i);
      m.label.push_back(labels.of[i]);
      m.unit.push_back(options.resample == "blocks" ? blocks.of[i] : static_cast<std::uint32_t>(m.unit.size()));
      m.value.push_back(property.at(i));
      m.events.push_back(events != nullptr ? events->of[i] : std::vector<double>{property.at(i)});
    }
    r.defined = m.atom.size();
    r.diversity = shannon_diversity(atoms_of);
    const std::uint64_t stream = first_stream + streams_per_species * s;
    r.utility = class_utility(m.label, m.value, m.unit, class_options, stream, context);

    std::vector<std::uint32_t> listed;
    for (std::uint32_t c = 0; c < labels.names.size(); ++c) {
      if (defined_of[c] >= static_cast<std::size_t>(options.class_size)) listed.push_back(c);
      if (atoms_of[c] > 0 && defined_of[c] < static_cast<std::size_t>(options.class_size)) ++r.smaller;
    }
    std::stable_sort(listed.begin(), listed.end(), [&](auto a, auto b) { return atoms_of[a] > atoms_of[b]; });
    std::vector<double> all;
    for (const auto& list : m.events) all.insert(all.end(), list.begin(), list.end());
    r.edges = freedman_diaconis_edges(all, 60);
    r.density = density(m.events, m.label, ClassLabels::none, r.edges);
    const std::size_t drawn = std::min(listed.size(), static_cast<std::size_t>(options.spectra));
    for (std::size_t k = 0; k < listed.size(); ++k) {
      ClassSummary c = summary(m, listed[k], class_options, stream + 1 + k, context);
      c.name = labels.names[listed[k]];
      c.atoms = atoms_of[listed[k]];
      c.share = static_cast<double>(c.atoms) / static_cast<double>(r.atoms);
      if (k < drawn) c.density = density(m.events, m.label, listed[k], r.edges);
      r.classes.push_back(std::move(c));
    }
    for (std::size_t a = 0; a < drawn; ++a) {
      for (std::size_t b = a + 1; b < drawn; ++b) {
        std::vector<std::uint32_t> group;
        for (const std::uint32_t l : m.label) group.push_back(l == listed[a] ? 0 : l == listed[b] ? 1 : 2);
        r.pairs.push_back(
            {a, b, spectrum_distance(m.events, group, m.unit, class_options, stream + 2048 + a * drawn + b, context)});
      }
    }
    if (r.defined < r.atoms) {
      r.notes.push_back(fmt::format("{} is undefined for {} atoms", result.property, r.atoms - r.defined));
    }
    if (r.classes.empty()) {
      r.notes.push_back(
          fmt::format("no class has {} atoms with {}; see class_size", options.class_size, result.property));
    }
    result.of.push_back(std::move(r));
  }
  context.report("classes", 1);
  return result;
}

}  // namespace glasscape
