#include "glasscape/learning/softness.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "glasscape/core/error.hpp"

namespace glasscape {

Field softness_of(const Configuration& configuration, const SoftnessModel& model, const std::string& where,
                  const RunContext& context) {
  std::vector<std::size_t> species_of;
  std::vector<const SpeciesSoftness*> plane_of;
  for (const Species& species : configuration.species) {
    const auto found = std::find(model.species.begin(), model.species.end(), species.name);
    if (found == model.species.end()) {
      throw input_error(where, fmt::format("does not know the species '{}'", species.name),
                        join(model.species) + " (the species it was trained on)",
                        "train a model on a glass of these species, or name the types with --elements");
    }
    species_of.push_back(static_cast<std::size_t>(found - model.species.begin()));
    plane_of.push_back(model.plane_of(species.name));
  }
  const ConfigurationView view = configuration.view();
  const StructureFunctions functions(model.functions, model.species.size(), where);
  std::vector<double> result(view.size(), std::numeric_limits<double>::quiet_NaN());
  functions.for_each(view, species_of, context, [&](std::size_t atom, std::span<const double> values) {
    const SpeciesSoftness* plane = plane_of[static_cast<std::size_t>(view.types[atom])];
    if (plane != nullptr) result[atom] = plane->softness(values);
  });
  return Field("softness", Unit("1"), std::move(result));
}

std::vector<Field> softness(const Configuration& configuration, const SoftnessOptions& options,
                            const RunContext& context) {
  if (options.model.empty()) {
    throw usage_error("softness", "no model is named", "model=FILE.json", "make one with `glasscape train`");
  }
  return {softness_of(configuration, read_softness_model(options.model), options.model, context)};
}

Descriptor softness_descriptor() {
  static const ParameterTable<SoftnessOptions> table{
      {"model", &SoftnessOptions::model, Unit("1"), "file with hyperplanes, made by train"},
  };
  return make_descriptor(
      "softness", "Distance to a learned hyperplane between neighbourhoods of soft and hard atoms",
      "Cubuk et al., PRL 114, 108001 (2015), doi:10.1103/PhysRevLett.114.108001; Schoenholz et al., Nat. Phys. 12, 469 "
      "(2016), doi:10.1038/nphys3644",
      {{"softness", "1", 1, "signed distance, soft is positive; NaN for species without a hyperplane"}}, table,
      softness);
}

}  // namespace glasscape
