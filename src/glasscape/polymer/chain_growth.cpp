#include "glasscape/polymer/chain_growth.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/polymer/chains.hpp"

namespace glasscape {
namespace {

constexpr int directions = 300, candidates = 12, restarts = 200;
constexpr double hardness = 40;  // of overlaps, in kT

// Beads in cubic cells not smaller than the reach of an overlap.
class Cells {
 public:
  Cells(double edge, double reach) : edge_(edge), count_(std::max(1L, static_cast<long>(edge / reach))) {
    members_.resize(static_cast<std::size_t>(count_ * count_ * count_));
  }
  void add(std::uint32_t atom, const Vec3& r) { members_[cell(r, {0, 0, 0})].push_back(atom); }
  void remove(std::uint32_t atom, const Vec3& r) {
    auto& list = members_[cell(r, {0, 0, 0})];
    list.erase(std::find(list.begin(), list.end(), atom));
  }
  template <class Visit>
  void near(const Vec3& r, Visit visit) const {
    // Fewer than three cells: each once.
    const long from = count_ < 3 ? 0 : -1, to = count_ < 3 ? count_ - 1 : 1;
    for (long x = from; x <= to; ++x) {
      for (long y = from; y <= to; ++y) {
        for (long z = from; z <= to; ++z) {
          for (const auto atom : members_[cell(r, {x, y, z})]) visit(atom);
        }
      }
    }
  }

 private:
  [[nodiscard]] std::size_t cell(const Vec3& r, const std::array<long, 3>& move) const {
    std::size_t index = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double scaled = r[k] / edge_ - std::floor(r[k] / edge_);
      long c = std::min(count_ - 1, static_cast<long>(scaled * static_cast<double>(count_))) + move[k];
      c = (c % count_ + count_) % count_;
      index = index * static_cast<std::size_t>(count_) + static_cast<std::size_t>(c);
    }
    return index;
  }
  double edge_;
  long count_;
  std::vector<std::vector<std::uint32_t>> members_;
};

// What a bead must look at when it is placed: beads placed before it, in the order of growth.
struct Step {
  std::uint32_t bead = 0, from = 0;
  double length = 0;                ///< of the bond to `from`
  std::vector<BondedPair> bonds;    ///< the others that close with it
  std::vector<BondedAngle> angles;  ///< likewise
};

std::vector<Step> growth_steps(const MolecularModel& model, const ChainBlueprint& chain) {
  const BondGraph graph(chain.topology, chain.types.size());
  std::vector<std::uint32_t> queue{0};
  std::vector<std::size_t> place(chain.types.size(), std::numeric_limits<std::size_t>::max());
  place[0] = 0;
  std::vector<Step> steps{Step{}};
  for (std::size_t k = 0; k < queue.size(); ++k) {
    for (const auto next : graph.of(queue[k])) {
      if (place[next] != std::numeric_limits<std::size_t>::max()) continue;
      place[next] = queue.size();
      queue.push_back(next);
      steps.push_back({.bead = next, .from = queue[k], .length = 0, .bonds = {}, .angles = {}});
    }
  }
  for (const BondedPair& b : chain.topology.bonds) {
    Step& last = steps[std::max(place[b.a], place[b.b])];
    const auto other = last.bead == b.a ? b.b : b.a;
    if (other == last.from) {
      last.length = model.bonds[static_cast<std::size_t>(b.type)].length;
    } else {
      last.bonds.push_back(b);
    }
  }
  for (const BondedAngle& a : chain.topology.angles) {
    steps[std::max({place[a.a], place[a.b], place[a.c]})].angles.push_back(a);
  }
  return steps;
}

class Grower {
 public:
  Grower(const MolecularModel& model, std::size_t chains, std::size_t monomers, double density, double temperature,
         std::uint64_t seed, std::string where)
      : model_(model),
        where_(std::move(where)),
        chain_(chain_blueprint(model, monomers, where_)),
        steps_(growth_steps(model, chain_)),
        kt_(constants::boltzmann * temperature),
        chains_(chains),
        seed_(seed),
        edge_(edge_of(density)),
        cells_(edge_, largest_sigma(model)) {
    const BondGraph graph(chain_.topology, chain_.types.size());
    for (std::size_t i = 0; i < graph.size(); ++i) excluded_.push_back(graph.within(i, std::max(1, model.exclusions)));
  }

