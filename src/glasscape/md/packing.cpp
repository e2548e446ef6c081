#include "glasscape/md/packing.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

namespace glasscape {
namespace {

// Streams of the seed, so that no two uses draw the same numbers.
constexpr std::uint64_t deal_stream = 1, place_stream = 2;

std::vector<std::int32_t> deal_types(const std::vector<std::size_t>& counts, std::size_t atoms, std::uint64_t seed) {
  const auto given = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::size_t{0}));
  std::vector<std::int32_t> types;
  double share = 0;
  for (std::size_t s = 0; s < counts.size(); ++s) {
    share += static_cast<double>(counts[s]) / given;
    const auto until =
        s + 1 == counts.size() ? atoms : static_cast<std::size_t>(share * static_cast<double>(atoms) + 0.5);
    while (types.size() < until) types.push_back(static_cast<std::int32_t>(s));
  }
  CounterRng rng(seed, deal_stream);
  for (std::size_t i = types.size(); i > 1; --i) std::swap(types[i - 1], types[rng.below(i)]);
  return types;
}

Configuration fcc_alloy(const std::vector<Species>& species, const std::vector<std::size_t>& counts, std::uint64_t seed,
                        double constant, int cells) {
  Configuration lattice;
  lattice.species = species;
  const double length = constant * cells;
  lattice.box = Box::orthorhombic(length, length, length);
  const Vec3 basis[] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
  for (int x = 0; x < cells; ++x) {
    for (int y = 0; y < cells; ++y) {
      for (int z = 0; z < cells; ++z) {
        for (const Vec3& b : basis) {
          lattice.positions.push_back(constant * (Vec3{double(x), double(y), double(z)} + b));
          lattice.ids.push_back(static_cast<std::int64_t>(lattice.positions.size()));
        }
      }
    }
  }
  lattice.types = deal_types(counts, lattice.size(), seed);
  return lattice;
}

}  // namespace

double lattice_volume_per_atom(const ForceField& force_field, const std::vector<Species>& species,
                               const std::vector<std::size_t>& counts, std::uint64_t seed) {
  constexpr int cells = 4;
  const double sqrt2 = std::sqrt(2.0);
  Configuration lattice = fcc_alloy(species, counts, seed, 4.0, cells);
  const std::vector<Vec3> unit = [&] {
    std::vector<Vec3> scaled = lattice.positions;
    for (Vec3& p : scaled) p *= 0.25;
    return scaled;
  }();
  const auto evaluator = force_field.evaluator(lattice);
  std::vector<Vec3> forces(lattice.size());
  const auto energy = [&](double nearest) {
    const double constant = sqrt2 * nearest;
    for (std::size_t i = 0; i < unit.size(); ++i) lattice.positions[i] = constant * unit[i];
    lattice.box = Box::orthorhombic(constant * cells, constant * cells, constant * cells);
    return evaluator->energy_and_forces(lattice.box, lattice.positions, forces);
  };
  // From wide to narrow: the first minimum met is the physical one, whatever a table does at very short distances.
  constexpr double step = 0.05;
  double outer = 6.0, middle = 6.0 - step, e_outer = energy(outer), e_middle = energy(middle);
  while (true) {
    const double inner = middle - step;
    if (inner < 1.0) {
      throw Error(
          ErrorKind::numerical,
          {force_field.description(),
           "a random alloy on the fcc lattice has no energy minimum between nearest-neighbour distances of 1 and 6 Å",
           {},
           "check that the potential belongs to this composition"});
    }
    const double e_inner = energy(inner);
    if (e_middle < e_inner && e_middle < e_outer) {
      double a = inner, b = outer;
      const double golden = (std::sqrt(5.0) - 1) / 2;
      while (b - a > 1e-3) {
        const double left = b - golden * (b - a), right = a + golden * (b - a);
        if (energy(left) < energy(right)) {
          b = right;
        } else {
          a = left;
        }
      }
      const double nearest = (a + b) / 2;
      return nearest * nearest * nearest / sqrt2;
    }
    outer = middle, e_outer = e_middle;
    middle = inner, e_middle = e_inner;
  }
}

Configuration random_packing(const std::vector<Species>& species, const std::vector<std::size_t>& counts,
                             double volume_per_atom, double distance, std::uint64_t seed) {
  const std::size_t atoms = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  const double length = std::cbrt(volume_per_atom * static_cast<double>(atoms));
  if (!(length > 2 * distance)) {
    throw Error(ErrorKind::numerical,
                {"random packing",
                 fmt::format("{} atoms in a cube of {:.3g} Å cannot keep {:.3g} Å apart", atoms, length, distance),
                 {},
                 "use more atoms"});
  }
  Configuration packing;
  packing.species = species;
  packing.box = Box::orthorhombic(length, length, length);
  packing.types = deal_types(counts, atoms, seed);
  packing.ids.resize(atoms);
  std::iota(packing.ids.begin(), packing.ids.end(), std::int64_t{1});
  CounterRng rng(seed, place_stream);
  for (std::size_t i = 0; i < atoms; ++i) {
    const double x = rng.uniform(), y = rng.uniform(), z = rng.uniform();
    packing.positions.push_back(length * Vec3{x, y, z});
  }

  // Each close pair is pushed to a little more than the distance; a list with a margin serves several sweeps.
  const double aim = 1.05 * distance, margin = 0.3 * distance;
  constexpr int most_sweeps = 5000;
  for (int sweep = 0; sweep < most_sweeps;) {
    const NeighborList list(packing.view(), aim + margin);
    const std::vector<Vec3> start = packing.positions;
    double moved = 0;
    while (moved < margin / 2 && sweep < most_sweeps) {
      ++sweep;
      std::vector<Vec3> push(atoms);
      double closest = aim;
      for (std::size_t i = 0; i < atoms; ++i) {
        for (const Neighbor& neighbor : list.of(i)) {
          const Vec3 r = bond(packing.view(), i, neighbor);
          const double d = norm(r);
          if (d >= aim || d == 0) continue;
          closest = std::min(closest, d);
          push[i] -= (0.25 * (aim - d) / d) * r;
        }
      }
      if (closest >= distance) {
        for (Vec3& p : packing.positions) p = packing.box.wrap(p).position;
        return packing;
      }
      moved = 0;
      for (std::size_t i = 0; i < atoms; ++i) {
        // Crowded atoms would overshoot: no step is longer than a tenth of the distance.
        const double size = norm(push[i]), longest = 0.1 * distance;
        packing.positions[i] += size > longest ? (longest / size) * push[i] : push[i];
        moved = std::max(moved, norm(packing.positions[i] - start[i]));
      }
    }
  }
  throw Error(ErrorKind::numerical,
              {"random packing",
               fmt::format("atoms closer than {:.3g} Å remain at {:.3g} Å³ per atom", distance, volume_per_atom),
               {},
               "use a larger volume or a shorter distance"});
}

}  // namespace glasscape
