#include "glasscape/scattering/form_factors/compton.hpp"

#include <cmath>
#include <fmt/format.h>
#include <string>
#include <utility>

#include "glasscape/core/error.hpp"

namespace glasscape {

ComptonModel parse_compton_model(std::string_view text, std::string_view where) {
  constexpr std::pair<std::string_view, ComptonModel> names[] = {{"none", ComptonModel::none},
                                                                 {"square", ComptonModel::square},
                                                                 {"cube", ComptonModel::cube},
                                                                 {"klein-nishina", ComptonModel::klein_nishina}};
  for (const auto& [name, model] : names) {
    if (text == name) return model;
  }
  throw usage_error(std::string(where), fmt::format("'{}' is no model of Compton scattering", text),
                    "none, square, cube, klein-nishina");
}

double compton_energy_ratio(double two_theta, double energy) {
  constexpr double electron_rest_energy = 510.99895;  // keV
  return 1 / (1 + energy / electron_rest_energy * (1 - std::cos(two_theta)));
}

double compton_factor(double two_theta, double energy, ComptonModel model, double polarisation) {
  const double k = compton_energy_ratio(two_theta, energy);
  switch (model) {
    case ComptonModel::none: return 0;
    case ComptonModel::square: return k * k * polarisation;
    case ComptonModel::cube: return k * k * k * polarisation;
    case ComptonModel::klein_nishina: return k * k * (polarisation + (1 - k) * (1 - k) / (2 * k));
  }
  return 0;
}

}  // namespace glasscape
