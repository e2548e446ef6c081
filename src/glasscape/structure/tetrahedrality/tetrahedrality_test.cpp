#include "glasscape/structure/tetrahedrality/tetrahedrality.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/structure/structure_fixture.hpp"

namespace glasscape {
namespace {

std::map<std::string, Field> run(const Configuration& c, const TetrahedralityOptions& options = {}) {
  return test::by_name(tetrahedrality(c, options, {.threads = 2}));
}

double measure(std::array<double, 6> l) {
  double mean = 0, sum = 0;
  for (const double x : l) mean += x / 6;
  for (std::size_t a = 0; a < 6; ++a) {
    for (std::size_t b = a + 1; b < 6; ++b) sum += std::pow(l[a] - l[b], 2);
  }
  return sum / (15 * mean * mean);
}

TEST(Tetrahedrality, OfDiamondIsOne) {
  std::vector<Vec3> diamond = test::fcc;
  for (const Vec3& s : test::fcc) diamond.push_back(s + Vec3{0.25, 0.25, 0.25});
  const auto fields = run(test::crystal(5.43, diamond, 2), {.cutoff = 3});
  for (const double q : fields.at("tetrahedrality").values()) EXPECT_NEAR(q, 1, 1e-12);
  // The four neighbours are no neighbours of each other.
  for (const double t : fields.at("tetrahedra").values()) EXPECT_EQ(t, 0);
}

TEST(Tetrahedrality, OfFcc) {
  // Each atom is a corner of eight tetrahedra; of two atoms that are not bonded none is made.
  const auto fields = run(test::crystal(4, test::fcc, 3), {.cutoff = 3.4});
  for (const double t : fields.at("tetrahedra").values()) EXPECT_EQ(t, 8);
}

TEST(Tetrahedrality, OfB2) {
  // All Delaunay simplices of bcc are alike: edges a, a and four of a√3/2.
  const double x = std::sqrt(3.0) / 2;
  const auto fields = run(test::crystal(3, test::b2, 3));
  for (const double t : fields.at("delaunay_tetrahedrality").values()) {
    EXPECT_NEAR(t, measure({1, 1, x, x, x, x}), 1e-12);
  }
}

TEST(Tetrahedrality, AgreesWithTheDefinition) {
  const Configuration c = test::random_atoms(24, 6.5, 5);
  const double cutoff = 3.6;
  const auto fields = run(c, {.cutoff = cutoff});
  for (std::size_t i = 0; i < c.size(); ++i) {
    auto near = test::naive_neighbors(c, i, 9);
    std::sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return norm(a.bond) < norm(b.bond); });
    double q = 1;
    for (std::size_t j = 0; j < 4; ++j) {
      for (std::size_t k = j + 1; k < 4; ++k) {
        const double cosine = dot(near[j].bond, near[k].bond) / (norm(near[j].bond) * norm(near[k].bond));
        q -= 3.0 / 8 * std::pow(cosine + 1.0 / 3, 2);
      }
    }
    EXPECT_NEAR(fields.at("tetrahedrality").at(i), q, 1e-12);
    while (norm(near.back().bond) >= cutoff) near.pop_back();
    int sets = 0;
    for (std::size_t j = 0; j < near.size(); ++j) {
      for (std::size_t k = j + 1; k < near.size(); ++k) {
        for (std::size_t l = k + 1; l < near.size(); ++l) {
          sets += norm(near[j].bond - near[k].bond) < cutoff && norm(near[k].bond - near[l].bond) < cutoff &&
                          norm(near[l].bond - near[j].bond) < cutoff
                      ? 1
                      : 0;
        }
      }
    }
    EXPECT_EQ(fields.at("tetrahedra").at(i), sets);
  }
}

// The centre of the sphere through the origin and three points; false for points in a plane.
bool circumcentre(const Vec3& a, const Vec3& b, const Vec3& c, Vec3& centre) {
  const double volume = dot(a, cross(b, c));
  if (std::abs(volume) < 1e-9) return false;
  centre = (norm2(a) * cross(b, c) + norm2(b) * cross(c, a) + norm2(c) * cross(a, b)) * (0.5 / volume);
  return true;
}

TEST(Tetrahedrality, SimplicesHaveEmptySpheres) {
  // Delaunay by its definition: four atoms make a simplex if no atom lies inside the sphere through them.
  const Configuration c = test::random_atoms(40, 8, 7);
  const auto fields = run(c);
  for (const std::size_t i : {0U, 9U, 31U}) {
    const auto near = test::naive_neighbors(c, i, 9);
    double sum = 0;
    int count = 0;
    for (std::size_t j = 0; j < near.size(); ++j) {
      for (std::size_t k = j + 1; k < near.size(); ++k) {
        for (std::size_t l = k + 1; l < near.size(); ++l) {
          const Vec3 &a = near[j].bond, &b = near[k].bond, &d = near[l].bond;
          Vec3 centre;
          if (!circumcentre(a, b, d, centre) || norm2(centre) > 4.5 * 4.5) continue;
          const bool empty = std::none_of(near.begin(), near.end(), [&](const auto& other) {
            return norm2(other.bond - centre) < norm2(centre) * (1 - 1e-9);
          });
          if (!empty) continue;
          sum += measure({norm(a), norm(b), norm(d), norm(a - b), norm(b - d), norm(d - a)});
          ++count;
        }
      }
    }
    ASSERT_GT(count, 8);
    EXPECT_NEAR(fields.at("delaunay_tetrahedrality").at(i), sum / count, 1e-9);
  }
}

TEST(Tetrahedrality, OfFewAtomsInTheOpen) {
  Configuration c;
  c.box = Box(Mat3::diagonal(40, 40, 40), {}, {false, false, false});
  c.species = {{"A", 1}};
  for (const Vec3& r : {Vec3{1, 1, 1}, Vec3{39, 1, 1}, Vec3{1, 39, 1}, Vec3{20, 20, 39}}) test::append(c, r, 0);
  const auto four = run(c);
  for (const double q : four.at("tetrahedrality").values()) EXPECT_TRUE(std::isnan(q));
  test::append(c, {20, 20, 20}, 0);
  const auto fields = run(c);
  for (const double q : fields.at("tetrahedrality").values()) EXPECT_FALSE(std::isnan(q));
  for (const double t : fields.at("delaunay_tetrahedrality").values()) EXPECT_TRUE(std::isnan(t));
  EXPECT_EQ(fields.at("tetrahedra").at(0), 0);
  EXPECT_THROW(tetrahedrality_descriptor().resolve({{"cutoff", -1.0}}), Error);
}

}  // namespace
}  // namespace glasscape
