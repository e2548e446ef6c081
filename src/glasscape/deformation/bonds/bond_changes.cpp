#include "glasscape/deformation/bonds/bond_changes.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"

namespace glasscape {
namespace {

std::vector<double> cutoff_matrix(const Reference& reference, const BondOptions& options, const RunContext& context) {
  const std::size_t s = reference.view().species;
  if (!options.cutoffs.empty()) {
    if (options.cutoffs.size() != s * (s + 1) / 2) {
      throw usage_error("bonds: cutoffs", fmt::format("{} are given", options.cutoffs.size()),
                        fmt::format("{} for {} species, in the order 1-1, 1-2, ..., 2-2, ...", s * (s + 1) / 2, s));
    }
    std::vector<double> matrix(s * s);
    std::size_t next = 0;
    for (std::size_t a = 0; a < s; ++a) {
      for (std::size_t b = a; b < s; ++b) matrix[a * s + b] = matrix[b * s + a] = options.cutoffs[next++];
    }
    return matrix;
  }
  if (options.cutoff > 0) return std::vector<double>(s * s, options.cutoff);
  if (options.by_pair) return reference.partial_troughs("bonds: by_pair", context);
  return std::vector<double>(s * s, reference.cutoff(0, 1, "bonds: cutoff", context));
}

// Whether a row's neighbour is the half of the pair that is counted: each bond, also one to an own image, once.
bool counted(std::size_t i, const Neighbor& n) {
  if (n.index != i) return n.index > i;
  const Shift& s = n.shift;
  return s.x != 0 ? s.x > 0 : s.y != 0 ? s.y > 0 : s.z > 0;
}

}  // namespace

BondChanges bond_changes(const Reference& reference, const Configuration& current, const BondOptions& options,
                         const RunContext& context) {
  const std::size_t n = reference.size(), s = reference.view().species;
  BondChanges result;
  result.cutoffs = cutoff_matrix(reference, options, context);
  const double longest = *std::max_element(result.cutoffs.begin(), result.cutoffs.end());
  const ConfigurationView was = reference.view(), is = current.view();
  const NeighborList& bonded = reference.neighbors(longest, context);
  const NeighborList close(is, longest, context);
  result.before.resize(n);
  result.broken.resize(n);
  result.formed.resize(n);
  result.persistent.resize(n);
  const auto limit = [&](std::size_t i, const Neighbor& b) {
    return result.cutoffs[static_cast<std::size_t>(was.types[i]) * s + static_cast<std::size_t>(was.types[b.index])];
  };
  // Sums of whole numbers: the same in any order.
  std::vector<std::vector<BondCount>> blocks;
  constexpr std::size_t grain = 4096;
  blocks.resize((n + grain - 1) / grain, std::vector<BondCount>(s * s));
  parallel_blocks(context, blocks.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t block = first; block < last; ++block) {
      for (std::size_t i = block * grain; i < std::min(n, (block + 1) * grain); ++i) {
        const auto pair = [&](const Neighbor& b) -> BondCount& {
          const auto a = static_cast<std::size_t>(was.types[i]), c = static_cast<std::size_t>(was.types[b.index]);
          return blocks[block][std::min(a, c) * s + std::max(a, c)];
        };
        for (const Neighbor& b : bonded.of(i)) {
          const double r = limit(i, b);
          if (norm(bond(was, i, b)) >= r) continue;
          const bool broke = norm(bond(is, i, b)) >= r + options.hysteresis;
          ++result.before[i];
          ++(broke ? result.broken : result.persistent)[i];
          if (!counted(i, b)) continue;
          ++pair(b).before;
          ++(broke ? pair(b).broken : pair(b).persistent);
        }
        for (const Neighbor& b : close.of(i)) {
          const double r = limit(i, b);
          if (norm(bond(is, i, b)) >= r || norm(bond(was, i, b)) < r + options.hysteresis) continue;
          ++result.formed[i];
          if (counted(i, b)) ++pair(b).formed;
        }
      }
    }
  });
  result.pairs.resize(s * s);
  for (std::size_t a = 0; a < s; ++a) {
    for (std::size_t b = a; b < s; ++b) {
      BondCount& sum = result.pairs[a * s + b];
      for (const auto& block : blocks) {
        const BondCount& c = block[a * s + b];
        sum.before += c.before;
        sum.broken += c.broken;
        sum.formed += c.formed;
        sum.persistent += c.persistent;
      }
      result.pairs[b * s + a] = sum;
    }
  }
  return result;
}

