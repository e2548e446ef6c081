// Percolation, the network of icosahedra and the search for a shear band, on one core. Results are checked: clusters
// against those of a stored neighbour list, the network of a replicated glass against that of one copy, a planted band
// against what was planted. Processor time; the network without its Voronoi tessellation, which is measured apart.
//
//   bench_topology [copies [FILE]]     copies of the glass along each edge, default 3 of the shared glass (135,000
//                                      atoms); without that file a shaken crystal of as many atoms

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <functional>
#include <mutex>

#include "glasscape/core/rng.hpp"
#include "glasscape/io/configuration_io.hpp"
#include "glasscape/maps/shear_band.hpp"
#include "glasscape/neighbors/percolation.hpp"
#include "glasscape/neighbors/percolation_sweep.hpp"
#include "glasscape/structure/voronoi/face_counts.hpp"
#include "glasscape/structure/voronoi_network/network_summary.hpp"

namespace {

using namespace glasscape;

double seconds(const std::function<void()>& work) {
  double best = 1e300;
  for (int k = 0; k < 3; ++k) {
    const std::clock_t start = std::clock();
    work();
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return best;
}

Configuration shaken_crystal() {
  Configuration c;
  c.box = Box::orthorhombic(44, 44, 44);
  c.species = {{"Cu", 63.546}};
  CounterRng rng(1, 1);
  for (int k = 0; k < 2 * 14 * 14 * 14; ++k) {
    const int cell = k / 2;
    const Vec3 site =
        Vec3{double(cell % 14), double(cell / 14 % 14), double(cell / 196)} + 0.5 * (k % 2) * Vec3{1, 1, 1};
    c.positions.push_back(44.0 / 14 * site + 0.3 * Vec3{rng.normal(), rng.normal(), rng.normal()});
    c.types.push_back(0);
    c.ids.push_back(k + 1);
  }
  return c;
}

Configuration replicate(const Configuration& one, int copies) {
  Configuration c;
  const Mat3& h = one.box.cell();
  c.box = Box(static_cast<double>(copies) * h, one.box.origin());
  c.species = one.species;
  for (int k = 0; k < copies * copies * copies; ++k) {
    const Vec3 shift =
        double(k % copies) * h[0] + double(k / copies % copies) * h[1] + double(k / copies / copies) * h[2];
    for (std::size_t i = 0; i < one.size(); ++i) {
      c.positions.push_back(one.positions[i] + shift);
      c.types.push_back(one.types[i]);
      c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
    }
  }
  return c;
}

bool wrong = false;
void line(const std::string& name, double s, std::size_t atoms, bool right) {
  wrong = wrong || !right;
  std::puts(fmt::format("{:<58} {:>8.3f} s {:>8.3f} us/atom   {}", name, s, 1e6 * s / static_cast<double>(atoms),
                        right ? "checked" : "WRONG")
                .c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const int copies = argc > 1 ? std::atoi(argv[1]) : 3;
  if (copies < 1) return 2;
  const std::filesystem::path shared =
      argc > 2 ? argv[2]
               : std::filesystem::path(GLASSCAPE_SHARED_DATA) / "glass-CuZr-5000/Cu64.5Zr35.5_1.0e+10.lammps.gz";
  const Configuration one =
      std::filesystem::exists(shared) ? read_configuration(shared, {.elements = {"Cu", "Zr"}}) : shaken_crystal();
  const Configuration c = replicate(one, copies);
  const std::size_t n = c.size();
  const RunContext context{.threads = 1};
  std::puts(fmt::format("{} atoms, one core, processor time, best of three", n).c_str());
  CounterRng rng(1, 1);
  for (const double fraction : {1.0, 0.3}) {
    std::vector<std::uint8_t> chosen;
    for (std::size_t i = 0; i < n; ++i) chosen.push_back(rng.uniform() < fraction ? 1 : 0);
    Percolation p;
    const double s = seconds([&] { p = percolate(c.view(), chosen, 3.8, context); });
    if (n > 3'000'000) {
      // A list of all links would need gigabytes.
      line(fmt::format("percolation of {:.0f} % of the atoms, bonds 3.8 Å", 100 * fraction), s, n,
           p.spans() == std::array<bool, 3>{true, true, true} && p.ratio() > 0.8);
      continue;
    }
    Clusters stored;
    const double t = seconds([&] {
      const NeighborList list(c.view(), 3.8, context);
      std::vector<Link> links;
      for (std::uint32_t i = 0; i < n; ++i) {
        for (const Neighbor& other : list.of(i)) {
          if (other.index >= i) links.push_back({i, other.index, other.shift});
        }
      }
      stored = find_clusters(n, links, chosen);
    });
    line(fmt::format("percolation of {:.0f} % of the atoms, bonds 3.8 Å", 100 * fraction), s, n,
         p.clusters.of == stored.of && p.clusters.spanning == stored.spanning);
    line("  the same with a stored list of links", t, n, true);
  }
  std::vector<std::uint32_t> order(n);
  for (std::uint32_t i = 0; i < n; ++i) order[i] = i;
  for (std::size_t k = n; k > 1; --k) std::swap(order[k - 1], order[rng.below(k)]);
  PercolationSweep sweep;
  const double all = seconds([&] { sweep = percolation_sweep(c.view(), order, 3.8, context); });
  line("every threshold of a field (sweep)", all, n, sweep.largest.back() == n);
  const VoronoiOptions faces;
  const double cells = seconds([&] {
    std::size_t counted = 0;
    for_each_voronoi_cell(c.view(), {}, context, [&](std::uint32_t, const VoronoiCell& cell) {
      for (const VoronoiFace& face : cell.faces) counted += counted_edges(cell, face, faces) > 0 ? 1 : 0;
    });
    wrong = wrong || counted == 0;
  });
  line("Voronoi tessellation and its face counts", cells, n, true);
  NetworkSummary network;
  const double whole = seconds([&] { network = summarise(find_voronoi_network(c, {}, context)); });
  const auto cube = static_cast<std::size_t>(copies) * copies * copies;
  const NetworkSummary small = summarise(find_voronoi_network(one, {}, context));
  line(fmt::format("network of {} icosahedra, tessellation subtracted", network.polyhedra), whole - cells, n,
       network.polyhedra == cube * small.polyhedra && network.pairs.volume == cube * small.pairs.volume &&
           network.pairs.vertex == cube * small.pairs.vertex);
  std::vector<double> strain;
  const double middle = c.box.heights().x / 3;
  for (const Vec3& r : c.positions) {
    const double x = c.box.fractional(r).x * c.box.heights().x;
    strain.push_back(
        std::abs((std::abs(x - std::floor(x / c.box.heights().x) * c.box.heights().x - middle) < 8 ? 0.5 : 0.1) +
                 0.05 * rng.normal()));
  }
  ShearBand band;
  const double search = seconds([&] { band = find_shear_band(c.view(), strain, {}, context); });
  line("search for a shear band", search, n,
       band.found && std::abs(band.centre - middle) < 0.5 && std::abs(band.width - 16) < 1);
  return wrong ? 1 : 0;
}
