// Local thermal energies on one core, inverted and by samples, of the same solid; both are compared before times are
// shown.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>

#include "glasscape/core/error.hpp"
#include "glasscape/modes/local_thermal_energy.hpp"
#include "glasscape/modes/modes_fixture.hpp"

int main() {
  using namespace glasscape;
  std::shared_ptr<const ForceField> force_field;
  try {
    force_field = open_potential("kim:EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005");
  } catch (const Error&) {
    std::puts("skipped: KIM models are not installed (package openkim-models)");
    return 0;
  }
  const Configuration solid = test::disordered(6, *force_field);  // 864 atoms
  const double expected = 3.0 * static_cast<double>(solid.size()) - 3;
  LocalThermalEnergy found[2];
  double seconds[2];
  for (int k = 0; k < 2; ++k) {
    const std::clock_t start = std::clock();
    found[k] =
        local_thermal_energy(solid, *force_field, {.samples = 256, .exact_atoms = k == 0 ? 1000 : 0}, {.threads = 1});
    seconds[k] = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    const double sum = std::accumulate(found[k].value.begin(), found[k].value.end(), 0.0);
    if (std::abs(sum - expected) > 0.01 * expected) {
      std::printf("wrong result: sum %g instead of %g\n", sum, expected);
      return 1;
    }
  }
  double chi = 0, error = 0;
  for (std::size_t a = 0; a < solid.size(); ++a) {
    chi += std::pow((found[0].value[a] - found[1].value[a]) / found[1].error[a], 2) / static_cast<double>(solid.size());
    error += found[1].error[a] / static_cast<double>(solid.size());
  }
  if (!(chi < 1.6)) {
    std::printf("wrong result: deviations of %g errors\n", std::sqrt(chi));
    return 1;
  }
  std::printf("%zu atoms, one core: inverted %.1f s; 256 samples %.1f s, mean standard error %.3f\n", solid.size(),
              seconds[0], seconds[1], error);
  return 0;
}
