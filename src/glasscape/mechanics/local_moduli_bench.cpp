// Local elastic moduli beside the global elastic constants, of the same solid on one core; their mean is compared
// before times are shown.
#include <cmath>
#include <cstdio>
#include <ctime>

#include "glasscape/core/rng.hpp"
#include "glasscape/landscape/relax.hpp"
#include "glasscape/mechanics/local_elastic_moduli.hpp"

int main() {
  using namespace glasscape;
  const auto force_field = open_potential("ka-lj-smooth");
  Configuration c;
  const int n = 10;  // 4,000 atoms
  c.box = Box::orthorhombic(n * 1.56, n * 1.56, n * 1.56);
  c.species = {{"A", 1}, {"B", 1}};
  CounterRng rng(1, 1);
  for (int k = 0; k < n * n * n; ++k) {
    for (const Vec3& site : {Vec3{0, 0, 0}, Vec3{0, 0.5, 0.5}, Vec3{0.5, 0, 0.5}, Vec3{0.5, 0.5, 0}}) {
      const Vec3 cell{1.0 * (k % n), 1.0 * (k / n % n), 1.0 * (k / n / n)};
      c.positions.push_back((cell + site) * 1.56 + 0.05 * Vec3{rng.normal(), rng.normal(), rng.normal()});
      c.types.push_back(rng.uniform() < 0.05 ? 1 : 0);
      c.ids.push_back(static_cast<std::int64_t>(c.size()));
    }
  }
  c = relax(c, force_field, {.force_tolerance = 1e-8}).configuration;
  std::clock_t start = std::clock();
  const ElasticConstants global = elastic_constants(force_field, c, {});
  const double global_time = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  start = std::clock();
  const LocalModuli local = local_moduli(force_field, c, {.potential = "ka-lj-smooth"}, {.threads = 1});
  const double local_time = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::vector<double> shear(c.size());
  for (std::size_t i = 0; i < c.size(); ++i) shear[i] = isotropic(local.relaxed[i]).shear;
  start = std::clock();
  const std::vector<double> mean = neighbourhood_average(c.view(), local.volume, shear, 1.2, {.threads = 1});
  const double average_time = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  double sum = 0;
  for (std::size_t i = 0; i < c.size(); ++i) sum += local.volume[i] * mean[i];
  const double expected = isotropic(global.relaxed).shear;
  if (std::abs(sum / c.box.volume() - expected) > 1e-4 * expected) {
    std::printf("wrong result: %g GPa instead of %g\n", sum / c.box.volume(), expected);
    return 1;
  }
  std::printf("%zu atoms, one core: local constants %.2f s (global ones %.2f s), average %.2f s\n", c.size(),
              local_time, global_time, average_time);
  return 0;
}
