#include "glasscape/scattering/harmonics/harmonics.hpp"

#include <cmath>
#include <fmt/format.h>
#include <numbers>

#include "glasscape/core/error.hpp"
#include "glasscape/io/line_reader.hpp"
#include "glasscape/io/scan.hpp"

namespace glasscape {
namespace {

void check_degree(int lmax) {
  if (lmax >= 0 && lmax <= largest_harmonic) return;
  throw usage_error("lmax", fmt::format("{} is no largest degree of harmonics", lmax),
                    fmt::format("0 to {}", largest_harmonic));
}

}  // namespace

std::string_view name_of(Normalisation normalisation) {
  return normalisation == Normalisation::four_pi ? "4pi" : "orthonormal";
}

Normalisation normalisation_of(std::string_view name, const std::string& where) {
  for (const Normalisation n : {Normalisation::four_pi, Normalisation::orthonormal}) {
    if (name == name_of(n)) return n;
  }
  throw usage_error(where, fmt::format("{} is no normalisation of spherical harmonics", io::shown(name)),
                    "4pi, orthonormal");
}

double harmonic_scale(Normalisation normalisation) {
  return normalisation == Normalisation::four_pi ? 1 : std::sqrt(4 * std::numbers::pi);
}

std::vector<Harmonic> harmonics_up_to(int lmax) {
  check_degree(lmax);
  std::vector<Harmonic> all;
  for (int l = 0; l <= lmax; ++l) {
    for (int m = -l; m <= l; ++m) all.push_back({l, m});
  }
  return all;
}

void real_harmonics(int lmax, const Vec3& unit, std::span<double> y) {
  check_degree(lmax);
  if (y.size() < harmonic_count(lmax)) throw usage_error("real_harmonics", "the output is too short");
  const double z = unit.z;
  double sectoral = 1, cosine = 1, sine = 0;  // p_m^m, Re (x + iy)^m, Im (x + iy)^m
  for (int m = 0; m <= lmax; ++m) {
    if (m > 0) {
      sectoral *= m == 1 ? std::sqrt(3.0) : std::sqrt((2.0 * m + 1) / (2.0 * m));
      const double c = cosine;
      cosine = c * unit.x - sine * unit.y;
      sine = c * unit.y + sine * unit.x;
    }
    double before = 0, last = sectoral;
    for (int l = m; l <= lmax; ++l) {
      if (l > m) {
        const double a = std::sqrt((4.0 * l * l - 1) / (1.0 * l * l - m * m));
        const double k = l - 1.0;
        const double b = l == m + 1 ? 0 : std::sqrt((k * k - m * m) / (4 * k * k - 1));
        const double next = a * (z * last - b * before);
        before = last;
        last = next;
      }
      y[harmonic_index({l, m})] = last * cosine;
      if (m > 0) y[harmonic_index({l, -m})] = last * sine;
    }
  }
}

Mat3 frame_of_axis(const Vec3& axis, const std::string& where) {
  const double length = norm(axis);
  if (!(length > 0) || !std::isfinite(length)) {
    throw usage_error(where, "the axis has no direction", "x, y, z, or three numbers that are not all zero");
  }
  const Vec3 u = axis * (1 / length);
  if (u == Vec3{1, 0, 0}) return {{Vec3{0, 1, 0}, Vec3{0, 0, 1}, u}};
  if (u == Vec3{0, 1, 0}) return {{Vec3{0, 0, 1}, Vec3{1, 0, 0}, u}};
  // About u × z by the angle between them; for ±z about x.
  const Vec3 side{u.y, -u.x, 0};
  const Vec3 e = norm(side) > 0 ? side * (1 / norm(side)) : Vec3{1, 0, 0};
  const Vec3 f = cross(u, e);
  // (e, f, u) and (e, f₀, z) are right-handed; the rotation takes the first triple to the second.
  const Vec3 f0 = cross(Vec3{0, 0, 1}, e);
  const Mat3 from{{e, f, u}}, to{{e, f0, Vec3{0, 0, 1}}};
  return transpose(to) * from;
}

Vec3 axis_of(std::string_view text, const std::string& where) {
  const std::string_view whole = io::trim(text);
  if (whole == "x") return {1, 0, 0};
  if (whole == "y") return {0, 1, 0};
  if (whole == "z") return {0, 0, 1};
  Vec3 v;
  std::string_view rest = whole;
  bool good = true;
  for (std::size_t k = 0; k < 3 && good; ++k) {
    const auto comma = rest.find(',');
    good = (k < 2) == (comma != rest.npos) && io::parse(rest.substr(0, comma), v[k]) && std::isfinite(v[k]);
    rest.remove_prefix(comma == rest.npos ? rest.size() : comma + 1);
  }
  const double length = norm(v);
  if (!good || !(length > 0) || !std::isfinite(length)) {
    throw usage_error(where, fmt::format("{} is no axis", io::shown(whole)), "x, y, z, or three numbers such as 1,1,0");
  }
  return v * (1 / length);
}

}  // namespace glasscape
