// Static energies of methods of the Mendelev Cu-Zr potentials, computed with LAMMPS, as targets.
#include <cmath>
#include <gtest/gtest.h>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/forces/kim_model.hpp"

namespace glasscape {
namespace {

constexpr const char* mendelev_2009 = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";
constexpr const char* mendelev_2019 = "kim:EAM_Dynamo_MendelevSunZhang_2019_CuZr__MO_609260676108_000";

struct Crystal {
  const char* name;
  const char* potential;
  Mat3 cell;
  std::vector<Vec3> basis;  // fractional
  std::vector<int> types;
  double energy;  // eV/atom
};

std::vector<Crystal> crystals() {
  const double c3 = std::sqrt(3.0);
  const auto fcc = Mat3::diagonal(3.63909, 3.63909, 3.63909);
  const auto hcp = Mat3::diagonal(3.22030, 3.22030 * c3, 5.21521);
  const std::vector<Vec3> fcc_sites{{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
  const std::vector<Vec3> hcp_sites{{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 5.0 / 6, 0.5}, {0, 1.0 / 3, 0.5}};
  const std::vector<Vec3> b2_sites{{0, 0, 0}, {0.5, 0.5, 0.5}};
  std::vector<Crystal> result;
  for (const char* potential : {mendelev_2009, mendelev_2019}) {
    result.push_back({"fcc Cu", potential, fcc, fcc_sites, {0, 0, 0, 0}, -3.283116});
    result.push_back({"hcp Zr", potential, hcp, hcp_sites, {1, 1, 1, 1}, -6.469266});
  }
  result.push_back({"B2 CuZr", mendelev_2009, Mat3::diagonal(3.22857, 3.22857, 3.22857), b2_sites, {0, 1}, -5.026226});
  result.push_back({"B2 CuZr", mendelev_2019, Mat3::diagonal(3.22512, 3.22512, 3.22512), b2_sites, {0, 1}, -5.010242});
  return result;
}

TEST(StaticEnergies, AgreeWithLammps) {
  if (installed_kim_models().empty()) GTEST_SKIP() << "KIM models are not installed";
  for (const Crystal& crystal : crystals()) {
    SCOPED_TRACE(std::string(crystal.name) + " " + crystal.potential);
    Configuration configuration;
    configuration.box = Box(crystal.cell);
    configuration.species = {{"Cu", 63.546}, {"Zr", 91.224}};
    for (std::size_t i = 0; i < crystal.basis.size(); ++i) {
      configuration.positions.push_back(configuration.box.cartesian(crystal.basis[i]));
      configuration.types.push_back(crystal.types[i]);
      configuration.ids.push_back(static_cast<std::int64_t>(i) + 1);
    }
    const auto potential = open_potential(crystal.potential);
    const Evaluation result = potential->evaluator(configuration)->evaluate(configuration.box, configuration.positions);
    EXPECT_NEAR(result.energy / static_cast<double>(configuration.size()), crystal.energy, 1e-5);
    for (const Vec3& force : result.forces) EXPECT_LT(norm(force), 1e-9);
    // The lattice parameters are those of zero pressure, given to 1e-5 Å.
    EXPECT_LT(std::abs(trace(result.virial)) / (3 * configuration.box.volume()), 1e-4);
  }
}

}  // namespace
}  // namespace glasscape
