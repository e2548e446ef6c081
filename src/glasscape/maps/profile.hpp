#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "glasscape/geometry/configuration.hpp"

namespace glasscape {

/// A family of parallel planes that fit the cell: h s₁ + k s₂ + l s₃ = const, s the fractional coordinates.
using PlaneIndices = std::array<int, 3>;

/// How far along the normal of such planes a place lies.
///
/// The phase φ = h s₁ + k s₂ + l s₃ grows by 1 over the distance period() = 1/|h b₁ + k b₂ + l b₃| (b: the columns of
/// the inverse cell). Where all directions with an index ≠ 0 are periodic, planes whose phases differ by integers are
/// images of each other, so that one period holds every atom once.
class PlaneNormal {
 public:
  /// Throws Error(usage) unless an index is ±1, and where several directions have an index and one of them is open.
  PlaneNormal(const Box& box, const PlaneIndices& indices);

  [[nodiscard]] const PlaneIndices& indices() const noexcept { return indices_; }
  [[nodiscard]] const Vec3& direction() const noexcept { return direction_; }  ///< unit vector
  [[nodiscard]] double period() const noexcept { return period_; }             ///< Å
  [[nodiscard]] bool periodic() const noexcept { return periodic_; }
  /// In [0, 1).
  [[nodiscard]] double phase(const Vec3& position) const;
  /// Two fractional coordinates that, with the phase, give the place: those of the other two directions.
  [[nodiscard]] std::array<std::size_t, 2> in_plane() const noexcept { return in_plane_; }

 private:
  PlaneIndices indices_;
  Vec3 direction_, gradient_, origin_;
  double period_;
  bool periodic_;
  std::array<std::size_t, 2> in_plane_;
};

/// All families with indices up to `largest` that a box allows, each once: (1,0,0), (0,1,0), (0,0,1) first.
std::vector<PlaneIndices> plane_families(const Box& box, int largest = 1);

/// A field averaged over slabs, parallel to planes of the cell.
struct Profile {
  PlaneIndices plane{1, 0, 0};
  double period = 0;               ///< Å, all slabs together
  bool periodic = true;            ///< the last slab is next to the first
  std::vector<double> mean;        ///< NaN for a slab without values
  std::vector<double> error;       ///< standard error of the mean for independent atoms, NaN below two
  std::vector<std::size_t> count;  ///< atoms with a value

  [[nodiscard]] double width() const { return period / static_cast<double>(mean.size()); }  ///< of a slab [Å]
  [[nodiscard]] double centre(std::size_t slab) const { return (static_cast<double>(slab) + 0.5) * width(); }
};

/// Number of slabs nearest to that width [Å], at least 1. Throws Error(usage) unless width > 0.
std::size_t slabs_of(const PlaneNormal& normal, double width);

/// Averages of one value per atom over slabs of equal width along the normal. Values that are not finite are left out.
///
/// Input    positions that say which slab an atom belongs to: those of the reference, where profiles of a trajectory
/// are
///          to be compared
/// Errors   Error(usage): another number of values than atoms, no slabs
/// Cost     O(N)
Profile profile(const ConfigurationView& view, std::span<const double> values, const PlaneNormal& normal,
                std::size_t slabs);

/// {"plane": [h,k,l], "period_A", "width_A", "position_A": [...], "mean", "error", "count"}
nlohmann::json to_json(const Profile& profile);

/// How indices are written: "(1 0 0)"; and, in an orthogonal cell along the axes, what people call it: "x".
std::string plane_name(const Box& box, const PlaneIndices& indices);

}  // namespace glasscape
