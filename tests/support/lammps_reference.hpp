#pragma once

#include <string>
#include <vector>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/topology.hpp"

namespace glasscape::test {

/// True where the tests were built with LAMMPS.
bool have_lammps();

/// Energy, forces, per-atom energies and virial by LAMMPS's own pair style (`suffix`: "" or "opt"), for comparison.
/// The cell must be lower triangular and periodic; molecules have at least one angle.
Evaluation lammps_evaluate(const Configuration& configuration, const ForceField& potential,
                           const std::string& suffix = "");

/// A LAMMPS instance that keeps its atoms, for timing.
class LammpsRun {
 public:
  LammpsRun(const Configuration& configuration, const ForceField& potential, const std::string& suffix, double skin);
  ~LammpsRun();
  LammpsRun(const LammpsRun&) = delete;
  LammpsRun& operator=(const LammpsRun&) = delete;
  void command(const std::string& line);
  [[nodiscard]] Evaluation result() const;

 private:
  void add_molecules(const Topology& topology);
  void* handle_;
  std::string folder_;
  double volume_;
  std::size_t atoms_;
};

}  // namespace glasscape::test
