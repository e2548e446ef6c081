#include "glasscape/structure/coarse_grained/coarse_grained.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <set>
#include <tuple>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"
#include "glasscape/structure/species_choice.hpp"

namespace glasscape {
namespace {

constexpr double reach_in_sigma = 4;

const Field& source_field(const Configuration& configuration, const std::string& name) {
  std::vector<std::string> there;
  for (const Field& field : configuration.fields) there.push_back(field.name());
  if (name.empty()) {
    throw usage_error("coarse_grained: field", "none is given", "the name of a field",
                      "for example field=voronoi_volume");
  }
  const Field* field = configuration.find_field(name);
  if (field == nullptr) {
    const std::string hint = nearest(name, there);
    throw input_error("coarse_grained: field", fmt::format("the configuration has no field '{}'", name),
                      there.empty() ? "it has none" : join(there),
                      hint.empty() ? "make it in the same call, with a --field before this one"
                                   : fmt::format("did you mean '{}'?", hint));
  }
  return *field;
}

// Weighted sums over the atoms that count, component by component.
class Average {
 public:
  Average(const Field& field, const std::vector<std::uint8_t>& counts)
      : field_(field), counts_(counts), sums_(field.components()), weights_(field.components()) {}

  void clear() {
    std::fill(sums_.begin(), sums_.end(), 0.0);
    std::fill(weights_.begin(), weights_.end(), 0.0);
  }
  void add(std::uint32_t atom, double weight) {
    if (counts_[atom] == 0) return;
    for (std::size_t c = 0; c < sums_.size(); ++c) {
      const double value = field_.values()[atom * sums_.size() + c];
      if (std::isnan(value)) continue;
      sums_[c] += weight * value;
      weights_[c] += weight;
    }
  }
  void write(double* out) const {
    for (std::size_t c = 0; c < sums_.size(); ++c) {
      out[c] = weights_[c] > 0 ? sums_[c] / weights_[c] : std::numeric_limits<double>::quiet_NaN();
    }
  }

 private:
  const Field& field_;
  const std::vector<std::uint8_t>& counts_;
  std::vector<double> sums_, weights_;
};

// Images of atoms that at most `shells` bonds lead to from atom i, itself first; each once.
class Shells {
 public:
  Shells(const NeighborList& list, std::int64_t shells) : list_(list), shells_(shells) {}

  const std::vector<Neighbor>& around(std::uint32_t i) {
    reached_.assign(1, {i, {}});
    seen_.clear();
    seen_.insert(key(reached_[0]));
    std::size_t begin = 0;
    for (std::int64_t step = 0; step < shells_; ++step) {
      const std::size_t end = reached_.size();
      for (; begin < end; ++begin) {
        const Neighbor from = reached_[begin];
        for (const Neighbor& bonded : list_.of(from.index)) {
          const Neighbor to{bonded.index,
                            {static_cast<std::int16_t>(from.shift.x + bonded.shift.x),
                             static_cast<std::int16_t>(from.shift.y + bonded.shift.y),
                             static_cast<std::int16_t>(from.shift.z + bonded.shift.z)}};
          if (seen_.insert(key(to)).second) reached_.push_back(to);
        }
      }
    }
    return reached_;
  }

 private:
  using Key = std::tuple<std::uint32_t, std::int16_t, std::int16_t, std::int16_t>;
  static Key key(const Neighbor& n) { return {n.index, n.shift.x, n.shift.y, n.shift.z}; }

  const NeighborList& list_;
  std::int64_t shells_;
  std::vector<Neighbor> reached_;
  std::set<Key> seen_;
};

}  // namespace

std::vector<Field> coarse_grained(const Configuration& configuration, const CoarseGrainedOptions& options,
                                  const RunContext& context) {
  const Field& field = source_field(configuration, options.field);
  const ConfigurationView view = configuration.view();
  const auto chosen = chosen_species(configuration, options.species, "coarse_grained: species");
  std::vector<std::uint8_t> counts(view.size());
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = chosen[static_cast<std::size_t>(view.types[i])];
  std::vector<double> values(field.values().size());
  if (options.kernel == "shells") {
    const NeighborList list(view, options.bond, context);
    parallel_blocks(context, view.size(), 64, [&](std::size_t first, std::size_t last) {
      Average average(field, counts);
      Shells shells(list, options.shells);
      for (std::size_t i = first; i < last; ++i) {
        average.clear();
        const auto& reached = shells.around(static_cast<std::uint32_t>(i));
        for (std::size_t k = options.self ? 0 : 1; k < reached.size(); ++k) average.add(reached[k].index, 1);
        average.write(values.data() + i * field.components());
      }
    });
  } else {
    const bool gaussian = options.kernel == "gaussian";
    const double exponent = -0.5 / (options.sigma * options.sigma);
    const CellGrid grid(view, gaussian ? reach_in_sigma * options.sigma : options.radius);
    parallel_blocks(context, view.size(), 64, [&](std::size_t first, std::size_t last) {
      Average average(field, counts);
      for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
        average.clear();
        if (options.self) average.add(grid.atom(slot), 1);
        grid.around(slot, [&](std::uint32_t other, const Image&, double d2) {
          average.add(grid.atom(other), gaussian ? std::exp(exponent * d2) : 1);
        });
        average.write(values.data() + grid.atom(slot) * field.components());
      }
    });
  }
  std::vector<Field> fields;
  fields.emplace_back(field.name() + "_coarse", field.unit(), std::move(values), field.components());
  return fields;
}

Descriptor coarse_grained_descriptor() {
  using O = CoarseGrainedOptions;
  static const ParameterTable<O> table{
      {"field", &O::field, Unit("1"), "name of the field to average: of the file, or made before this one"},
      {"kernel",
       &O::kernel,
       Unit("1"),
       "average over a sphere, with Gaussian weights, or over shells of bonds",
       {},
       {"sphere", "gaussian", "shells"}},
      {"radius", &O::radius, Unit("Å"), "radius of the sphere (kernel=sphere)", positive()},
      {"sigma", &O::sigma, Unit("Å"), "standard deviation of the Gaussian (kernel=gaussian), cut at 4 of them",
       positive()},
      {"shells", &O::shells, Unit("1"), "steps from bond to bond (kernel=shells)", between(1, 20)},
      {"bond",
       &O::bond,
       Unit("Å"),
       "two atoms nearer than this are bonded (kernel=shells)",
       positive(),
       {},
       "first trough of g(r) of Cu50Zr50, doi:10.1103/PhysRevB.99.014115"},
      {"self", &O::self, Unit("1"), "count the atom itself"},
      {"species", &O::species, Unit("1"), "species that are averaged over; none: all"},
  };
  Descriptor made = make_descriptor(
      "coarse_grained", "Average of any field over the neighbourhood of each atom",
      "our definition; averages over neighbours as those of q_lm in Lechner & Dellago, JCP 129, 114707 (2008), "
      "doi:10.1063/1.2977970",
      {{"FIELD_coarse", "1", 1, "average of FIELD, in its unit and with its components; NaN where no atom counts"}},
      table, coarse_grained);
  made.needs_setting = "field";
  return made;
}

}  // namespace glasscape
