#include "glasscape/landscape/system_surface.hpp"

#include <utility>

namespace glasscape {

std::vector<double> flatten(std::span<const Vec3> positions) {
  std::vector<double> x;
  x.reserve(3 * positions.size());
  for (const Vec3& r : positions) x.insert(x.end(), {r.x, r.y, r.z});
  return x;
}

std::vector<Vec3> unflatten(std::span<const double> x) {
  std::vector<Vec3> positions(x.size() / 3);
  for (std::size_t i = 0; i < positions.size(); ++i) positions[i] = {x[3 * i], x[3 * i + 1], x[3 * i + 2]};
  return positions;
}

SystemSurface::SystemSurface(std::shared_ptr<const ForceField> force_field, Configuration configuration,
                             std::vector<std::uint32_t> active, std::string isa, std::vector<double> densities)
    : force_field_(std::move(force_field)),
      configuration_(std::move(configuration)),
      active_(std::move(active)),
      isa_(std::move(isa)),
      densities_(std::move(densities)),
      positions_(moving()),
      forces_(moving()) {
  SystemSurface::reset();
}

std::vector<double> SystemSurface::initial() const {
  std::vector<double> x(dimension());
  for (std::size_t k = 0; k < moving(); ++k) {
    for (std::size_t c = 0; c < 3; ++c) x[3 * k + c] = configuration_.positions[atom(k)][c];
  }
  return x;
}

void SystemSurface::reset() {
  evaluator_ = force_field_->evaluator(configuration_,
                                       EvaluatorOptions{.isa = isa_, .active = active_, .densities = densities_});
}

void SystemSurface::remove_translations(std::span<double> v) const {
  if (active_.empty()) remove_mean_triple(v);
}

double SystemSurface::evaluate(std::span<const double> x, std::span<double> forces) {
  for (std::size_t k = 0; k < moving(); ++k) positions_[k] = {x[3 * k], x[3 * k + 1], x[3 * k + 2]};
  const double energy = evaluator_->energy_and_forces(configuration_.box, positions_, forces_);
  for (std::size_t k = 0; k < moving(); ++k) {
    const Vec3& f = forces_[k];
    forces[3 * k] = f.x;
    forces[3 * k + 1] = f.y;
    forces[3 * k + 2] = f.z;
  }
  return energy;
}

}  // namespace glasscape
