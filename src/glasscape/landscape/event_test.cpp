// Saddle searches of atoms against calculations that do not use them.
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <set>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/landscape/event_search.hpp"
#include "glasscape/landscape/kick.hpp"
#include "glasscape/landscape/lanczos.hpp"
#include "glasscape/landscape/lbfgs_memory.hpp"
#include "glasscape/landscape/minimise.hpp"
#include "test_crystals.hpp"

namespace glasscape {
namespace {

using namespace testing;

constexpr double lattice_constant = 3.63909;
constexpr std::size_t removed = 40;

Configuration crystal_with_vacancy() {
  Configuration c = fcc_copper(3, lattice_constant);
  c.positions.erase(c.positions.begin() + removed);
  c.types.pop_back();
  c.ids.pop_back();
  return c;
}

// fcc copper without one atom, relaxed in its box; `jumper` is a neighbour of the vacancy.
struct Vacancy {
  std::shared_ptr<const ForceField> potential = open_potential(mendelev_2009);
  Configuration unrelaxed = crystal_with_vacancy(), configuration = unrelaxed;
  Vec3 site = fcc_copper(3, lattice_constant).positions[removed];
  std::size_t jumper = 0;

  Vacancy() {
    SystemSurface surface(potential, configuration);
    std::vector<double> x = surface.initial();
    EXPECT_TRUE(minimise(surface, x, {.force_tolerance = 1e-8}).converged());
    configuration.positions = unflatten(x);
    for (std::size_t i = 0; i < configuration.size(); ++i) {
      if (norm(configuration.positions[i] - site) < norm(configuration.positions[jumper] - site)) jumper = i;
    }
  }
};

// A surface without its forces along one direction: what is left when a coordinate is held.
class Held : public EnergySurface {
 public:
  Held(EnergySurface& surface, std::vector<double> direction) : surface_(surface), direction_(std::move(direction)) {
    surface_.remove_translations(direction_);
    scale(1 / norm(direction_), direction_);
  }
  [[nodiscard]] std::size_t dimension() const override { return surface_.dimension(); }

 protected:
  double evaluate(std::span<const double> x, std::span<double> forces) override {
    const double energy = surface_.energy_and_forces(x, forces);
    add_scaled(-dot(forces, direction_), direction_, forces);
    return energy;
  }