  Configuration grow() {
    Configuration c;
    c.box = Box::orthorhombic(edge_, edge_, edge_);
    for (const auto& bead : model_.beads) c.species.push_back({bead.name, bead.mass});
    auto topology = std::make_shared<Topology>();
    topology->bond_types = chain_.topology.bond_types;
    topology->angle_types = chain_.topology.angle_types;
    for (std::size_t m = 0; m < chains_; ++m) {
      const auto first = static_cast<std::uint32_t>(positions_.size());
      int tries = 0;
      while (!grow_one(
          first, CounterRng(seed_, 21, static_cast<std::uint32_t>(m * restarts + static_cast<std::size_t>(tries))))) {
        if (++tries == restarts) {
          throw Error(ErrorKind::numerical, {where_,
                                             fmt::format("chain {} of {} found no place", m + 1, chains_),
                                             {},
                                             "use a lower density to begin with"});
        }
      }
      for (std::size_t i = 0; i < chain_.types.size(); ++i) {
        c.types.push_back(chain_.types[i]);
        c.molecules.push_back(static_cast<std::int64_t>(m + 1));
        c.ids.push_back(static_cast<std::int64_t>(first + i + 1));
      }
      for (BondedPair b : chain_.topology.bonds) topology->bonds.push_back({b.type, b.a + first, b.b + first});
      for (BondedAngle a : chain_.topology.angles) {
        topology->angles.push_back({a.type, a.a + first, a.b + first, a.c + first});
      }
    }
    c.positions = std::move(positions_);
    c.topology = std::move(topology);
    return c;
  }

 private:
  [[nodiscard]] double edge_of(double density) const {
    double mass = 0;
    for (const auto t : chain_.types) mass += model_.beads[static_cast<std::size_t>(t)].mass;
    const double edge = std::cbrt(mass * static_cast<double>(chains_) * constants::g_cm3_per_u_A3 / density);
    const double least = 2 * model_.cutoff;
    if (edge < least) {
      throw usage_error(where_, fmt::format("{} chains make a cube of {:.1f} Å", chains_, edge),
                        fmt::format("at least twice the cutoff, {:g} Å", least), "make more chains");
    }
    return edge;
  }
  static double largest_sigma(const MolecularModel& model) {
    double largest = 0;
    for (const auto& p : model.pairs) largest = std::max(largest, p.sigma);
    return largest;
  }
  [[nodiscard]] double sigma(std::int32_t a, std::int32_t b) const {
    const std::string &x = model_.beads[static_cast<std::size_t>(a)].name,
                      &y = model_.beads[static_cast<std::size_t>(b)].name;
    for (const auto& p : model_.pairs) {
      if ((p.first == x && p.second == y) || (p.first == y && p.second == x)) return p.sigma;
    }
    return 0;
  }

  static Vec3 direction(CounterRng& rng) {
    const double z = 2 * rng.uniform() - 1, phi = 2 * std::numbers::pi * rng.uniform();
    const double s = std::sqrt(std::max(0.0, 1 - z * z));
    return {s * std::cos(phi), s * std::sin(phi), z};
  }

  // Of the bonds and angles that close with this bead at r.
  [[nodiscard]] double bonded_energy(const Step& step, std::uint32_t first, const Vec3& r) const {
    const auto at = [&](std::uint32_t bead) { return bead == step.bead ? r : positions_[first + bead]; };
    double energy = 0;
    for (const BondedPair& b : step.bonds) {
      const auto& type = model_.bonds[static_cast<std::size_t>(b.type)];
      const double stretch = norm(at(b.b) - at(b.a)) - type.length;
      energy += 0.5 * type.stiffness * stretch * stretch;
    }
    for (const BondedAngle& a : step.angles) {
      const auto& type = model_.angles[static_cast<std::size_t>(a.type)];
      const Vec3 u = at(a.a) - at(a.b), v = at(a.c) - at(a.b);
      const double bend = std::acos(std::clamp(dot(u, v) / (norm(u) * norm(v)), -1.0, 1.0)) - type.angle;
      energy += 0.5 * type.stiffness * bend * bend;
    }
    return energy;
  }

