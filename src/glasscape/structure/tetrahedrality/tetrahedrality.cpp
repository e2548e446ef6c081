#include "glasscape/structure/tetrahedrality/tetrahedrality.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <tbb/enumerable_thread_specific.h>
#include <tuple>

#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/neighbors/voronoi.hpp"

namespace glasscape {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

struct Candidate {
  double d2;
  std::uint32_t slot;
  Image image;
  friend bool operator<(const Candidate& a, const Candidate& b) {
    return std::tie(a.d2, a.slot, a.image) < std::tie(b.d2, b.slot, b.image);
  }
};

double orientational_order(const std::array<Vec3, 4>& unit) {
  double sum = 0;
  for (std::size_t j = 1; j < 4; ++j) {
    for (std::size_t k = 0; k < j; ++k) {
      const double x = dot(unit[j], unit[k]) + 1.0 / 3;
      sum += x * x;
    }
  }
  return 1 - 3.0 / 8 * sum;
}

std::vector<double> of_four_nearest(const ConfigurationView& view, const RunContext& context) {
  const std::size_t n = view.size();
  std::vector<double> result(n, undefined);
  const auto& periodic = view.box.periodic();
  const bool endless = std::any_of(periodic.begin(), periodic.end(), [](bool p) { return p; });
  double extent = 0;  // no two atoms of a box without images are further apart
  for (std::size_t a = 0; a < 3; ++a) extent += norm(view.box.cell()[a]);
  for (std::size_t i = 0; i < n; ++i) extent = std::max(extent, 2 * norm(view.positions[i] - view.positions[0]) + 1);
  std::vector<std::uint8_t> done(n, 0);
  // About 15 atoms on average; the few with less room are looked at again.
  double cutoff = 1.55 * std::cbrt(view.box.volume() / static_cast<double>(n));
  for (bool again = true; again; cutoff *= 1.6) {
    const CellGrid grid(view, cutoff);
    parallel_blocks(context, n, 128, [&](std::size_t first, std::size_t last) {
      std::vector<Candidate> near;
      for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
        const std::uint32_t atom = grid.atom(slot);
        if (done[atom] != 0) continue;
        near.clear();
        grid.around(slot, [&](std::uint32_t other, const Image& image, double d2) {
          near.push_back({d2, other, image});
        });
        if (near.size() < 4) continue;
        std::partial_sort(near.begin(), near.begin() + 4, near.end());
        std::array<Vec3, 4> unit;
        for (std::size_t k = 0; k < 4; ++k) {
          unit[k] = grid.bond(slot, near[k].slot, near[k].image) * (1 / std::sqrt(near[k].d2));
        }
        result[atom] = orientational_order(unit);
        done[atom] = 1;
      }
    });
    again = std::find(done.begin(), done.end(), 0) != done.end() && (endless || cutoff < extent);
  }
  return result;
}

// Sets of four atoms that are all neighbours of each other, counted at one of them.
class TetrahedronCounter {
 public:
  explicit TetrahedronCounter(double cutoff) : limit_(cutoff * cutoff) {}

  std::size_t count(const std::vector<Vec3>& bonds) {
    const std::size_t n = bonds.size(), words = (n + 63) / 64;
    bonded_.assign(n * words, 0);
    for (std::size_t j = 1; j < n; ++j) {
      for (std::size_t k = 0; k < j; ++k) {
        if (norm2(bonds[j] - bonds[k]) < limit_) bonded_[j * words + k / 64] |= std::uint64_t{1} << (k % 64);
      }
    }
    // The rows hold smaller indices only, so that each triple j > k > l is met once.
    std::size_t triples = 0;
    for (std::size_t j = 2; j < n; ++j) {
      for (std::size_t k = 1; k < j; ++k) {
        if ((bonded_[j * words + k / 64] >> (k % 64) & 1) == 0) continue;
        for (std::size_t w = 0; w < words; ++w) {
          triples += static_cast<std::size_t>(std::popcount(bonded_[j * words + w] & bonded_[k * words + w]));
        }
      }
    }
    return triples;
  }

 private:
  double limit_;
  std::vector<std::uint64_t> bonded_;
};

std::vector<double> tetrahedra_of_bonds(const ConfigurationView& view, double cutoff, const RunContext& context) {
  const CellGrid grid(view, cutoff);
  std::vector<double> result(view.size());
  parallel_blocks(context, view.size(), 128, [&](std::size_t first, std::size_t last) {
    TetrahedronCounter counter(cutoff);
    std::vector<Vec3> bonds;
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      bonds.clear();
      grid.around(slot, [&](std::uint32_t other, const Image& image, double) {
        bonds.push_back(grid.bond(slot, other, image));
      });
      result[grid.atom(slot)] = static_cast<double>(counter.count(bonds));
    }
  });
  return result;
}