 private:
  EnergySurface& surface_;
  std::vector<double> direction_;
};

// The barrier by dragging: the neighbour is held half way to the vacancy, where the saddle is by mirror symmetry, and
// everything else relaxes.
double dragged_barrier(const Vacancy& vacancy) {
  Configuration half = vacancy.unrelaxed;
  const Vec3 way = vacancy.site - half.positions[vacancy.jumper];
  half.positions[vacancy.jumper] += way * 0.5;
  SystemSurface surface(vacancy.potential, half);
  std::vector<double> direction(surface.dimension(), 0.0), x = surface.initial(), forces(x.size());
  for (std::size_t c = 0; c < 3; ++c) direction[3 * vacancy.jumper + c] = way[c];
  Held held(surface, direction);
  EXPECT_TRUE(minimise(held, x, {.force_tolerance = 1e-6}).converged());
  const double top = surface.energy_and_forces(x, forces);
  EXPECT_LT(largest_triple(forces), 1e-5);  // stationary without the constraint: this is the saddle
  const Configuration& c = vacancy.configuration;
  return top - vacancy.potential->evaluator(c)->evaluate(c.box, c.positions).energy;
}

TEST(VacancyJump, SaddleSearchAgreesWithDraggingTheAtom) {
  REQUIRE_KIM_MODELS();
  const Vacancy vacancy;
  const double expected = dragged_barrier(vacancy);
  EXPECT_GT(expected, 0.4);
  EXPECT_LT(expected, 1.2);
  SystemSurface surface(vacancy.potential, vacancy.configuration);
  const std::vector<double> start = surface.initial();
  std::vector<double> kick(start.size(), 0.0), forces(start.size());
  const double energy = surface.energy_and_forces(start, forces);
  const Vec3 way = vacancy.site - vacancy.configuration.positions[vacancy.jumper];
  for (std::size_t c = 0; c < 3; ++c) kick[3 * vacancy.jumper + c] = 0.1 * way[c] / norm(way) + (c == 0 ? 0.03 : 0.0);
  Saddle saddle = find_saddle(surface, start, energy, kick, {.refine_force = 1e-3});
  ASSERT_EQ(saddle.status, SaddleStatus::success) << to_string(saddle.status);
  check_saddle(saddle, surface, start, energy, {});
  ASSERT_EQ(saddle.status, SaddleStatus::success) << to_string(saddle.status);
  EXPECT_NEAR(saddle.energy - energy, expected, 1e-4);
  EXPECT_GT(saddle.second_curvature, 0);
}

TEST(VacancyJump, RandomKicksFindItAndBothSidesAreTheVacancyAndItsNeighbour) {
  REQUIRE_KIM_MODELS();
  const Vacancy vacancy;
  const double expected = dragged_barrier(vacancy);
  const RegionCutter cutter(vacancy.potential, vacancy.configuration);
  EventSearch search(cutter, {.minimum_force = 1e-3});
  int found = 0;
  for (std::int64_t attempt = 0; attempt < 20; ++attempt) {
    const Event event = search.run(vacancy.jumper, attempt, 11);
    if (event.status != SaddleStatus::success || std::abs(event.barrier - expected) > 2e-3) continue;
    if (event.centre != event.atom) continue;  // the vacancy moved first: the start is two jumps away
    ++found;
    EXPECT_TRUE(event.connected);
    EXPECT_NEAR(event.back_energy, 0, 1e-4);
    EXPECT_LT(event.back_distance, 0.1);
    EXPECT_NEAR(event.end_energy, 0, 1e-4);  // the vacancy is as good on the next site
    EXPECT_NEAR(event.end_distance, lattice_constant / std::sqrt(2.0), 0.15);
    EXPECT_LT(event.participation, 5);
    ASSERT_FALSE(event.end_displacements.empty());
    EXPECT_LE(event.residual, 0.01);
  }
  EXPECT_GE(found, 2);
}

TEST(EventSearch, DependsOnItsArgumentsOnly) {
  REQUIRE_KIM_MODELS();
  const Vacancy vacancy;
  const RegionCutter cutter(vacancy.potential, vacancy.configuration);
  EventSearch one(cutter, {}), other(cutter, {});
  const Event first = one.run(5, 3, 1);
  (void)other.run(60, 0, 1);
  const Event again = other.run(5, 3, 1);
  EXPECT_EQ(first.status, again.status);
  EXPECT_EQ(first.energy, again.energy);  // bit for bit
  EXPECT_EQ(first.evaluations.total(), again.evaluations.total());
  EXPECT_EQ(first.saddle_displacements.size(), again.saddle_displacements.size());
  EXPECT_NE(first.energy, other.run(5, 4, 1).energy);
  EXPECT_NE(first.energy, other.run(5, 3, 2).energy);
}

TEST(RandomKick, MovesOneAtomInEveryDirectionAlike) {
  REQUIRE_KIM_MODELS();
  const Vacancy vacancy;
  const Region whole = RegionCutter(vacancy.potential, vacancy.configuration).whole();
  Mat3 second;
  const int draws = 3000;
  for (int k = 0; k < draws; ++k) {
    const auto kick = random_kick(whole, vacancy.configuration, 7, k, 1, {});
    EXPECT_NEAR(norm(kick), 0.1, 1e-12);
    const Vec3 d{kick[21], kick[22], kick[23]};
    EXPECT_GT(norm(d), 0.099);  // the rest is the uniform translation that is taken out
    second += outer(d, d);
  }
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) EXPECT_NEAR(second[a][b] / draws / 0.01, a == b ? 1.0 / 3 : 0.0, 0.02);
  }
  EXPECT_THROW(check_kick_radius(vacancy.configuration.box, {.kick_radius = 9}), Error);
}

