#include "glasscape/structure/local_density/local_density.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/cell_grid.hpp"
#include "glasscape/structure/open_ends.hpp"
#include "glasscape/structure/species_choice.hpp"

namespace glasscape {
namespace {

constexpr double reach_in_sigma = 5;
const double grams_per_cm3 = Unit("g/mol/Å^3").factor_to(Unit("g/cm^3"));

// What one atom at this distance adds.
struct Kernel {
  bool gaussian;
  double reach, exponent, amplitude;

  explicit Kernel(const LocalDensityOptions& options)
      : gaussian(options.kernel == "gaussian"), reach(gaussian ? reach_in_sigma * options.sigma : options.radius) {
    constexpr double pi = std::numbers::pi;
    const double x = reach_in_sigma;
    const double within = std::erf(x / std::sqrt(2.0)) - std::sqrt(2 / pi) * x * std::exp(-x * x / 2);
    exponent = -0.5 / (options.sigma * options.sigma);
    amplitude = gaussian ? std::pow(2 * pi * options.sigma * options.sigma, -1.5) / within
                         : 3 / (4 * pi * reach * reach * reach);
  }
  [[nodiscard]] double operator()(double d2) const {
    return gaussian ? amplitude * std::exp(exponent * d2) : amplitude;
  }
};

}  // namespace

std::vector<Field> local_density(const Configuration& configuration, const LocalDensityOptions& options,
                                 const RunContext& context) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  const ConfigurationView view = configuration.view();
  const auto counted = chosen_species(configuration, options.species, "local_density: species");
  std::vector<double> mass(view.species);
  for (std::size_t s = 0; s < mass.size(); ++s) {
    const double m = configuration.species[s].mass;
    mass[s] = m > 0 ? m * grams_per_cm3 : undefined;
  }
  const Kernel kernel(options);
  const CellGrid grid(view, kernel.reach);
  std::vector<double> number(view.size(), undefined), weight(view.size(), undefined);
  parallel_blocks(context, view.size(), 128, [&](std::size_t first, std::size_t last) {
    std::vector<double> sums(view.species);
    for (auto slot = static_cast<std::uint32_t>(first); slot < last; ++slot) {
      const std::uint32_t atom = grid.atom(slot);
      if (reaches_open_end(view.box, view.positions[atom], kernel.reach)) continue;
      sums.assign(view.species, 0);
      if (options.self) sums[static_cast<std::size_t>(view.types[atom])] = kernel(0);
      grid.around(slot, [&](std::uint32_t other, const Image&, double d2) {
        sums[static_cast<std::size_t>(view.types[grid.atom(other)])] += kernel(d2);
      });
      number[atom] = weight[atom] = 0;
      for (std::size_t s = 0; s < sums.size(); ++s) {
        if (counted[s] == 0 || sums[s] == 0) continue;
        number[atom] += sums[s];
        weight[atom] += sums[s] * mass[s];
      }
    }
  });
  std::vector<Field> fields;
  fields.emplace_back("local_density", Unit("1/Å^3"), std::move(number));
  fields.emplace_back("local_mass_density", Unit("g/cm^3"), std::move(weight));
  return fields;
}

Descriptor local_density_descriptor() {
  using O = LocalDensityOptions;
  static const ParameterTable<O> table{
      {"kernel",
       &O::kernel,
       Unit("1"),
       "count the atoms in a sphere, or weight them with a Gaussian",
       {},
       {"sphere", "gaussian"}},
      {"radius", &O::radius, Unit("Å"), "radius of the sphere (kernel=sphere)", positive()},
      {"sigma", &O::sigma, Unit("Å"), "standard deviation of the Gaussian (kernel=gaussian), cut at 5 of them",
       positive()},
      {"self", &O::self, Unit("1"), "count the atom itself"},
      {"species", &O::species, Unit("1"), "species that are counted; none: all"},
  };
  const std::string open = "NaN where the kernel reaches an open end of the box";
  return make_descriptor("local_density", "Number and mass density within a sphere, or smoothed with a Gaussian",
                         "our definition; weighed as a descriptor of glasses in Wei et al., PRB 99, 014115 (2019), "
                         "doi:10.1103/PhysRevB.99.014115",
                         {{"local_density", "1/Å^3", 1, "atoms per volume; " + open},
                          {"local_mass_density", "g/cm^3", 1, "mass per volume; " + open + " or a mass is not known"}},
                         table, local_density);
}

}  // namespace glasscape
