#include "glasscape/vibration/flexibility_volume/flexibility_volume.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"
#include "glasscape/neighbors/voronoi.hpp"

namespace glasscape {
namespace {

// The field, and the factor to Å².
std::pair<const Field*, double> find_vmsd(const Configuration& configuration, const std::string& name) {
  const Field* field = configuration.find_field(name);
  if (field == nullptr) {
    throw input_error("flexibility_volume", fmt::format("the configuration has no field '{}'", name), {},
                      "compute it in the same call, before this one (--field vibrational_msd:... --field "
                      "flexibility_volume), start from a file that holds it, or name another field with vmsd=NAME");
  }
  const Unit area("Å^2");
  if (field->components() != 1 || !field->unit().same_dimension(area)) {
    throw input_error(
        "flexibility_volume",
        fmt::format("the field '{}' has {} components in {}", name, field->components(), field->unit().symbol()),
        "one component per atom, an area such as Å^2", "name the total mean squared displacement with vmsd=NAME");
  }
  return {field, field->unit().factor_to(area)};
}

}  // namespace

std::vector<Field> flexibility_volume(const Configuration& configuration, const FlexibilityOptions& options,
                                      const RunContext& context) {
  const auto [vmsd, factor] = find_vmsd(configuration, options.vmsd);
  std::vector<double> values(configuration.size(), std::numeric_limits<double>::quiet_NaN());
  for_each_voronoi_cell(configuration.view(), {}, context,
                        [&, field = vmsd, scale = factor](std::uint32_t atom, const VoronoiCell& cell) {
                          if (cell.bounded) values[atom] = scale * field->at(atom) * std::cbrt(cell.volume);
                        });
  std::vector<Field> fields;
  // What made the displacement matters as much as this step.
  fields.emplace_back("flexibility_volume", Unit("Å^3"), std::move(values), 1,
                      fmt::format("flexibility_volume(vmsd={}) of {}", options.vmsd,
                                  vmsd->origin().empty() ? "the input file" : vmsd->origin()));
  return fields;
}

Descriptor flexibility_volume_descriptor() {
  static const ParameterTable<FlexibilityOptions> table{
      {"vmsd", &FlexibilityOptions::vmsd, Unit("1"), "name of the field with the mean squared displacement"},
  };
  Descriptor descriptor = make_descriptor(
      "flexibility_volume", "Vibrational mean squared displacement times the cube root of the atomic volume",
      "Ding et al., Nat. Commun. 7, 13733 (2016), doi:10.1038/ncomms13733",
      {{"flexibility_volume", "Å^3", 1,
        "NaN where the displacement is, or where the Voronoi cell reaches an open end of the box"}},
      table, flexibility_volume);
  descriptor.needs = {"vmsd"};
  return descriptor;
}

}  // namespace glasscape
