// Static descriptors on one and on two cores. Each result is checked against a plain calculation of its definition on a
// sample of the atoms (or an identity that holds for all). Processor time on one core, then elapsed time on one and on
// two; these depend on the machine and its load.
//
//   bench_static [cells]     2·cells³ atoms, default 27 (39,366); 37 makes 101,306

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <functional>
#include <memory>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/descriptors/registry.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

namespace {

using namespace glasscape;

struct Times {
  double wall = 1e300, processor = 1e300;  // s, the best of three
};

Times times(const std::function<void()>& work) {
  Times best;
  for (int k = 0; k < 3; ++k) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t clock = std::clock();
    work();
    best.processor = std::min(best.processor, static_cast<double>(std::clock() - clock) / CLOCKS_PER_SEC);
    best.wall = std::min(best.wall, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

Configuration shaken(int cells) {
  Configuration c;
  const double a = 3.16;
  c.box = Box::orthorhombic(a * cells, a * cells, a * cells);
  c.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  CounterRng rng(1, 2);
  std::vector<double> values;
  for (int k = 0; k < cells * cells * cells; ++k) {
    for (int half = 0; half < 2; ++half) {
      const Vec3 site =
          Vec3{double(k / (cells * cells)), double(k / cells % cells), double(k % cells)} + half * Vec3{0.5, 0.5, 0.5};
      c.positions.push_back(site * a + 0.4 * Vec3{rng.normal(), rng.normal(), rng.normal()});
      c.types.push_back(static_cast<std::int32_t>(rng.below(2)));
      c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
      values.push_back(rng.normal());
    }
  }
  c.fields.emplace_back("f", Unit("eV"), std::move(values));
  return c;
}

void check(const char* what, double found, double expected) {
  if (std::abs(found - expected) <= 1e-9 * std::max(1.0, std::abs(expected))) return;
  fmt::print("{}: {} instead of {}\n", what, found, expected);
  std::exit(1);
}

// Computes a descriptor on one and on two cores, compares the two, and shows the times.
std::vector<Field> measured(const char* title, const Configuration& c, const char* name, const Settings& settings) {
  std::vector<Field> one, two;
  const Descriptor& d = find_descriptor(name);
  const Times first = times([&] { one = d.compute(c, settings, {.threads = 1}); });
  const Times second = times([&] { two = d.compute(c, settings, {.threads = 2}); });
  for (std::size_t f = 0; f < one.size(); ++f) {
    for (std::size_t i = 0; i < one[f].values().size(); ++i) {
      const double a = one[f].values()[i], b = two[f].values()[i];
      if (!(a == b || (std::isnan(a) && std::isnan(b)))) check("one thread and two", a, b);
    }
  }
  fmt::print("{:<40} {:>8.3f} s {:>8.3f} s {:>8.3f} s {:>6.2f} ×\n", title, first.processor, first.wall, second.wall,
             first.wall / second.wall);
  return one;
}

struct Sample {
  const Configuration& c;
  NeighborList near, far;
  [[nodiscard]] Vec3 to(std::size_t i, const Neighbor& n) const { return bond(c.view(), i, n); }
};
constexpr std::size_t every = 997;  // one atom of so many is checked

void angles(const Sample& s) {
  const auto fields = measured("bond_angles", s.c, "bond_angles", {});
  for (std::size_t i = 0; i < s.c.size(); i += every) {
    Vec3 sum;
    const auto row = s.near.of(i);
    for (const Neighbor& n : row) sum += s.to(i, n) * (1 / norm(s.to(i, n)));
    const auto n = static_cast<double>(row.size());
    check("mean cosine", fields[0].at(i), (norm2(sum) - n) / (n * (n - 1)));
  }
}

void tetrahedra(const Sample& s) {
  const auto fields = measured("tetrahedrality", s.c, "tetrahedrality", {});
  for (std::size_t i = 0; i < s.c.size(); i += every) {
    double sets = 0;
    const auto row = s.near.of(i);
    const auto bonded = [&](std::size_t j, std::size_t k) { return norm(s.to(i, row[j]) - s.to(i, row[k])) < 3.9; };
    for (std::size_t j = 0; j < row.size(); ++j) {
      for (std::size_t k = 0; k < j; ++k) {
        for (std::size_t l = 0; l < k; ++l) sets += bonded(j, k) && bonded(k, l) && bonded(l, j) ? 1 : 0;
      }
    }
    check("tetrahedra", fields[1].at(i), sets);
  }
}

void density(const Sample& s) {
  measured("local_density, Gaussian of 2 Å", s.c, "local_density", {{"kernel", std::string("gaussian")}});
  const auto fields = measured("local_density, sphere of 6.2 Å", s.c, "local_density", {{"radius", 6.2}});
  const auto values = fields[0].values();
  const double n = static_cast<double>(s.c.size()), sphere = 4.0 / 3 * 3.141592653589793 * std::pow(6.2, 3);
  check("mean density", std::accumulate(values.begin(), values.end(), 0.0) / n,
        (static_cast<double>(s.far.pairs()) / n + 1) / sphere);
}

void likeness(const Sample& s) {
  const auto fields = measured("crystal_likeness", s.c, "crystal_likeness", {});
  // By the addition theorem the product of two q6 is a double sum of Legendre polynomials.
  const auto product = [&](std::size_t p, std::size_t q) {
    double sum = 0;
    for (const Neighbor& a : s.near.of(p)) {
      for (const Neighbor& b : s.near.of(q)) {
        const Vec3 x = s.to(p, a), y = s.to(q, b);
        sum += std::legendre(6, std::clamp(dot(x, y) / (norm(x) * norm(y)), -1.0, 1.0));
      }
    }
    return sum;
  };
  for (std::size_t i = 0; i < s.c.size(); i += 10 * every) {
    double sum = 0, count = 0;
    for (const Neighbor& n : s.far.of(i)) {
      if (s.c.types[n.index] != s.c.types[i]) continue;
      sum += product(i, n.index) / std::sqrt(product(i, i) * product(n.index, n.index));
      ++count;
    }
    check("crystal likeness", fields[0].at(i), sum / count);
  }
}

void vertices(const Sample& s) {
  const auto fields = measured("farthest_vertex", s.c, "farthest_vertex", {});
  for (std::size_t i = 0; i < s.c.size(); i += every) {
    if (std::isnan(fields[0].at(i))) continue;
    // A vertex of the cell is as far from three other atoms as from its own, and no atom is nearer.
    const Vec3 v{fields[0].at(i, 0), fields[0].at(i, 1), fields[0].at(i, 2)};
    double equal = 0, nearer = 0;
    for (const Neighbor& n : s.far.of(i)) {
      const double gap = norm(s.to(i, n) - v) - norm(v);
      equal += std::abs(gap) < 1e-7 ? 1 : 0;
      nearer += gap < -1e-7 ? 1 : 0;
    }
    check("atoms at the vertex", equal, 3);
    check("atoms nearer to the vertex", nearer, 0);
  }
}

void network(const Sample& s) {
  const Settings settings{{"classes", std::vector<std::string>{"0-3-6-4", "0-3-6-5", "1-3-4-5"}}};
  const auto fields = measured("voronoi_network, three classes", s.c, "voronoi_network", settings);
  // Members are centres and their neighbours: each centre counts itself and is counted by its neighbours.
  double around = 0, centers = 0, memberships = 0;
  for (std::size_t i = 0; i < s.c.size(); ++i) {
    around += fields[0].at(i);
    centers += fields[1].at(i);
    memberships += fields[2].at(i);
  }
  check("memberships", memberships, around + centers);
}

void average(const Sample& s) {
  const auto field = [](const char* kernel) {
    return Settings{{"field", std::string("f")}, {"kernel", std::string(kernel)}, {"radius", 6.2}};
  };
  measured("coarse_grained, Gaussian of 2 Å", s.c, "coarse_grained", field("gaussian"));
  measured("coarse_grained, one shell", s.c, "coarse_grained", field("shells"));
  const auto fields = measured("coarse_grained, sphere of 6.2 Å", s.c, "coarse_grained", field("sphere"));
  for (std::size_t i = 0; i < s.c.size(); i += every) {
    double sum = s.c.fields[0].at(i);
    for (const Neighbor& n : s.far.of(i)) sum += s.c.fields[0].at(n.index);
    check("average", fields[0].at(i), sum / static_cast<double>(s.far.of(i).size() + 1));
  }
}

// With a potential: sums over atoms against the evaluator's totals.
void from_forces(const Configuration& c) {
  const std::string name = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";
  std::shared_ptr<const ForceField> potential;
  try {
    potential = open_potential(name);
  } catch (const Error&) {
    fmt::print("the KIM model of CuZr is not installed: nothing from forces\n");
    return;
  }
  const Evaluation total = potential->evaluator(c)->evaluate(c.box, c.positions);
  const Settings settings{{"potential", name}};
  const auto sum = [&](const Field& field, std::size_t component = 0) {
    double result = 0;
    for (std::size_t i = 0; i < c.size(); ++i) result += field.at(i, component);
    return result;
  };
  check("energy", sum(measured("potential_energy", c, "potential_energy", settings)[0]), total.energy);
  const auto stress = measured("atomic_stress, mean volume", c, "atomic_stress",
                               {{"potential", name}, {"volume", std::string("mean")}});
  const double volume = c.box.volume() / static_cast<double>(c.size()) / Unit("eV/Å^3").factor_to(Unit("GPa"));
  check("virial xx", sum(stress[0], 0) * volume, -total.virial[0].x);
  check("virial zz", sum(stress[0], 2) * volume, -total.virial[2].z);
  measured("force_asymmetry", c, "force_asymmetry", settings);
}

}  // namespace

int main(int argc, char** argv) {
  const Configuration c = shaken(argc > 1 ? std::max(6, std::atoi(argv[1])) : 27);
  fmt::print("{} atoms\n{:<40} {:>10} {:>10} {:>10} {:>8}\n", c.size(), "", "processor", "one core", "two", "ratio");
  const Sample sample{.c = c, .near = NeighborList(c.view(), 3.9), .far = NeighborList(c.view(), 6.2)};
  measured("voronoi", c, "voronoi", {});
  angles(sample);
  tetrahedra(sample);
  density(sample);
  likeness(sample);
  vertices(sample);
  network(sample);
  average(sample);
  from_forces(c);
  return 0;
}
