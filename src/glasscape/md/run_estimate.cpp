#include "glasscape/md/run_estimate.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <vector>

namespace glasscape {

double estimated_seconds(const MdProgram& program, const ForceField& force_field, int ranks) {
  const Configuration& atoms = program.initial;
  const auto evaluator = force_field.evaluator(atoms);
  std::vector<Vec3> forces(atoms.size());
  evaluator->energy_and_forces(atoms.box, atoms.positions, forces);
  constexpr int repeats = 3;
  const auto start = std::chrono::steady_clock::now();
  for (int k = 0; k < repeats; ++k) evaluator->energy_and_forces(atoms.box, atoms.positions, forces);
  const double one = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / repeats;
  // Neighbour lists, integration and communication add about a third to the forces; LAMMPS's own take about four
  // times as long as ours (bench_md).
  // Our plain evaluator of molecules takes about four times as long as a step of theirs.
  const double factor = atoms.topology ? 0.25 : program.engine_forces == "lammps" ? 4.3 : 1.35;
  return one / ranks * factor * static_cast<double>(program.total_steps());
}

std::string clock_text(double seconds) {
  const auto s = static_cast<long>(seconds + 0.5);
  if (s < 60) return fmt::format("{} s", std::max(s, 1L));
  return s < 3600 ? fmt::format("{} min {} s", s / 60, s % 60) : fmt::format("{} h {} min", s / 3600, s / 60 % 60);
}

}  // namespace glasscape
