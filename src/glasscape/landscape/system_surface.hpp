#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/surface.hpp"

namespace glasscape {

/// The energy of a configuration in its fixed box, as a function of the positions of all atoms or of some.
///
/// Coordinates: x, y, z of the moving atoms [Å], in ascending order of their index. With a list of active atoms the
/// others stay where the configuration has them; the energy then carries an arbitrary constant.
class SystemSurface : public EnergySurface {
 public:
  /// `active` empty: all atoms move. `isa` as in EvaluatorOptions. Throws Error(input) where the force field does
  /// not know a species. The configuration is copied. `densities` as in EvaluatorOptions.
  SystemSurface(std::shared_ptr<const ForceField> force_field, Configuration configuration,
                std::vector<std::uint32_t> active = {}, std::string isa = {}, std::vector<double> densities = {});

  [[nodiscard]] std::size_t dimension() const override { return 3 * moving(); }
  [[nodiscard]] std::size_t moving() const { return active_.empty() ? configuration_.size() : active_.size(); }
  /// Index in the configuration of the moving atom number k.
  [[nodiscard]] std::size_t atom(std::size_t k) const { return active_.empty() ? k : active_[k]; }
  /// Number of all atoms, moving or not.
  [[nodiscard]] std::size_t surroundings() const { return configuration_.size(); }
  /// The coordinates of the moving atoms in the configuration as it was given.
  [[nodiscard]] std::vector<double> initial() const;

  void reset() override;
  [[nodiscard]] double residual(std::span<const double> forces) const override { return largest_triple(forces); }
  void remove_translations(std::span<double> v) const override;
  [[nodiscard]] std::size_t translations() const override { return active_.empty() ? 3 : 0; }

 protected:
  double evaluate(std::span<const double> x, std::span<double> forces) override;

 private:
  std::shared_ptr<const ForceField> force_field_;
  Configuration configuration_;
  std::vector<std::uint32_t> active_;
  std::string isa_;
  std::vector<double> densities_;
  std::unique_ptr<Evaluator> evaluator_;
  std::vector<Vec3> positions_, forces_;  // of the moving atoms
};

/// Flat coordinates of a set of positions, and back.
std::vector<double> flatten(std::span<const Vec3> positions);
std::vector<Vec3> unflatten(std::span<const double> x);

}  // namespace glasscape