// Mean over the Delaunay simplices at one atom: the vertices of its Voronoi cell. Each thread has its own.
class SimplexMeter {
 public:
  double mean(const ConfigurationView& view, std::uint32_t atom, const VoronoiCell& cell) {
    bonds_.clear();
    lengths_.clear();
    for (const VoronoiFace& face : cell.faces) {
      bonds_.push_back(bond(view, atom, face.neighbor));
      lengths_.push_back(norm(bonds_.back()));
    }
    // The faces that meet in each vertex: three, unless the vertex is degenerate.
    faces_.assign(cell.vertices.size(), {});
    meeting_.assign(cell.vertices.size(), 0);
    for (std::uint32_t f = 0; f < cell.faces.size(); ++f) {
      for (const std::uint32_t v : cell.corners_of(cell.faces[f])) {
        if (meeting_[v] < 3) faces_[v][meeting_[v]] = f;
        ++meeting_[v];
      }
    }
    double sum = 0;
    int count = 0;
    for (std::size_t v = 0; v < faces_.size(); ++v) {
      if (meeting_[v] != 3) continue;
      sum += measure(faces_[v][0], faces_[v][1], faces_[v][2]);
      ++count;
    }
    return count > 0 ? sum / count : undefined;
  }

 private:
  // Σ_{a<b} (l_a − l_b)² = 6 Σ_a (l_a − l̄)², for the six edges.
  [[nodiscard]] double measure(std::uint32_t j, std::uint32_t k, std::uint32_t l) const {
    const Vec3 &a = bonds_[j], &b = bonds_[k], &c = bonds_[l];
    const std::array<double, 6> edges{lengths_[j], lengths_[k], lengths_[l], norm(a - b), norm(b - c), norm(c - a)};
    const double mean = std::accumulate(edges.begin(), edges.end(), 0.0) / 6;
    double square = 0;  // from the mean, so that nothing cancels
    for (const double edge : edges) square += (edge - mean) * (edge - mean);
    return 6 * square / (15 * mean * mean);
  }

  std::vector<Vec3> bonds_;
  std::vector<double> lengths_;
  std::vector<std::array<std::uint32_t, 3>> faces_;
  std::vector<std::uint32_t> meeting_;
};

}  // namespace

std::vector<Field> tetrahedrality(const Configuration& configuration, const TetrahedralityOptions& options,
                                  const RunContext& context) {
  const ConfigurationView view = configuration.view();
  std::vector<double> delaunay(view.size(), undefined);
  tbb::enumerable_thread_specific<SimplexMeter> meters;
  for_each_voronoi_cell(view, {}, context, [&](std::uint32_t atom, const VoronoiCell& cell) {
    if (cell.bounded) delaunay[atom] = meters.local().mean(view, atom, cell);
  });
  std::vector<Field> fields;
  fields.emplace_back("tetrahedrality", Unit("1"), of_four_nearest(view, context));
  fields.emplace_back("tetrahedra", Unit("1"), tetrahedra_of_bonds(view, options.cutoff, context));
  fields.emplace_back("delaunay_tetrahedrality", Unit("1"), std::move(delaunay));
  return fields;
}

Descriptor tetrahedrality_descriptor() {
  static const ParameterTable<TetrahedralityOptions> table{
      {"cutoff",
       &TetrahedralityOptions::cutoff,
       Unit("Å"),
       "atoms of a tetrahedron are nearer than this to each other",
       positive(),
       {},
       "first trough of g(r) of Cu50Zr50, doi:10.1103/PhysRevB.99.014115"},
  };
  return make_descriptor(
      "tetrahedrality", "Tetrahedral order: of the four nearest atoms, by counting, and of the Delaunay simplices",
      "Errington & Debenedetti, Nature 409, 318 (2001), doi:10.1038/35053024; Marín-Aguilar et al., PRL 124, 208005 "
      "(2020), doi:10.1103/PhysRevLett.124.208005; per-atom mean over simplices: our definition",
      {{"tetrahedrality", "1", 1, "q of the four nearest atoms, 1 for a regular tetrahedron; NaN without four others"},
       {"tetrahedra", "1", 1, "number of sets of four atoms, this one among them, that are all bonded to each other"},
       {"delaunay_tetrahedrality", "1", 1,
        "mean over the Delaunay simplices at the atom of how unequal their edges are, 0 for regular ones; NaN where "
        "the "
        "Voronoi cell reaches an open end of the box or no simplex is unique"}},
      table, tetrahedrality);
}

}  // namespace glasscape