  // Sum of (1 − r/σ)² over beads nearer than σ; infinite below a quarter of it.
  [[nodiscard]] double overlap(std::uint32_t bead, std::uint32_t first, const Vec3& r) const {
    double sum = 0;
    cells_.near(r, [&](std::uint32_t atom) {
      if (atom >= first && std::binary_search(excluded_[bead].begin(), excluded_[bead].end(), atom - first)) return;
      Vec3 d = positions_[atom] - r;
      for (std::size_t k = 0; k < 3; ++k) d[k] -= edge_ * std::round(d[k] / edge_);
      const double s = sigma(chain_.types[bead], chain_.types[atom % chain_.types.size()]), x = 1 - norm(d) / s;
      if (x > 0.75) sum = std::numeric_limits<double>::infinity();
      if (x > 0) sum += x * x;
    });
    return sum;
  }

  bool grow_one(std::uint32_t first, CounterRng rng) {
    positions_.resize(first + chain_.types.size());
    Vec3 start;
    for (std::size_t k = 0; k < 3; ++k) start[k] = edge_ * rng.uniform();
    std::size_t placed = 0;
    bool found = overlap(0, first, start) < std::numeric_limits<double>::infinity();
    if (found) put(0, first, start, placed);
    std::vector<Vec3> tries(directions);
    std::vector<std::pair<double, std::size_t>> rank(directions);
    for (std::size_t k = 1; found && k < steps_.size(); ++k) {
      const Step& step = steps_[k];
      for (std::size_t t = 0; t < directions; ++t) {
        tries[t] = positions_[first + step.from] + step.length * direction(rng);
        // Drawn without repetition with these weights: the largest of −E/kT plus a Gumbel deviate.
        const double gumbel = -std::log(-std::log(std::max(rng.uniform(), 1e-300)));
        rank[t] = {bonded_energy(step, first, tries[t]) / kt_ - gumbel, t};
      }
      std::partial_sort(rank.begin(), rank.begin() + candidates, rank.end());
      double least = std::numeric_limits<double>::infinity();
      std::size_t chosen = 0;
      for (int t = 0; t < candidates; ++t) {
        const auto& [bonded, direction_number] = rank[static_cast<std::size_t>(t)];
        const double here = bonded + hardness * overlap(step.bead, first, tries[direction_number]);
        if (here >= least) continue;
        least = here;
        chosen = direction_number;
      }
      found = least < std::numeric_limits<double>::infinity();
      if (found) put(step.bead, first, tries[chosen], placed);
    }
    if (found) return true;
    for (std::size_t k = 0; k < placed; ++k) {
      cells_.remove(first + steps_[k].bead, positions_[first + steps_[k].bead]);
    }
    positions_.resize(first);
    return false;
  }

  void put(std::uint32_t bead, std::uint32_t first, const Vec3& r, std::size_t& placed) {
    positions_[first + bead] = r;
    cells_.add(first + bead, r);
    ++placed;
  }

  const MolecularModel& model_;
  std::string where_;
  ChainBlueprint chain_;
  std::vector<Step> steps_;
  double kt_;
  std::size_t chains_;
  std::uint64_t seed_;
  double edge_;
  Cells cells_;
  std::vector<Vec3> positions_;
  std::vector<std::vector<std::uint32_t>> excluded_;
};

}  // namespace

Configuration grow_chains(const MolecularModel& model, std::size_t chains, std::size_t monomers, double density,
                          double temperature, std::uint64_t seed, const std::string& where) {
  return Grower(model, chains, monomers, density, temperature, seed, where).grow();
}

}  // namespace glasscape
