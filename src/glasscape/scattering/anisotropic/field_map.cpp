#include "glasscape/scattering/anisotropic/field_map.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/scattering/anisotropic/atom_harmonics.hpp"

namespace glasscape {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
constexpr std::size_t group_size = 128;

// One state of the atoms: its grid, and the slot of each atom of the current configuration.
struct AtomState {
  CellGrid grid;
  std::vector<std::uint32_t> slot;
  double density;

  static ConfigurationView checked(const Configuration& c, double rmax) {
    detail::require_countable(c.view(), rmax, "map");
    return c.view();
  }

  AtomState(const Configuration& c, const Configuration& current, double rmax)
      : grid(checked(c, rmax), rmax, 3), slot(c.size()), density(static_cast<double>(c.size()) / c.box.volume()) {
    std::vector<std::uint32_t> own(c.size());
    for (std::uint32_t k = 0; k < c.size(); ++k) own[grid.atom(k)] = k;
    std::unordered_map<std::int64_t, std::uint32_t> by_id;
    for (std::size_t i = 0; i < c.size(); ++i) by_id[c.ids[i]] = own[i];
    if (current.size() != c.size()) throw input_error("map", "the reference has another number of atoms");
    for (std::size_t i = 0; i < current.size(); ++i) {
      const auto at = by_id.find(current.ids[i]);
      if (at == by_id.end()) throw input_error("map", fmt::format("the reference has no atom {}", current.ids[i]));
      slot[i] = at->second;
    }
  }
};

}  // namespace

FieldMapSum::FieldMapSum(const FieldMapOptions& options) : options_(options) {
  const double bins = std::ceil(options.rmax / options.dr * (1 - 1e-12));
  if (!(options.rmax > 0) || !(options.dr > 0) || !(bins <= 1e5)) {
    throw usage_error("map", fmt::format("rmax {:g} Å and dr {:g} Å make {:g} bins", options.rmax, options.dr, bins),
                      "1 to 100,000 bins");
  }
  bins_ = static_cast<std::size_t>(bins);
  width_ = options.rmax / bins;
  const auto& edges = options.edges;
  for (std::size_t k = 1; k < edges.size(); ++k) {
    if (!(edges[k] > edges[k - 1])) throw usage_error("map_edges", "the edges do not increase", "increasing values");
  }
  if (edges.size() == 1 || (edges.empty() && (options.classes < 1 || options.classes > 1000))) {
    throw usage_error("map_bins", "there are no classes", "1 to 1000 quantiles, or two or more edges");
  }
  classes_ = edges.empty() ? static_cast<std::size_t>(options.classes) : edges.size() - 1;
  for (const std::string& text : options.harmonics) {
    harmonics_.push_back(harmonic_of(text, "atom_harmonics"));
    lmax_ = std::max(lmax_, harmonics_.back().l);
  }
  constexpr double inf = std::numeric_limits<double>::infinity();
  ranges_.assign(classes_, {inf, -inf, 0, 0});
  for (Sums* sums : {&now_, &difference_}) {
    sums->value.assign(harmonics_.size() * classes_ * bins_, 0);
    sums->square = sums->value;
  }
}

std::vector<std::size_t> FieldMapSum::class_of(std::span<const double> values) {
  std::vector<std::size_t> order, which(values.size(), none);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) {
      order.push_back(i);
    } else {
      ++undefined_;
    }
  }
  if (options_.edges.empty()) {
    std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
    for (std::size_t k = 0; k < order.size(); ++k) which[order[k]] = k * classes_ / order.size();
  } else {
    const auto& edges = options_.edges;
    for (const std::size_t i : order) {
      const auto above = std::upper_bound(edges.begin(), edges.end(), values[i]) - edges.begin();
      if (above > 0 && above < static_cast<std::ptrdiff_t>(edges.size()))
        which[i] = static_cast<std::size_t>(above - 1);
    }
  }
  for (const std::size_t i : order) {
    if (which[i] == none) continue;
    FieldMap::Class& range = ranges_[which[i]];
    range.low = std::min(range.low, values[i]);
    range.high = std::max(range.high, values[i]);
    range.mean += values[i];
    ++range.atoms;
  }
  return which;
}

