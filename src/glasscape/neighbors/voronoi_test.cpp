#include "glasscape/neighbors/voronoi.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <mutex>
#include <set>
#include <tuple>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"

namespace glasscape {
namespace {

Configuration atoms_at(const Box& box, const std::vector<Vec3>& fractional, std::size_t species = 1) {
  Configuration c;
  c.box = box;
  c.species.assign(species, {"A", 1});
  for (const Vec3& s : fractional) {
    c.positions.push_back(box.cartesian(s));
    c.types.push_back(static_cast<std::int32_t>(c.types.size() % species));
    c.ids.push_back(static_cast<std::int64_t>(c.ids.size()) + 1);
  }
  return c;
}

Configuration random_atoms(const Box& box, std::size_t n, std::uint64_t seed, std::size_t species = 1) {
  CounterRng rng(seed, 2);
  std::vector<Vec3> s(n);
  for (Vec3& v : s) v = {rng.uniform(), rng.uniform(), rng.uniform()};
  return atoms_at(box, s, species);
}

std::vector<VoronoiCell> cells_of(const Configuration& c, const std::vector<double>& radii = {}, int threads = 2) {
  std::vector<VoronoiCell> cells(c.size());
  for_each_voronoi_cell(c.view(), radii, {.threads = threads},
                        [&](std::uint32_t atom, const VoronoiCell& cell) { cells[atom] = cell; });
  return cells;
}

double total_volume(const std::vector<VoronoiCell>& cells) {
  double sum = 0;
  for (const auto& cell : cells) sum += cell.volume;
  return sum;
}

const Mat3 tilted{{Vec3{9, 0, 0}, Vec3{4.2, 8, 0}, Vec3{-3.1, 2.7, 10}}};
const Mat3 general{{Vec3{5, 2, 3}, Vec3{-2, 6, 1}, Vec3{1.5, -1, 5}}};

struct Case {
  const char* name;
  Mat3 cell;
  std::size_t atoms;
};

class Boxes : public testing::TestWithParam<Case> {};

TEST_P(Boxes, CellsFillSpaceAndFacesArePaired) {
  const auto c = random_atoms(Box(GetParam().cell, {3, -1, 2}), GetParam().atoms, 11, 2);
  for (const auto& radii : {std::vector<double>{}, std::vector<double>{1.0, 1.3}}) {
    if (!radii.empty() && c.size() < 2) continue;
    const auto cells = cells_of(c, radii);
    EXPECT_NEAR(total_volume(cells) / c.box.volume(), 1, 1e-10);
    // Every face is seen from both sides, with the opposite shift and the same area.
    std::set<std::tuple<std::uint32_t, std::uint32_t, int, int, int>> seen;
    for (std::uint32_t i = 0; i < cells.size(); ++i) {
      double volume = 0;
      for (const VoronoiFace& face : cells[i].faces) {
        const Shift s = face.neighbor.shift;
        EXPECT_TRUE(seen.insert({i, face.neighbor.index, s.x, s.y, s.z}).second);
        const double length = norm(bond(c.view(), i, face.neighbor));
        const double own = radii.empty() ? 0 : radii[static_cast<std::size_t>(c.types[i])];
        const double other = radii.empty() ? 0 : radii[static_cast<std::size_t>(c.types[face.neighbor.index])];
        const double height = (length * length + own * own - other * other) / (2 * length);
        volume += height * face.area / 3;
        double match = 0;
        for (const VoronoiFace& back : cells[face.neighbor.index].faces) {
          if (back.neighbor.index == i && back.neighbor.shift.x == -s.x && back.neighbor.shift.y == -s.y &&
              back.neighbor.shift.z == -s.z) {
            match = back.area;
          }
        }
        EXPECT_NEAR(match, face.area, 1e-9);
      }
      EXPECT_NEAR(volume, cells[i].volume, 1e-9);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Boxes,
                         testing::Values(Case{"ortho", Mat3::diagonal(12, 10, 14), 90}, Case{"tilted", tilted, 50},
                                         Case{"general", general, 40}, Case{"three_atoms", general, 3},
                                         Case{"one_atom", tilted, 1}, Case{"needle", Mat3::diagonal(40, 3, 3), 20},
                                         Case{"plate", Mat3::diagonal(30, 30, 2), 60}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Voronoi, SimpleCellsObeyEuler) {
  const auto c = random_atoms(Box::orthorhombic(20, 20, 20), 500, 5);
  for (const VoronoiCell& cell : cells_of(c)) {
    int sum = 0;
    for (const VoronoiFace& face : cell.faces) sum += 6 - static_cast<int>(face.edges);
    EXPECT_EQ(sum, 12);
  }
}

TEST(Voronoi, BccCellIsTheTruncatedOctahedron) {
  const double a = 3.2;
  for (const Mat3& cell : {Mat3::diagonal(a, a, a), Mat3::diagonal(2 * a, 3 * a, a)}) {
    std::vector<Vec3> s;
    const int nx = static_cast<int>(std::lround(cell[0].x / a)), ny = static_cast<int>(std::lround(cell[1].y / a));
    for (int x = 0; x < nx; ++x) {
      for (int y = 0; y < ny; ++y) {
        s.push_back({double(x) / nx, double(y) / ny, 0});
        s.push_back({(x + 0.5) / nx, (y + 0.5) / ny, 0.5});
      }
    }
    for (const VoronoiCell& voronoi : cells_of(atoms_at(Box(cell), s))) {
      EXPECT_NEAR(voronoi.volume, a * a * a / 2, 1e-12);
      ASSERT_EQ(voronoi.faces.size(), 14U);
      int squares = 0, hexagons = 0;
      for (const VoronoiFace& face : voronoi.faces) {
        squares += face.edges == 4 ? 1 : 0;
        hexagons += face.edges == 6 ? 1 : 0;
        for (const double length : voronoi.edges(face)) EXPECT_NEAR(length, a * std::sqrt(2) / 4, 1e-12);
        const double edge2 = a * a / 8;
        EXPECT_NEAR(face.area, face.edges == 4 ? edge2 : 1.5 * std::sqrt(3) * edge2, 1e-12);
      }
      EXPECT_EQ(squares, 6);
      EXPECT_EQ(hexagons, 8);
    }
  }
}

TEST(Voronoi, FccCellIsTheRhombicDodecahedron) {
  const double a = 4.05;
  const auto cells =
      cells_of(atoms_at(Box::orthorhombic(a, a, a), {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}}));
  for (const VoronoiCell& cell : cells) {
    EXPECT_NEAR(cell.volume, a * a * a / 4, 1e-12);
    // Faces to the second neighbours have no area; whether they appear at all is decided by rounding.
    int large = 0;
    for (const VoronoiFace& face : cell.faces) large += face.area > 1e-9 ? 1 : 0;
    EXPECT_EQ(large, 12);
  }
}

TEST(Voronoi, RadicalPlanesDivideAPair) {
  // Two atoms in a long box: planes at ±(d² + R1² − R2²)/2d from atom 1, on both sides by symmetry.
  auto c = atoms_at(Box::orthorhombic(10, 2, 2), {{0, 0, 0}, {0.5, 0, 0}}, 2);
  const auto cells = cells_of(c, {1.0, 2.0});
  EXPECT_NEAR(cells[0].volume, 4 * 2 * (25 + 1 - 4) / 10.0, 1e-12);
  EXPECT_NEAR(cells[1].volume, 4 * 2 * (25 + 4 - 1) / 10.0, 1e-12);
}

TEST(Voronoi, SwallowedRadicalCellIsEmpty) {
  auto c = atoms_at(Box::orthorhombic(10, 10, 10), {{0.5, 0.5, 0.5}, {0.52, 0.5, 0.5}}, 2);
  const auto cells = cells_of(c, {0.1, 3.0});
  EXPECT_EQ(cells[0].volume, 0);
  EXPECT_TRUE(cells[0].faces.empty());
  EXPECT_NEAR(cells[1].volume, 1000, 1e-8);
}

TEST(Voronoi, OpenDirectionsLeaveSurfaceCellsUnbounded) {
  std::vector<Vec3> s;
  for (int x = 0; x < 5; ++x) {
    for (int y = 0; y < 5; ++y) {
      for (int z = 0; z < 5; ++z) s.push_back({(x + 0.5) / 5, (y + 0.5) / 5, (z + 0.5) / 5});
    }
  }
  const Box slab(Mat3::diagonal(10, 10, 10), {}, {true, true, false});
  const auto cells = cells_of(atoms_at(slab, s));
  EXPECT_NEAR(total_volume(cells), 1000, 1e-9);
  for (std::size_t i = 0; i < s.size(); ++i) EXPECT_EQ(cells[i].bounded, s[i].z > 0.15 && s[i].z < 0.85) << i;
  // Atoms on the end of the box have no cell that means anything.
  const auto edge = cells_of(atoms_at(slab, {{0.5, 0.5, 0.0}, {0.5, 0.5, 0.5}}));
  EXPECT_FALSE(edge[0].bounded);
}

TEST(Voronoi, ThreadsDoNotMatter) {
  const auto c = random_atoms(Box(general * 4.0), 600, 3);
  const auto one = cells_of(c, {}, 1), two = cells_of(c, {}, 2);
  for (std::size_t i = 0; i < c.size(); ++i) {
    EXPECT_EQ(one[i].volume, two[i].volume);
    EXPECT_EQ(one[i].edge_lengths, two[i].edge_lengths);
  }
}

TEST(Voronoi, RefusesBadInput) {
  const auto c = random_atoms(Box::orthorhombic(5, 5, 5), 4, 1, 2);
  EXPECT_THROW(cells_of(c, {1.0}), Error);
  EXPECT_THROW(cells_of(c, {1.0, -1.0}), Error);
  EXPECT_THROW(cells_of(c, {1.0, std::nan("")}), Error);
  EXPECT_THROW(cells_of(atoms_at(Box::orthorhombic(5, 5, 5), {{0, 0, 0}, {1, 0, 0}})), Error);
}

TEST(Voronoi, VerticesLieOnTheirFacesAndBoundTheEdges) {
  const Configuration c = random_atoms(Box(tilted), 60, 3);
  for_each_voronoi_cell(c.view(), {}, {.threads = 1}, [&](std::uint32_t atom, const VoronoiCell& cell) {
    ASSERT_EQ(cell.corners.size(), cell.edge_lengths.size());
    std::size_t edges = 0;
    for (const VoronoiFace& face : cell.faces) {
      const auto corners = cell.corners_of(face);
      const Vec3 r = bond(c.view(), atom, face.neighbor);
      for (std::size_t k = 0; k < corners.size(); ++k) {
        const Vec3 &a = cell.vertices[corners[k]], &b = cell.vertices[corners[(k + 1) % corners.size()]];
        EXPECT_NEAR(dot(a, r), norm2(r) / 2, 1e-9);
        EXPECT_NEAR(norm(b - a), cell.edges(face)[k], 1e-12);
        ++edges;
      }
    }
    // Euler: corners − edges + faces = 2, each edge being met from both sides.
    EXPECT_EQ(cell.vertices.size() + cell.faces.size(), edges / 2 + 2);
  });
}

}  // namespace
}  // namespace glasscape