TEST(RequireMinimum, RefusesAStartThatIsNoMinimum) {
  REQUIRE_KIM_MODELS();
  Vacancy vacancy;
  vacancy.configuration.positions[0] += Vec3{0.05, 0, 0};
  const RegionCutter cutter(vacancy.potential, vacancy.configuration);
  try {
    (void)require_minimum(cutter, 1e-3);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::input);
    EXPECT_NE(e.text().remedy.find("relax"), std::string::npos);
  }
}

TEST(Lanczos, AgreesWithDiagonalisationOfTheDenseHessian) {
  REQUIRE_KIM_MODELS();
  // A free cluster, away from any stationary point, so that negative modes exist as well.
  Configuration cluster;
  cluster.species = {{"Cu", 63.546}, {"Zr", 91.224}};
  cluster.box = Box(Mat3::diagonal(60, 60, 60));
  CounterRng rng(3, 3);
  for (int i = 0; i < 27; ++i) {
    const Vec3 lattice{2.6 * (i % 3), 2.6 * (i / 3 % 3), 2.6 * (i / 9)};
    cluster.positions.push_back(Vec3{20, 20, 20} + lattice + 0.2 * rng.unit_vector());
    cluster.types.push_back(i % 2);
    cluster.ids.push_back(i + 1);
  }
  SystemSurface surface(open_potential(mendelev_2009), cluster);
  const auto n = static_cast<Eigen::Index>(surface.dimension());
  std::vector<double> x = surface.initial(), f(x.size()), up(x.size()), down(x.size());
  surface.energy_and_forces(x, f);
  Eigen::MatrixXd hessian(n, n);
  for (Eigen::Index j = 0; j < n; ++j) {
    const double d = 1e-4, keep = x[static_cast<std::size_t>(j)];
    x[static_cast<std::size_t>(j)] = keep + d;
    surface.energy_and_forces(x, up);
    x[static_cast<std::size_t>(j)] = keep - d;
    surface.energy_and_forces(x, down);
    x[static_cast<std::size_t>(j)] = keep;
    for (Eigen::Index i = 0; i < n; ++i) {
      hessian(i, j) = (down[static_cast<std::size_t>(i)] - up[static_cast<std::size_t>(i)]) / (2 * d);
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> dense(0.5 * (hessian + hessian.transpose()));
  std::vector<double> start(x.size());
  for (double& s : start) s = rng.normal();
  const LanczosOptions options{.max_vectors = 78, .relative_tolerance = 1e-6, .difference = 1e-4, .central = true};
  const LowestMode lowest = lowest_mode(surface, x, f, start, options);
  EXPECT_NEAR(lowest.value, dense.eigenvalues()[0], 1e-4);
  double overlap = 0;
  for (Eigen::Index i = 0; i < n; ++i)
    overlap += dense.eigenvectors()(i, 0) * lowest.vector[static_cast<std::size_t>(i)];
  EXPECT_NEAR(std::abs(overlap), 1, 1e-4);
  const LowestMode second = lowest_mode(surface, x, f, start, options, std::vector<std::vector<double>>{lowest.vector});
  EXPECT_NEAR(second.value, dense.eigenvalues()[1], 1e-3);
  // Warm start with few vectors: an upper bound near the answer.
  std::vector<double> near = lowest.vector;
  for (double& v : near) v += 0.02 * rng.normal();
  const LowestMode quick = lowest_mode(surface, x, f, near, {.max_vectors = 5});
  EXPECT_LE(quick.products, 5);
  EXPECT_NEAR(quick.value, dense.eigenvalues()[0], 0.05 * std::abs(dense.eigenvalues()[0]));
}

}  // namespace
}  // namespace glasscape