namespace {

PairResult bond_fields(const Reference& reference, const Configuration& current, const BondOptions& options,
                       const RunContext& context) {
  const BondChanges changes = bond_changes(reference, current, options, context);
  const std::size_t n = reference.size(), s = reference.view().species;
  std::vector<double> fraction(n, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < n; ++i) {
    if (changes.before[i] > 0) {
      fraction[i] = static_cast<double>(changes.broken[i]) / static_cast<double>(changes.before[i]);
    }
  }
  const Unit none("1");
  PairResult result;
  const auto add = [&](const char* name, const std::vector<std::uint32_t>& counts) {
    result.fields.emplace_back(name, none, std::vector<double>(counts.begin(), counts.end()));
  };
  result.fields.emplace_back("bonds_broken_fraction", none, std::move(fraction));
  add("bonds_before", changes.before);
  add("bonds_broken", changes.broken);
  add("bonds_formed", changes.formed);
  add("bonds_persistent", changes.persistent);
  const auto& species = reference.configuration().species;
  for (std::size_t a = 0; a < s; ++a) {
    for (std::size_t b = a; b < s; ++b) {
      const std::string pair = species[a].name + "-" + species[b].name;
      const BondCount& count = changes.pairs[a * s + b];
      result.numbers.emplace_back(pair + ".cutoff_A", changes.cutoffs[a * s + b]);
      result.numbers.emplace_back(pair + ".before", static_cast<double>(count.before));
      result.numbers.emplace_back(pair + ".broken", static_cast<double>(count.broken));
      result.numbers.emplace_back(pair + ".formed", static_cast<double>(count.formed));
      result.numbers.emplace_back(pair + ".persistent", static_cast<double>(count.persistent));
    }
  }
  return result;
}

}  // namespace

PairDescriptor bonds_descriptor() {
  using O = BondOptions;
  static const ParameterTable<O> table{
      {.name = "cutoff",
       .member = &O::cutoff,
       .unit = Unit("Å"),
       .help = "atoms nearer than this are bonded; 0: the first trough of the reference's g(r)",
       .bounds = at_least(0),
       .source = "first trough of the total g(r): doi:10.1038/s41567-023-02243-9"},
      {.name = "cutoffs",
       .member = &O::cutoffs,
       .unit = Unit("Å"),
       .help = "one for each pair of species, in the order 1-1, 1-2, ..., 2-2, ...; instead of cutoff",
       .bounds = positive()},
      {.name = "by_pair",
       .member = &O::by_pair,
       .unit = Unit("1"),
       .help = "with neither, take the first trough of each partial g(r), not of the total one"},
      {.name = "hysteresis",
       .member = &O::hysteresis,
       .unit = Unit("Å"),
       .help = "a bond breaks only this far beyond its cutoff, and forms only from that far",
       .bounds = at_least(0)},
  };
  return make_pair_descriptor(
      "bonds", "Bonds of each atom that broke, formed and persisted",
      "Dong et al., Nat. Phys. (2023), doi:10.1038/s41567-023-02243-9: bonded where nearer than the first minimum of "
      "g(r)",
      {{"bonds_broken_fraction", "1", 1, "broken bonds over bonds before; NaN for an atom without bonds before"},
       {"bonds_before", "1", 1, "bonds in the reference; never NaN"},
       {"bonds_broken", "1", 1, "of these, those that are broken; never NaN"},
       {"bonds_formed", "1", 1, "bonds that were none in the reference; never NaN"},
       {"bonds_persistent", "1", 1, "bonds before that are not broken; never NaN"}},
      table, bond_fields);
}

}  // namespace glasscape
