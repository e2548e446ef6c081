#pragma once

// What the tests of forces share: potentials of every kind and random cells that suit them.

#include <cmath>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "glasscape/core/error.hpp"
#include "glasscape/core/rng.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/forces/pair_potential.hpp"

namespace glasscape::test {

inline constexpr const char* mendelev_2009 = "kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005";
inline constexpr const char* mendelev_2019 = "kim:EAM_Dynamo_MendelevSunZhang_2019_CuZr__MO_609260676108_000";

struct PotentialCase {
  std::string name;
  std::string specification;  ///< for open_potential; TOML text if it begins with "form"
  std::vector<std::string> elements;
  double spacing;  ///< Å: about the nearest-neighbour distance
  /// False where a table ends above zero: beyond its last node LAMMPS keeps the value and the slope, which is no
  /// gradient.
  bool conservative = true;

  /// nullptr where the potential's file or KIM is not on this machine.
  [[nodiscard]] std::shared_ptr<const ForceField> open() const {
    if (specification.starts_with("form"))
      return make_pair_force_field(parse_pair_potential(specification, name), name);
    try {
      return open_potential(specification);
    } catch (const Error&) {
      return nullptr;
    }
  }
};

inline void PrintTo(const PotentialCase& param, std::ostream* out) { *out << param.specification; }

inline std::vector<PotentialCase> potential_cases() {
  const std::string lammps = "/usr/share/lammps/potentials/";
  const auto morse = [](const std::string& truncation) {
    return "form = \"morse\"\ntruncation = \"" + truncation +
           "\"\n[[pair]]\nspecies = [\"Cu\", \"Cu\"]\ndepth = 0.3429\nalpha = 1.3588\ndistance = 2.866\ncutoff = 6.5\n";
  };
  const auto lj = [](const std::string& truncation) {
    return "form = \"lennard-jones\"\ntruncation = \"" + truncation +
           "\"\n[[pair]]\nspecies = [\"X\", \"X\"]\nepsilon = 0.2\nsigma = 2.5\ncutoff = 7\n"
           "[[pair]]\nspecies = [\"X\", \"Y\"]\nepsilon = 0.3\nsigma = 2.2\ncutoff = \"0.6 nm\"\n"
           "[[pair]]\nspecies = [\"Y\", \"Y\"]\nepsilon = 0.1\nsigma = 2.0\ncutoff = 5\n";
  };
  return {
      {"FsMendelev2009", mendelev_2009, {"Cu", "Zr"}, 2.8},
      {"FsMendelev2019Reversed", mendelev_2019, {"Zr", "Cu"}, 2.8},
      {"FsMendelev2009OneSpecies", mendelev_2009, {"Zr"}, 3.0},
      {"FsAsymmetricDensities", lammps + "NiAlH_jea.eam.fs", {"Ni", "Al", "H"}, 2.5},
      {"Fs2007", lammps + "CuZr_mm.eam.fs", {"Cu", "Zr"}, 2.8},
      {"FsIronPhosphorus", lammps + "FeP_mm.eam.fs", {"Fe", "P"}, 2.5},
      {"AlloyCuTa", lammps + "CuTa.eam.alloy", {"Ta", "Cu"}, 2.7},
      {"AlloyCuNi", lammps + "CuNi.eam.alloy", {"Cu", "Ni"}, 2.5},
      {"FuncflOne", lammps + "Cu_u3.eam", {"Cu"}, 2.55},
      {"FuncflMixed", lammps + "Ag_u3.eam," + lammps + "Cu_u3.eam," + lammps + "Pt_u3.eam", {"Cu", "Ag", "Pt"}, 2.7},
      {"FuncflMixedGrids", lammps + "Cu_smf7.eam," + lammps + "Ni_u3.eam", {"Ni", "Cu"}, 2.5, false},
      {"KobAndersen", "ka-lj:epsilon=0.5 eV,sigma=2.2", {"A", "B"}, 2.2},
      {"KobAndersenSmooth", "ka-lj-smooth", {"A", "B"}, 1.0},
      {"LennardJonesCut", lj("cut"), {"X", "Y"}, 2.5},
      {"LennardJonesShifted", lj("shifted"), {"Y", "X"}, 2.5},
      {"LennardJonesSmooth", lj("shifted-force"), {"X", "Y"}, 2.5},
      {"MorseShifted", morse("shifted"), {"Cu"}, 2.6},
      {"MorseSmooth", morse("shifted-force"), {"Cu"}, 2.6},
  };
}

/// A skewed cell of `atoms` random atoms at about the density of a dense packing, none closer than 0.75 spacings.
inline Configuration random_triclinic(const PotentialCase& param, std::size_t atoms, std::uint64_t seed) {
  const double a = param.spacing * std::cbrt(static_cast<double>(atoms) * 0.85);
  Configuration result;
  result.box = Box(Mat3{{Vec3{1.1 * a, 0, 0}, Vec3{0.31 * a, 0.95 * a, 0}, Vec3{-0.2 * a, 0.25 * a, 1.02 * a}}},
                   {0.3, -1.7, 2.9});
  for (const auto& element : param.elements) result.species.push_back({element, 1.0});
  CounterRng rng(seed, 0);
  while (result.positions.size() < atoms) {
    const Vec3 p = result.box.cartesian({rng.uniform(), rng.uniform(), rng.uniform()});
    bool free = true;
    for (const Vec3& q : result.positions) {
      for (int s = 0; s < 27 && free; ++s) {
        const Shift shift{static_cast<std::int16_t>(s / 9 - 1), static_cast<std::int16_t>(s / 3 % 3 - 1),
                          static_cast<std::int16_t>(s % 3 - 1)};
        free = norm(q - p + result.box.displacement(shift)) > 0.72 * param.spacing;
      }
      if (!free) break;
    }
    if (!free) continue;
    result.types.push_back(static_cast<std::int32_t>(result.positions.size() % param.elements.size()));
    result.ids.push_back(static_cast<std::int64_t>(result.positions.size()) + 1);
    result.positions.push_back(p);
  }
  return result;
}

inline double largest_force(const Configuration& configuration, const ForceField& potential) {
  const auto result = potential.evaluator(configuration)->evaluate(configuration.box, configuration.positions);
  double largest = 0;
  for (const Vec3& f : result.forces) largest = std::max(largest, norm(f));
  return largest;
}

}  // namespace glasscape::test
