#include "glasscape/deformation/d2min/d2min.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/core/parallel.hpp"
#include "glasscape/neighbors/neighbor_list.hpp"

namespace glasscape {
namespace {

// Of det(Σ R⊗R) to the cube of a third of its trace: below this the neighbours lie in a plane to rounding.
constexpr double flat = 1e-9;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Fit {
  double d2min = nan;
  Mat3 gradient = Mat3{{Vec3{nan, nan, nan}, Vec3{nan, nan, nan}, Vec3{nan, nan, nan}}};
};

Fit fit(const ConfigurationView& reference, const ConfigurationView& current, std::size_t i,
        std::span<const Neighbor> neighbors) {
  Mat3 cross, square;  // Σ r⊗R, Σ R⊗R
  for (const Neighbor& n : neighbors) {
    const Vec3 before = bond(reference, i, n);
    cross += outer(bond(current, i, n), before);
    square += outer(before, before);
  }
  const double third = trace(square) / 3;
  if (!(determinant(square) > flat * third * third * third)) return {};
  Fit result{.d2min = 0, .gradient = cross * inverse(square)};
  for (const Neighbor& n : neighbors) {
    result.d2min += norm2(bond(current, i, n) - result.gradient * bond(reference, i, n));
  }
  return result;
}

}  // namespace

NonAffineMotion d2min(const ConfigurationView& reference, const ConfigurationView& current, const D2minOptions& options,
                      const RunContext& context) {
  if (reference.size() != current.size()) {
    throw usage_error("d2min", fmt::format("{} and {} atoms", reference.size(), current.size()),
                      "the same atoms in both configurations");
  }
  return d2min(reference, current, NeighborList(reference, options.cutoff, context), options.convention, context);
}

NonAffineMotion d2min(const ConfigurationView& reference, const ConfigurationView& current,
                      const NeighborList& neighbors, const std::string& convention, const RunContext& context) {
  NonAffineMotion result;
  result.d2min.resize(reference.size());
  result.deformation_gradient.resize(reference.size());
  parallel_blocks(context, reference.size(), 256, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      Fit f = fit(reference, current, i, neighbors.of(i));
      if (convention == "mean") f.d2min /= static_cast<double>(neighbors.of(i).size());
      if (convention == "root") f.d2min = std::sqrt(f.d2min);
      result.d2min[i] = f.d2min;
      result.deformation_gradient[i] = f.gradient;
    }
  });
  return result;
}

}  // namespace glasscape
