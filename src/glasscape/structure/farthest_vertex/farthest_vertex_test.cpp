#include "glasscape/structure/farthest_vertex/farthest_vertex.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/neighbors/voronoi.hpp"
#include "glasscape/structure/structure_fixture.hpp"

namespace glasscape {
namespace {

std::map<std::string, Field> run(const Configuration& c, const FarthestVertexOptions& options = {}) {
  return test::by_name(farthest_vertex(c, options, {.threads = 2}));
}

TEST(FarthestVertex, OfB2) {
  // The vertices of the truncated octahedron are all a√5/4 away: a distance, but no direction.
  const auto fields = run(test::crystal(3, test::b2, 3));
  EXPECT_NEAR(fields.at("farthest_vertex_distance").at(0), 3 * std::sqrt(5.0) / 4, 1e-12);
  EXPECT_NEAR(fields.at("farthest_vertex_ratio").at(0), 1, 1e-12);
  EXPECT_TRUE(std::isnan(fields.at("farthest_vertex").at(0, 1)));
  EXPECT_TRUE(std::isnan(fields.at("farthest_vertex_alignment").at(0)));
}

TEST(FarthestVertex, PointsToTheVacancy) {
  // The neighbours of a vacancy in a slightly shaken crystal have their farthest vertex towards it.
  Configuration c = test::crystal(3, test::b2, 4, 0.02);
  const Vec3 gone = c.positions[40];
  c.positions.erase(c.positions.begin() + 40);
  c.types.erase(c.types.begin() + 40);
  c.ids.pop_back();
  const auto fields = run(c);
  int found = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    Vec3 s = (gone - c.positions[i]) * c.box.inverse_cell();
    for (std::size_t a = 0; a < 3; ++a) s[a] -= std::round(s[a]);
    const Vec3 to = s * c.box.cell();
    if (norm(to) > 2.75) continue;
    ++found;
    const Vec3 d{fields.at("farthest_vertex").at(i, 0), fields.at("farthest_vertex").at(i, 1),
                 fields.at("farthest_vertex").at(i, 2)};
    EXPECT_GT(dot(d, to) / (norm(d) * norm(to)), 0.8);
    EXPECT_GT(fields.at("farthest_vertex_ratio").at(i), 1.1);
  }
  EXPECT_EQ(found, 8);
}

TEST(FarthestVertex, IsTheFarthestCircumcentreAndAlignmentTheMeanOverFaces) {
  const Configuration c = test::random_atoms(30, 8, 3);
  const auto fields = run(c);
  const auto vector = [&](std::size_t i) {
    const Field& f = fields.at("farthest_vertex");
    return Vec3{f.at(i, 0), f.at(i, 1), f.at(i, 2)};
  };
  for_each_voronoi_cell(c.view(), {}, {.threads = 1}, [&](std::uint32_t i, const VoronoiCell& cell) {
    // Vertices without the cell's own list: the points equally far from four atoms with no atom nearer.
    const auto near = test::naive_neighbors(c, i, 11);
    std::vector<double> distances;
    for (std::size_t j = 0; j < cell.faces.size(); ++j) {
      for (std::size_t k = 0; k < j; ++k) {
        for (std::size_t l = 0; l < k; ++l) {
          const Vec3 a = bond(c.view(), i, cell.faces[j].neighbor), b = bond(c.view(), i, cell.faces[k].neighbor),
                     d = bond(c.view(), i, cell.faces[l].neighbor);
          const double volume = dot(a, cross(b, d));
          if (std::abs(volume) < 1e-9) continue;
          const Vec3 v = (norm2(a) * cross(b, d) + norm2(b) * cross(d, a) + norm2(d) * cross(a, b)) * (0.5 / volume);
          if (norm(v) > 5.4) continue;
          if (std::none_of(near.begin(), near.end(), [&](const auto& n) { return norm(n.bond - v) < norm(v) - 1e-9; }))
            distances.push_back(norm(v));
        }
      }
    }
    ASSERT_EQ(distances.size(), cell.vertices.size());
    const double farthest = *std::max_element(distances.begin(), distances.end());
    double mean = 0, alignment = 0;
    for (const double x : distances) mean += x / static_cast<double>(distances.size());
    EXPECT_NEAR(fields.at("farthest_vertex_distance").at(i), farthest, 1e-9);
    EXPECT_NEAR(norm(vector(i)), farthest, 1e-9);
    EXPECT_NEAR(fields.at("farthest_vertex_ratio").at(i), farthest / mean, 1e-9);
    for (const VoronoiFace& face : cell.faces) {
      const Vec3 a = vector(i), b = vector(face.neighbor.index);
      alignment += (1.5 * std::pow(dot(a, b) / (norm(a) * norm(b)), 2) - 0.5) / static_cast<double>(cell.faces.size());
    }
    EXPECT_NEAR(fields.at("farthest_vertex_alignment").at(i), alignment, 1e-9);
  });
}

TEST(FarthestVertex, IsDefinedWhereFiveCellsNearlyMeet) {
  // A fifth atom just inside the sphere around the farthest vertex of atom 0 splits the vertex: all parts are as far.
  Configuration c = test::random_atoms(30, 8, 3);
  const Field before = run(c).at("farthest_vertex");
  const Vec3 v{before.at(0, 0), before.at(0, 1), before.at(0, 2)};
  CounterRng rng(1, 1);
  for (int round = 0; round < 20; ++round) {
    Configuration more = c;
    test::append(more, c.positions[0] + v + (1 - 1e-7) * norm(v) * rng.unit_vector(), 0);
    const Field after = run(more).at("farthest_vertex");
    for (std::size_t a = 0; a < 3; ++a) EXPECT_NEAR(after.at(0, a), v[a], 1e-4);
  }
}

TEST(FarthestVertex, TurnsWithTheConfiguration) {
  const Configuration c = test::random_atoms(25, 8, 6);
  const Mat3 q{{Vec3{0, 1, 0}, Vec3{0, 0, 1}, Vec3{1, 0, 0}}};
  Configuration turned = c;
  turned.box = Box(c.box.cell() * q, c.box.origin() * q);
  for (Vec3& r : turned.positions) r = r * q;
  const auto before = run(c), after = run(turned);
  for (std::size_t i = 0; i < c.size(); ++i) {
    const Field &f = before.at("farthest_vertex"), &g = after.at("farthest_vertex");
    const Vec3 expected = Vec3{f.at(i, 0), f.at(i, 1), f.at(i, 2)} * q;
    for (std::size_t a = 0; a < 3; ++a) EXPECT_NEAR(g.at(i, a), expected[a], 1e-9);
    EXPECT_NEAR(after.at("farthest_vertex_alignment").at(i), before.at("farthest_vertex_alignment").at(i), 1e-9);
  }
}

TEST(FarthestVertex, IsUndefinedAtOpenEnds) {
  Configuration c = test::random_atoms(30, 8, 3);
  c.box = Box(c.box.cell(), c.box.origin(), {true, true, false});
  const auto fields = run(c);
  int undefined = 0;
  for_each_voronoi_cell(c.view(), {}, {.threads = 1}, [&](std::uint32_t i, const VoronoiCell& cell) {
    EXPECT_EQ(std::isnan(fields.at("farthest_vertex_distance").at(i)), !cell.bounded);
    undefined += cell.bounded ? 0 : 1;
  });
  EXPECT_GT(undefined, 0);
  EXPECT_THROW(farthest_vertex_descriptor().compute(c, {{"radii", std::string("1.2")}}, {}), Error);
}

}  // namespace
}  // namespace glasscape
