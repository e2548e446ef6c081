#include "glasscape/mechanics/loading.hpp"

#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"

namespace glasscape {
namespace {

std::size_t axis_index(char letter) { return std::string_view("xyz").find(letter); }

}  // namespace

Mat3 Loading::map(double strain) const {
  Mat3 d = Mat3::identity();
  switch (kind) {
    case Kind::simple_shear: d[b][a] = strain; break;
    case Kind::pure_shear:
      d[a][a] = std::exp(strain / 2);
      d[b][b] = std::exp(-strain / 2);
      break;
    case Kind::uniaxial: d[a][a] = 1 + strain; break;
  }
  return d;
}

double Loading::stress(const Mat3& s) const {
  switch (kind) {
    case Kind::simple_shear: return s[a][b];
    case Kind::pure_shear: return (s[a][a] - s[b][b]) / 2;
    case Kind::uniaxial: return s[a][a];
  }
  return 0;
}

double Loading::work(const Mat3& s, double strain) const {
  return kind == Kind::uniaxial ? stress(s) / (1 + strain) : stress(s);
}

std::string Loading::direction() const {
  const std::string letters = "xyz";
  return kind == Kind::uniaxial ? letters.substr(a, 1) : std::string{letters[a], letters[b]};
}

Loading make_loading(const std::string& kind, const std::string& plane, const std::string& axis) {
  if (kind == "uniaxial") {
    if (axis.size() != 1 || axis_index(axis[0]) > 2) {
      throw usage_error("axis", fmt::format("'{}' is no axis", axis), "x | y | z");
    }
    return {Loading::Kind::uniaxial, axis_index(axis[0]), 0};
  }
  if (kind != "simple-shear" && kind != "pure-shear") {
    throw usage_error("loading", fmt::format("'{}' is not known", kind), "simple-shear | pure-shear | uniaxial");
  }
  if (plane.size() != 2 || plane[0] == plane[1] || axis_index(plane[0]) > 2 || axis_index(plane[1]) > 2) {
    throw usage_error("plane", fmt::format("'{}' is no shear plane", plane), "xy | xz | yz | yx | zx | zy",
                      "name the direction of shear first, then the normal of the plane");
  }
  return {kind == "pure-shear" ? Loading::Kind::pure_shear : Loading::Kind::simple_shear, axis_index(plane[0]),
          axis_index(plane[1])};
}

}  // namespace glasscape
