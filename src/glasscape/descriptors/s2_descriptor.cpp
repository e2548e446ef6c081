#include "glasscape/descriptors/s2_descriptor.hpp"

#include "glasscape/scattering/troughs.hpp"

namespace glasscape {
namespace {

const ParameterTable<S2FieldOptions>& parameters() {
  using O = S2FieldOptions;
  static const ParameterTable<O> table{
      {"cutoff",
       &O::cutoff,
       Unit("Å"),
       "end of the integral, best a trough of g(r)",
       positive(),
       {},
       "fourth trough of g(r) of Cu50Zr50, doi:10.1103/PhysRevB.99.014115"},
      {"smearing", &O::smearing, Unit("Å"), "standard deviation of the Gaussians that smear each distance", positive()},
      {"dr", &O::dr, Unit("Å"), "largest width of a bin of the integral", positive()},
      {"by_species", &O::by_species, Unit("1"), "resolved by species; false: as if all atoms were of one"},
      {"trough", &O::trough, Unit("1"),
       "take this trough of the configuration's total g(r) as cutoff (1: the first); 0: the cutoff that is given",
       between(0, 12)},
  };
  return table;
}

}  // namespace

std::vector<Field> s2_field(const Configuration& configuration, const S2FieldOptions& options,
                            const RunContext& context) {
  S2FieldOptions found = options;
  if (options.trough > 0) {
    found.cutoff = trough_of_g(configuration.view(), static_cast<std::size_t>(options.trough), "s2: trough", context);
  }
  std::vector<Field> fields = s2(configuration, found, context);
  for (Field& field : fields) field = field.with_origin(describe_origin("s2", parameters().resolved(found)));
  return fields;
}

Descriptor s2_descriptor() {
  return make_descriptor(
      "s2", "Two-body excess entropy, resolved by species",
      "Piaggi & Parrinello, JCP 147, 114112 (2017), doi:10.1063/1.4998408; Wei et al., PRB 99, 014115 "
      "(2019), doi:10.1103/PhysRevB.99.014115",
      {{"s2", "kB", 1, "two-body excess entropy; compare at equal cutoff and smearing only"}}, parameters(), s2_field);
}

}  // namespace glasscape
