#include "glasscape/md/packing.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/core/error.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

namespace glasscape {
namespace {

const std::vector<Species> cu_zr{{"Cu", 63.546}, {"Zr", 91.224}};

TEST(RandomPacking, KeepsItsDistanceAlsoAcrossTheBoundary) {
  const double volume = 19.3, distance = 2.3;
  const Configuration packing = random_packing(cu_zr, {645, 355}, volume, distance, 7);
  EXPECT_NEAR(packing.box.volume(), 1000 * volume, 1e-6);
  EXPECT_EQ(packing.counts(), (std::vector<std::size_t>{645, 355}));
  EXPECT_EQ(NeighborList(packing.view(), distance).pairs(), 0u);
  EXPECT_NO_THROW(validate(packing, "packing", distance));
}

TEST(RandomPacking, DependsOnTheSeedAlone) {
  const auto first = random_packing(cu_zr, {100, 100}, 19.3, 2.3, 1);
  const auto same = random_packing(cu_zr, {100, 100}, 19.3, 2.3, 1);
  const auto other = random_packing(cu_zr, {100, 100}, 19.3, 2.3, 2);
  EXPECT_EQ(first.positions, same.positions);
  EXPECT_EQ(first.types, same.types);
  EXPECT_NE(first.positions, other.positions);
  EXPECT_NE(first.types, other.types);
}

TEST(RandomPacking, RefusesACellThatIsTooFull) {
  EXPECT_THROW(random_packing(cu_zr, {50, 50}, 5.0, 2.3, 1), Error);
  EXPECT_THROW(random_packing(cu_zr, {1, 0}, 5.0, 2.3, 1), Error);
}

// A pair potential whose fcc lattice is known in closed form: Lennard-Jones cut so far out that the lattice sums hold.
class LennardJones : public ForceField {
 public:
  class Sum : public Evaluator {
   public:
    explicit Sum(std::size_t atoms, std::vector<std::int32_t> types) : atoms_(atoms), types_(std::move(types)) {}
    double energy_and_forces(const Box& box, std::span<const Vec3> positions, std::span<Vec3>) override {
      const ConfigurationView view{box, positions, types_, 2};
      const NeighborList list(view, 5.0);
      double energy = 0;
      for (std::size_t i = 0; i < atoms_; ++i) {
        for (const Neighbor& n : list.of(i)) {
          const double s6 = 1 / std::pow(norm2(bond(view, i, n)), 3);
          energy += 2 * (s6 * s6 - s6);
        }
      }
      return energy;
    }
    Evaluation evaluate(const Box&, std::span<const Vec3>) override { return {}; }

   private:
    std::size_t atoms_;
    std::vector<std::int32_t> types_;
  };
  [[nodiscard]] double cutoff() const override { return 5.0; }
  [[nodiscard]] const std::vector<std::string>& species() const override { return names_; }
  [[nodiscard]] std::string description() const override { return "Lennard-Jones"; }
  [[nodiscard]] std::string fingerprint() const override { return "lj"; }
  [[nodiscard]] std::vector<ParameterFile> parameter_files() const override { return {}; }
  [[nodiscard]] std::vector<std::string> lammps_commands(std::span<const Species>,
                                                         const std::filesystem::path&) const override {
    return {};
  }
  [[nodiscard]] std::unique_ptr<Evaluator> evaluator(const Configuration& c, const EvaluatorOptions&) const override {
    return std::make_unique<Sum>(c.size(), c.types);
  }

 private:
  std::vector<std::string> names_{"Cu", "Zr"};
};

TEST(LatticeVolume, FindsTheLennardJonesFcc) {
  // fcc with all neighbours: nearest distance (2 A12 / A6)^(1/6) σ = 1.09017 σ, A12 = 12.13188, A6 = 14.45392.
  // (Ashcroft & Mermin, Solid State Physics, table 20.2). What lies beyond 5 σ moves it by 5e-4.
  const double nearest = std::pow(2 * 12.13188 / 14.45392, 1.0 / 6);
  const double volume = lattice_volume_per_atom(LennardJones{}, cu_zr, {100, 100}, 1);
  EXPECT_NEAR(std::cbrt(std::sqrt(2.0) * volume), nearest, 2e-3);
}

}  // namespace
}  // namespace glasscape
