#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/core/vec.hpp"

namespace glasscape {

/// How spherical harmonics are scaled. Under `four_pi` the mean of y² over the sphere is 1, so y_00 = 1 and g_00 is
/// g(r) itself; under `orthonormal` the integral of Y² over the sphere is 1, Y = y/√(4π).
enum class Normalisation { four_pi, orthonormal };

/// "4pi" or "orthonormal".
std::string_view name_of(Normalisation normalisation);
/// The normalisation of that name. Throws Error(usage) that names `where`.
Normalisation normalisation_of(std::string_view name, const std::string& where);
/// What a coefficient g_lm or S_lm in the 4π normalisation is multiplied by to have it in this one: 1 or √(4π).
double harmonic_scale(Normalisation normalisation);

/// Degree and order of a real spherical harmonic, 0 ≤ |m| ≤ l.
struct Harmonic {
  int l = 0, m = 0;
  friend constexpr bool operator==(const Harmonic&, const Harmonic&) = default;
};

/// The largest l that the functions here take.
constexpr int largest_harmonic = 32;

/// Place of a harmonic in lists of all of them, l·l + l + m.
constexpr std::size_t harmonic_index(Harmonic h) { return static_cast<std::size_t>(h.l * h.l + h.l + h.m); }
/// Number of harmonics with l ≤ lmax.
constexpr std::size_t harmonic_count(int lmax) { return static_cast<std::size_t>((lmax + 1) * (lmax + 1)); }
/// All harmonics with l ≤ lmax in the order of harmonic_index. Throws Error(usage) unless 0 ≤ lmax ≤ largest_harmonic.
std::vector<Harmonic> harmonics_up_to(int lmax);

/// Real spherical harmonics of one direction, in the 4π normalisation, without the Condon–Shortley sign.
///
///   y_lm = [(2 − δ_m0)(2l + 1)(l − |m|)!/(l + |m|)!]^½ P_l^|m|(z) · cos(mφ)   for m ≥ 0,   sin(|m|φ) for m < 0
///   y_20 = √5 (3z² − 1)/2,  y_22 = (√15/2)(x² − y²),  y_2−2 = √15 xy,  y_21 = √15 xz,  y_2−1 = √15 yz
///
/// Input    `unit`: a direction of length 1; lmax from 0 to largest_harmonic
/// Output   y[harmonic_index({l, m})]; `y` has room for harmonic_count(lmax)
/// Errors   Error(usage) for another lmax, or too little room
/// Exact    polynomials of the components by the recurrence of normalised Legendre functions: no poles, no angles
/// Cost     O(lmax²)
void real_harmonics(int lmax, const Vec3& unit, std::span<double> y);

/// The matrix R that takes laboratory vectors to a frame whose z is `axis` (v' = R·v); the identity for z itself. The
/// other two follow cyclically where the axis is x or y (axis x: x' = y, y' = z; axis y: x' = z, y' = x). For another
/// axis, it is the shortest rotation that takes the axis to z. Throws Error(usage) that names `where` for a vector
/// without direction.
Mat3 frame_of_axis(const Vec3& axis, const std::string& where);

/// "x", "y", "z" or three numbers with commas between ("1,1,0") as a unit vector. Throws Error(usage).
Vec3 axis_of(std::string_view text, const std::string& where);

}  // namespace glasscape
