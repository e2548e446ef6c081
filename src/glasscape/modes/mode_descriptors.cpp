#include "glasscape/modes/mode_descriptors.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/modes/harmonic_displacement.hpp"
#include "glasscape/modes/normal_modes.hpp"

namespace glasscape {
namespace {

const std::string wang_2020 = "doi:10.6052/0459-1879-19-368";

std::shared_ptr<const ForceField> open(const std::string& potential, const std::string& descriptor) {
  if (potential.empty()) throw usage_error(descriptor + ": potential", "none is given", "a file, or kim:MODEL_ID");
  return open_potential(potential);
}

// The rows that both descriptors have.
template <class O>
typename ParameterTable<O>::Row potential_row() {
  return {.name = "potential",
          .member = &O::potential,
          .unit = Unit("1"),
          .help = "interatomic potential: a file, or kim:MODEL_ID"};
}
template <class O>
typename ParameterTable<O>::Row force_row() {
  return {.name = "force_tolerance",
          .member = &O::force_tolerance,
          .unit = Unit("eV/Å"),
          .help = "refuse a configuration with a larger force on an atom: it is at no minimum",
          .bounds = positive()};
}
template <class O>
typename ParameterTable<O>::Row fraction_row(const std::string& help) {
  return {.name = "fraction",
          .member = &O::fraction,
          .unit = Unit("1"),
          .help = help,
          .bounds = {.low = 0, .high = 1, .low_open = true},
          .source = wang_2020 + ": 0.25 %"};
}
template <class O>
typename ParameterTable<O>::Row seed_row() {
  return {.name = "seed",
          .member = &O::seed,
          .unit = Unit("1"),
          .help = "seed of random start vectors and probes",
          .bounds = at_least(0)};
}

}  // namespace

std::vector<Field> participation_fraction(const Configuration& configuration, const ParticipationOptions& options,
                                          const RunContext& context) {
  const auto force_field = open(options.potential, "participation_fraction");
  const Hessian hessian(configuration, *force_field, Weighting::mass, context);
  const NormalModes modes = normal_modes(configuration, hessian,
                                         {.fraction = options.fraction,
                                          .count = options.count,
                                          .force_tolerance = options.force_tolerance,
                                          .seed = options.seed},
                                         context);
  std::vector<Field> fields;
  fields.emplace_back("participation_fraction", Unit("1"), modes.participation_fraction);
  return fields;
}

Descriptor participation_fraction_descriptor() {
  using O = ParticipationOptions;
  static const ParameterTable<O> table{potential_row<O>(),
                                       fraction_row<O>("share of the 3N modes that is summed over, the lowest ones"),
                                       {.name = "count",
                                        .member = &O::count,
                                        .unit = Unit("1"),
                                        .help = "number of modes, instead of the fraction; 0: by the fraction",
                                        .bounds = at_least(0)},
                                       force_row<O>(),
                                       seed_row<O>()};
  return make_descriptor("participation_fraction", "Participation of each atom in the lowest normal modes (soft spots)",
                         "Widmer-Cooper et al., Nat. Phys. 4, 711 (2008), doi:10.1038/nphys1025",
                         {{"participation_fraction", "1", 1, "Σ over the modes of |e_i|²; the sum is their number"}},
                         table, participation_fraction);
}

std::vector<Field> harmonic_msd(const Configuration& configuration, const HarmonicMsdOptions& options,
                                const RunContext& context) {
  const auto force_field = open(options.potential, "harmonic_msd");
  const Hessian hessian(configuration, *force_field, Weighting::mass, context);
  const NormalModes modes = normal_modes(
      configuration, hessian,
      {.fraction = options.fraction, .force_tolerance = options.force_tolerance, .seed = options.seed}, context);
  const HarmonicDisplacement u = harmonic_displacement(configuration, hessian, modes,
                                                       {.temperature = options.temperature,
                                                        .probes = static_cast<std::size_t>(options.probes),
                                                        .seed = static_cast<std::uint64_t>(options.seed)},
                                                       context);
  const double error = u.error.empty() ? 0 : *std::max_element(u.error.begin(), u.error.end());
  const std::string how = u.probes == 0
                              ? "H inverted"
                              : fmt::format("{} probes, standard error of an atom at most {:.2g} Å^2", u.probes, error);
  return {
      Field("harmonic_msd", Unit("Å^2"), u.msd, 1, fmt::format("harmonic_msd: {:g} K, {}", options.temperature, how))};
}

Descriptor harmonic_msd_descriptor() {
  using O = HarmonicMsdOptions;
  static const ParameterTable<O> table{
      potential_row<O>(),
      {.name = "temperature",
       .member = &O::temperature,
       .unit = Unit("K"),
       .help = "temperature",
       .bounds = positive()},
      {.name = "probes",
       .member = &O::probes,
       .unit = Unit("1"),
       .help = "vectors that estimate the diagonal of the inverse above 1,000 atoms; errors fall with their root",
       .bounds = between(16, 1e6)},
      fraction_row<O>("share of the 3N modes that is summed exactly, the lowest ones"),
      force_row<O>(),
      seed_row<O>()};
  return make_descriptor("harmonic_msd",
                         "Mean squared displacement of each atom in harmonic vibration, from the Hessian",
                         "estimator: Bekas et al. (2007), doi:10.1016/j.apnum.2007.01.003",
                         {{"harmonic_msd", "Å^2", 1, "k_B T Σ (H⁺)_ii, whatever the masses"}}, table, harmonic_msd);
}

}  // namespace glasscape
