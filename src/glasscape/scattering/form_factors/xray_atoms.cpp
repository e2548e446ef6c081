#include "glasscape/scattering/form_factors/xray_atoms.hpp"

#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <numbers>
#include <string>
#include <xraylib/xraylib.h>

#include "glasscape/core/error.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/scattering/form_factors/atomic_form_factor.hpp"

namespace glasscape {
namespace {

// Bound coherent scattering lengths [fm] of the natural elements from H to U, in order; 0: none known.
// clang-format off
constexpr double neutron_lengths[] = {
    -3.739, 3.26, -1.9, 7.79, 5.3, 6.646, 9.36, 5.803, 5.654, 4.566, 3.63, 5.375, 3.449, 4.1491, 5.13, 2.847, 9.577,
    1.909, 3.67, 4.7, 12.29, -3.438, -0.3824, 3.635, -3.73, 9.45, 2.49, 10.3, 7.718, 5.68, 7.288, 8.185, 6.58, 7.97,
    6.795, 7.81, 7.09, 7.02, 7.75, 7.16, 7.054, 6.715, 6.8, 7.03, 5.88, 5.91, 5.922, 4.87, 4.065, 6.225, 5.57, 5.8,
    5.28, 4.92, 5.42, 5.07, 8.24, 4.84, 4.58, 7.69, 12.6, 0.8, 7.22, 6.5, 7.38, 16.9, 8.01, 7.79, 7.07, 12.43, 7.21,
    7.7, 6.91, 4.86, 9.2, 10.7, 10.6, 9.6, 7.63, 12.692, 8.776, 9.405, 8.532, 0, 0, 0, 0, 10, 0, 10.31, 9.1, 8.417,
};
// clang-format on
constexpr int elements = static_cast<int>(std::size(neutron_lengths));

void check_element(int z, const char* where) {
  if (z < 1 || z > elements) throw usage_error(where, fmt::format("there is no element {}", z), "1 to 92");
}

void check_energy(double energy, const char* where) {
  if (!(energy >= lowest_xray_energy && energy <= highest_xray_energy)) {
    throw usage_error(where, fmt::format("no data for photons of {:g} keV", energy),
                      fmt::format("{:g} to {:g} keV (wavelengths of {:.4f} to {:.4f} Å)", lowest_xray_energy,
                                  highest_xray_energy, hc / highest_xray_energy, hc / lowest_xray_energy));
  }
}

// Functions of xraylib report through their last argument; the ranges are checked before, so this should not happen.
template <class Function>
double look_up(const char* where, const Function& function) {
  xrl_error* error = nullptr;
  const double value = function(&error);
  if (!error) return value;
  const std::string text = error->message;
  xrl_error_free(error);
  throw Error(ErrorKind::engine, {where, "the tables of xraylib: " + text, "", ""});
}

}  // namespace

int atomic_number(std::string_view symbol, std::string_view where) {
  for (int z = 1; z <= elements; ++z) {
    if (symbol == element_symbol(z)) return z;
  }
  throw usage_error(std::string(where), fmt::format("'{}' is no chemical element", symbol),
                    "symbols from H to U, such as Cu");
}

std::complex<double> xray_form_factor(int z, double q, double energy) {
  check_energy(energy, "form factor");
  const double f0 = atomic_form_factor(z, q);
  const double real = look_up("form factor", [&](xrl_error** e) { return Fi(z, energy, e); });
  // xraylib writes the phase as exp(-i...), hence its sign.
  const double imaginary = -look_up("form factor", [&](xrl_error** e) { return Fii(z, energy, e); });
  return {f0 + real, imaginary};
}

double compton_function(int z, double q) {
  check_element(z, "Compton scattering");
  constexpr double first = 0.005, last = 1e8;  // 1/Å, range of sin(theta)/lambda
  const double s = q / (4 * std::numbers::pi);
  if (!(s >= 0 && s <= last)) {
    throw usage_error("Compton scattering", fmt::format("Q = {:g} 1/Å is no scattering vector", q), "0 or more");
  }
  const auto tabulated = [&](double x) {
    return look_up("Compton scattering", [&](xrl_error** e) { return SF_Compt(z, x, e); });
  };
  return s < first ? tabulated(first) * (s / first) * (s / first) : tabulated(s);
}

double mass_attenuation(int z, double energy) {
  check_element(z, "attenuation");
  check_energy(energy, "attenuation");
  return look_up("attenuation", [&](xrl_error** e) { return CS_Total(z, energy, e); });
}

double neutron_scattering_length(int z) {
  check_element(z, "neutron scattering length");
  const double b = neutron_lengths[z - 1];
  if (b == 0) {
    throw usage_error("neutron scattering length", fmt::format("none is tabulated for {}", element_symbol(z)),
                      "elements with stable isotopes");
  }
  return b;
}

}  // namespace glasscape
