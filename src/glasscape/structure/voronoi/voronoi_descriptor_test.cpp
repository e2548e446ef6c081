#include "glasscape/structure/voronoi/voronoi_descriptor.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/neighbors/voronoi.hpp"

namespace glasscape {
namespace {

Configuration crystal(double a, const std::vector<Vec3>& basis, int repeat, double noise) {
  CounterRng rng(6, 6);
  Configuration c;
  c.box = Box::orthorhombic(a * repeat, a * repeat, a * repeat);
  c.species = {{"A", 1}};
  for (int x = 0; x < repeat; ++x) {
    for (int y = 0; y < repeat; ++y) {
      for (int z = 0; z < repeat; ++z) {
        for (const Vec3& s : basis) {
          c.positions.push_back((s + Vec3{double(x), double(y), double(z)}) * a +
                                noise * Vec3{rng.normal(), rng.normal(), rng.normal()});
        }
      }
    }
  }
  c.types.assign(c.size(), 0);
  for (std::size_t i = 0; i < c.size(); ++i) c.ids.push_back(static_cast<std::int64_t>(i) + 1);
  return c;
}

const std::vector<Vec3> fcc{{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
const std::vector<Vec3> bcc{{0, 0, 0}, {0.5, 0.5, 0.5}};

std::map<std::string, Field> run(const Configuration& c, const VoronoiOptions& options = {}) {
  std::map<std::string, Field> result;
  for (const Field& f : voronoi_fields(c, options, {.threads = 2})) result.emplace(f.name(), f);
  return result;
}

void expect_index(const Field& field, std::size_t i, int n3, int n4, int n5, int n6) {
  EXPECT_EQ(field.at(i, 0), n3);
  EXPECT_EQ(field.at(i, 1), n4);
  EXPECT_EQ(field.at(i, 2), n5);
  EXPECT_EQ(field.at(i, 3), n6);
}

TEST(VoronoiFields, Bcc) {
  for (const double noise : {0.0, 0.02}) {
    const auto c = crystal(3, bcc, 4, noise);
    const auto fields = run(c);
    for (std::size_t i = 0; i < c.size(); ++i) {
      expect_index(fields.at("voronoi_index"), i, 0, 6, 0, 8);
      EXPECT_EQ(fields.at("coordination").at(i), 14);
      EXPECT_DOUBLE_EQ(fields.at("l6fs").at(i), 8.0 / 14);
      EXPECT_EQ(fields.at("l5fs").at(i), 0);
      if (noise == 0) {
        EXPECT_NEAR(fields.at("voronoi_volume").at(i), 13.5, 1e-11);
      }
    }
  }
}

TEST(VoronoiFields, OnlyAnEdgeThresholdRepairsShakenFcc) {
  // A little noise opens the six four-fold vertices of fcc: small faces and short edges appear everywhere.
  const auto c = crystal(4, fcc, 3, 0.01);
  const auto count = [&](const VoronoiOptions& options) {
    const Field index = run(c, options).at("voronoi_index");
    int perfect = 0;
    for (std::size_t i = 0; i < c.size(); ++i) {
      perfect += index.at(i, 0) == 0 && index.at(i, 1) == 12 && index.at(i, 2) == 0 && index.at(i, 3) == 0 ? 1 : 0;
    }
    return perfect;
  };
  EXPECT_EQ(count({}), 0);
  EXPECT_EQ(count({.area_threshold = 0.01}), 0);
  EXPECT_EQ(count({.edge_threshold = 0.4}), static_cast<int>(c.size()));
  // The number of neighbours is repaired by either.
  const auto areas = run(c, {.area_threshold = 0.01}), edges = run(c, {.edge_threshold = 0.4});
  for (std::size_t i = 0; i < c.size(); ++i) {
    EXPECT_EQ(areas.at("coordination").at(i), 12);
    EXPECT_EQ(edges.at("coordination").at(i), 12);
  }
}

TEST(VoronoiFields, CountsAgreeWithTheCells) {
  const auto c = crystal(4, fcc, 3, 0.6);
  const auto fields = run(c);
  for_each_voronoi_cell(c.view(), {}, {.threads = 1}, [&](std::uint32_t i, const VoronoiCell& cell) {
    std::map<std::size_t, int> n;
    for (const VoronoiFace& face : cell.faces) ++n[face.edges];
    expect_index(fields.at("voronoi_index"), i, n[3], n[4], n[5], n[6]);
    for (std::size_t k = 3; k <= 7; ++k) {
      EXPECT_DOUBLE_EQ(fields.at("l" + std::to_string(k) + "fs").at(i), n[k] / static_cast<double>(cell.faces.size()));
    }
    int euler = 0;
    for (const auto& [edges, faces] : n) euler += (6 - static_cast<int>(edges)) * faces;
    EXPECT_EQ(euler, 12);
  });
  const auto volumes = fields.at("voronoi_volume").values();
  EXPECT_NEAR(std::accumulate(volumes.begin(), volumes.end(), 0.0) / c.box.volume(), 1, 1e-12);
}

TEST(VoronoiFields, EqualRadiiChangeNothingAndUnequalOnesDo) {
  auto c = crystal(4, fcc, 2, 0.3);
  c.species.push_back({"B", 1});
  for (std::size_t i = 0; i < c.size(); i += 2) c.types[i] = 1;
  const auto plain = run(c), equal = run(c, {.radii = {1.3, 1.3}}), radical = run(c, {.radii = {1.2, 1.6}});
  double shift = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    EXPECT_NEAR(plain.at("voronoi_volume").at(i), equal.at("voronoi_volume").at(i), 1e-12);
    const double change = radical.at("voronoi_volume").at(i) - plain.at("voronoi_volume").at(i);
    shift += c.types[i] == 1 ? change : -change;
  }
  EXPECT_GT(shift / static_cast<double>(c.size()), 1.0);
}

TEST(VoronoiFields, UndefinedValuesAreNaN) {
  auto c = crystal(4, fcc, 2, 0.1);
  c.box = Box(c.box.cell(), {}, {true, true, false});
  c.positions[0].z = -0.5;
  const auto fields = run(c);
  for (const auto& [name, field] : fields) EXPECT_TRUE(std::isnan(field.at(0))) << name;
  // Every face dropped: no shares, but the numbers are known to be zero.
  const auto none = run(crystal(4, fcc, 2, 0.1), {.edge_threshold = 100});
  EXPECT_TRUE(std::isnan(none.at("l5fs").at(0)));
  EXPECT_EQ(none.at("coordination").at(0), 0);
}

TEST(VoronoiFields, OptionsAreChecked) {
  const Descriptor d = voronoi_descriptor();
  EXPECT_THROW(d.resolve({{"area_threshold", 1.0}}), Error);
  EXPECT_THROW(d.resolve({{"edge_threshold", -0.1}}), Error);
  EXPECT_THROW(d.resolve({{"radii", std::string("1.2,-1")}}), Error);
  EXPECT_THROW(d.resolve({{"edge", 0.1}}), Error);
  const auto c = crystal(4, fcc, 2, 0);
  EXPECT_THROW(d.compute(c, {{"radii", std::string("1.2,1.3")}}, {}), Error);
  EXPECT_EQ(d.compute(c, {{"edge_threshold", 0.1}}, {})[0].origin(), "voronoi(area_threshold=0, edge_threshold=0.1)");
}

}  // namespace
}  // namespace glasscape
