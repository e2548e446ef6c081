#include "glasscape/energetics/atomic_stress.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/energetics/bond_forces.hpp"
#include "glasscape/neighbors/voronoi.hpp"

namespace glasscape {
namespace {

std::vector<double> volumes(const Configuration& configuration, const std::string& kind, const RunContext& context) {
  const std::size_t n = configuration.size();
  if (kind == "mean") {
    for (const bool periodic : configuration.box.periodic()) {
      if (periodic) continue;
      throw input_error("atomic_stress: volume",
                        "the box has a direction that is not periodic, so it has no mean volume",
                        "volume=voronoi, or a periodic box");
    }
    return std::vector<double>(n, configuration.box.volume() / static_cast<double>(n));
  }
  std::vector<double> result(n, std::numeric_limits<double>::quiet_NaN());
  for_each_voronoi_cell(configuration.view(), {}, context, [&](std::uint32_t atom, const VoronoiCell& cell) {
    if (cell.bounded) result[atom] = cell.volume;
  });
  return result;
}

}  // namespace

std::vector<Field> atomic_stress(const Configuration& configuration, const AtomicStressOptions& options,
                                 const RunContext& context) {
  const auto potential = potential_of(options.potential, "atomic_stress");
  const auto interaction = formulas_of(*potential, configuration, "atomic_stress");
  const std::vector<double> volume = volumes(configuration, options.volume, context);
  const double gpa = Unit("eV/Å^3").factor_to(Unit("GPa"));
  const std::size_t n = configuration.size();
  std::vector<double> stress(6 * n), pressure(n), von_mises(n);
  for_each_bond_forces(configuration, *interaction, context, [&](std::uint32_t i, std::span<const BondForce> bonds) {
    std::array<double, 6> s{};
    for (const BondForce& b : bonds) {
      const double scale = b.tension / b.length;
      const Vec3& r = b.bond;
      const std::array<double, 6> products{r.x * r.x, r.y * r.y, r.z * r.z, r.y * r.z, r.x * r.z, r.x * r.y};
      for (std::size_t k = 0; k < 6; ++k) s[k] += scale * products[k];
    }
    for (std::size_t k = 0; k < 6; ++k) {
      s[k] *= 0.5 / volume[i] * gpa;
      stress[6 * i + k] = s[k];
    }
    const double mean = (s[0] + s[1] + s[2]) / 3;
    double square = 0;
    for (std::size_t k = 0; k < 3; ++k) square += (s[k] - mean) * (s[k] - mean) + 2 * s[k + 3] * s[k + 3];
    pressure[i] = -mean;
    von_mises[i] = std::sqrt(1.5 * square);
  });
  std::vector<Field> fields;
  fields.emplace_back("atomic_stress", Unit("GPa"), std::move(stress), 6);
  fields.emplace_back("atomic_pressure", Unit("GPa"), std::move(pressure));
  fields.emplace_back("atomic_von_mises", Unit("GPa"), std::move(von_mises));
  return fields;
}

Descriptor atomic_stress_descriptor() {
  using O = AtomicStressOptions;
  static const ParameterTable<O> table{
      {"potential", &O::potential, Unit("1"), "interatomic potential: a file, or kim:MODEL_ID"},
      {"volume", &O::volume, Unit("1"), "of an atom: its Voronoi cell, or the mean volume", {}, {"voronoi", "mean"}},
  };
  const std::string open = "; NaN where the Voronoi cell reaches an open end of the box";
  return make_descriptor("atomic_stress",
                         "Stress of each atom (virial, tension positive), pressure and von Mises stress",
                         "Thompson, Plimpton & Mattson, JCP 131, 154107 (2009), doi:10.1063/1.3245303",
                         {{"atomic_stress", "GPa", 6, "xx, yy, zz, yz, xz, xy; tension is positive" + open},
                          {"atomic_pressure", "GPa", 1, "−tr σ/3" + open},
                          {"atomic_von_mises", "GPa", 1, "(3/2 s:s)^½ of the deviatoric part" + open}},
                         table, atomic_stress);
}

}  // namespace glasscape
