#include "glasscape/scattering/form_factors/averages.hpp"

#include <fmt/format.h>
#include <utility>

#include "glasscape/core/error.hpp"
#include "glasscape/core/unit.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/scattering/form_factors/xray_atoms.hpp"

namespace glasscape {
namespace {

std::complex<double> amplitude(const Constituent& part, PairWeighting weighting, double q, double energy) {
  if (weighting == PairWeighting::atoms) return 1.0;
  const int z = atomic_number(part.name, "composition");
  if (weighting == PairWeighting::neutron) return neutron_scattering_length(z);
  if (weighting == PairWeighting::xray_number) return static_cast<double>(z);
  return xray_form_factor(z, q, energy);
}

}  // namespace

PairWeighting parse_weighting(std::string_view text, std::string_view where) {
  constexpr std::pair<std::string_view, PairWeighting> names[] = {{"atoms", PairWeighting::atoms},
                                                                  {"xray", PairWeighting::xray},
                                                                  {"xray-number", PairWeighting::xray_number},
                                                                  {"neutron", PairWeighting::neutron}};
  for (const auto& [name, weighting] : names) {
    if (text == name) return weighting;
  }
  throw usage_error(std::string(where), fmt::format("'{}' is no weighting", text), "atoms, xray, xray-number, neutron");
}

XrayAverages xray_averages(std::span<const Constituent> composition, double q, double energy) {
  XrayAverages mean;
  for (const Constituent& part : composition) {
    const int z = atomic_number(part.name, "composition");
    const std::complex<double> f = xray_form_factor(z, q, energy);
    mean.f += part.fraction * f;
    mean.f_squared += part.fraction * std::norm(f);
    mean.compton += part.fraction * compton_function(z, q);
  }
  return mean;
}

std::vector<double> pair_weights(std::span<const Constituent> composition, PairWeighting weighting, double q,
                                 double energy) {
  std::vector<std::complex<double>> f;
  std::complex<double> mean = 0;
  double largest = 0;
  for (const Constituent& part : composition) {
    f.push_back(part.fraction * amplitude(part, weighting, q, energy));
    mean += f.back();
    largest = std::max(largest, std::norm(f.back()));
  }
  if (!(std::norm(mean) > 1e-12 * largest)) {
    throw usage_error("weights of pairs", "the mean scattering length of the composition is zero", {},
                      "use another composition, or weights of atoms");
  }
  std::vector<double> weights;
  for (const auto& a : f) {
    for (const auto& b : f) weights.push_back(std::real(a * std::conj(b)) / std::norm(mean));
  }
  return weights;
}

double mass_density(std::span<const Constituent> composition, double number_density) {
  double mass = 0;
  for (const Constituent& part : composition) {
    atomic_number(part.name, "composition");  // refuses what has no weight
    mass += part.fraction * atomic_weight(part.name);
  }
  return mass * number_density * constants::g_cm3_per_u_A3;
}

double linear_attenuation(std::span<const Constituent> composition, double number_density, double energy) {
  double per_cm = 0;
  for (const Constituent& part : composition) {
    const double mass = part.fraction * atomic_weight(part.name) * number_density * constants::g_cm3_per_u_A3;
    per_cm += mass * mass_attenuation(atomic_number(part.name, "composition"), energy);
  }
  return per_cm / 10;
}

}  // namespace glasscape