void FieldMapSum::add(const Configuration& configuration, std::span<const double> values,
                      const Configuration* reference, const RunContext& context) {
  if (values.size() != configuration.size()) throw input_error("map", "the field has another number of atoms");
  if (any_ && referenced_ != (reference != nullptr)) {
    throw usage_error("map", "some samples have a reference and others have none", "one for each, or none");
  }
  any_ = true;
  referenced_ = reference != nullptr;
  const AtomState now(configuration, configuration, options_.rmax);
  std::optional<AtomState> before;
  if (reference) before.emplace(*reference, configuration, options_.rmax);
  const std::vector<std::size_t> which = class_of(values);
  // Groups of atoms of one class, summed each on its own and then in order.
  struct Group {
    std::size_t of;
    std::vector<std::size_t> atoms;
    Sums now, difference;
  };
  std::vector<Group> groups;
  std::vector<std::size_t> open(classes_, none);
  for (std::size_t i = 0; i < which.size(); ++i) {
    if (which[i] == none) continue;
    std::size_t& at = open[which[i]];
    if (at == none || groups[at].atoms.size() == group_size) {
      at = groups.size();
      groups.push_back({which[i], {}, {}, {}});
    }
    groups[at].atoms.push_back(i);
  }
  const BondHarmonics bonds(lmax_, width_, bins_, frame_of_axis(axis_of(options_.axis, "axis"), "axis"));
  std::vector<double> shell(bins_);
  for (std::size_t k = 0; k < bins_; ++k) {
    const double low = static_cast<double>(k) * width_, high = static_cast<double>(k + 1) * width_;
    shell[k] = 4 * std::numbers::pi / 3 * (high * high * high - low * low * low);
  }
  parallel_blocks(context, groups.size(), 1, [&](std::size_t first, std::size_t last) {
    BondBatch batch;
    std::vector<double> mine(bonds.size(1)), old(bonds.size(1));
    const auto curve = [&](const AtomState& state, std::size_t atom, std::vector<double>& sums) {
      std::fill(sums.begin(), sums.end(), 0.0);
      detail::add_atom(state.grid, state.slot[atom], bonds, batch, sums.data(), 1,
                       [](double) { return std::size_t{0}; });
    };
    for (std::size_t g = first; g < last; ++g) {
      for (Sums* sums : {&groups[g].now, &groups[g].difference}) {
        sums->value.assign(harmonics_.size() * bins_, 0);
        sums->square = sums->value;
      }
      for (const std::size_t atom : groups[g].atoms) {
        curve(now, atom, mine);
        if (before) curve(*before, atom, old);
        for (std::size_t h = 0; h < harmonics_.size(); ++h) {
          for (std::size_t k = 0; k < bins_; ++k) {
            const std::size_t from = k * bonds.channels() + harmonic_index(harmonics_[h]), to = h * bins_ + k;
            const double v = mine[from] / (shell[k] * now.density);
            groups[g].now.value[to] += v;
            groups[g].now.square[to] += v * v;
            if (!before) continue;
            const double d = v - old[from] / (shell[k] * before->density);
            groups[g].difference.value[to] += d;
            groups[g].difference.square[to] += d * d;
          }
        }
      }
    }
  });
  const auto gather = [&](Sums& all, const Sums& part, std::size_t of) {
    for (std::size_t h = 0; h < harmonics_.size(); ++h) {
      for (std::size_t k = 0; k < bins_; ++k) {
        const std::size_t to = (h * classes_ + of) * bins_ + k;
        all.value[to] += part.value[h * bins_ + k];
        all.square[to] += part.square[h * bins_ + k];
      }
    }
  };
  for (const Group& group : groups) {
    gather(now_, group.now, group.of);
    gather(difference_, group.difference, group.of);
  }
}

FieldMap FieldMapSum::result() const {
  FieldMap map{.classes = ranges_, .undefined = undefined_};
  for (std::size_t k = 0; k < bins_; ++k) map.r.push_back((static_cast<double>(k) + 0.5) * width_);
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t c = 0; c < classes_; ++c) {
    FieldMap::Class& range = map.classes[c];
    range.mean = range.atoms > 0 ? range.mean / static_cast<double>(range.atoms) : nan;
    if (!options_.edges.empty()) {
      range.low = options_.edges[c];
      range.high = options_.edges[c + 1];
    } else if (range.atoms == 0) {
      range.low = range.high = nan;
    }
  }
  for (std::size_t h = 0; h < harmonics_.size(); ++h) {
    FieldMap::Curve curve{.harmonic = harmonics_[h]};
    const auto finish = [&](const Sums& sums, std::vector<double>& value, std::vector<double>& error) {
      for (std::size_t at = h * classes_ * bins_; at < (h + 1) * classes_ * bins_; ++at) {
        const auto n = static_cast<double>(map.classes[at / bins_ % classes_].atoms);
        const double mean = n > 0 ? sums.value[at] / n : nan;
        value.push_back(mean);
        error.push_back(n > 1 ? std::sqrt(std::max(0.0, sums.square[at] - n * mean * mean) / (n * (n - 1))) : nan);
      }
    };
    finish(now_, curve.value, curve.error);
    if (referenced_) finish(difference_, curve.difference, curve.difference_error);
    map.curves.push_back(std::move(curve));
  }
  return map;
}

std::string to_csv(const FieldMap& map, const std::string& field) {
  std::string text = fmt::format("# field = {}\n# atoms without a value = {}\n", field, map.undefined);
  text += "field_low,field_high,field_mean,atoms,r [Å]";
  for (const FieldMap::Curve& c : map.curves) {
    const std::string name = fmt::format("{}_{}", c.harmonic.l, c.harmonic.m);
    text += fmt::format(",g_{0},g_{0}_error", name);
    if (!c.difference.empty()) text += fmt::format(",difference_{0},difference_{0}_error", name);
  }
  text += '\n';
  for (std::size_t c = 0; c < map.classes.size(); ++c) {
    const FieldMap::Class& range = map.classes[c];
    for (std::size_t k = 0; k < map.r.size(); ++k) {
      text += fmt::format("{},{},{},{},{}", range.low, range.high, range.mean, range.atoms, map.r[k]);
      const std::size_t at = c * map.r.size() + k;
      for (const FieldMap::Curve& curve : map.curves) {
        text += fmt::format(",{},{}", curve.value[at], curve.error[at]);
        if (!curve.difference.empty()) {
          text += fmt::format(",{},{}", curve.difference[at], curve.difference_error[at]);
        }
      }
      text += '\n';
    }
  }
  return text;
}

}  // namespace glasscape
