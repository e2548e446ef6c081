#include "glasscape/deformation/displacement/displacement.hpp"

#include "glasscape/deformation/displacement/affine_map.hpp"

namespace glasscape {

PairResult displacement(const Reference& reference, const Configuration& current, const DisplacementOptions& options,
                        const RunContext&) {
  const Configuration& before = reference.configuration();
  const AffineMap map = macroscopic_map(before, current, options.affine);
  const AffineMap still = macroscopic_map(before, current, "none");
  const std::size_t n = before.size();
  std::vector<double> whole(3 * n), whole_length(n), rest(3 * n), rest_length(n);
  for (std::size_t i = 0; i < n; ++i) {
    const Vec3 u = current.positions[i] - before.positions[i] - still.shift;
    const Vec3 v = current.positions[i] - map.f * before.positions[i] - map.shift;
    for (std::size_t c = 0; c < 3; ++c) {
      whole[3 * i + c] = u[c];
      rest[3 * i + c] = v[c];
    }
    whole_length[i] = norm(u);
    rest_length[i] = norm(v);
  }
  const Unit length("Å");
  PairResult result;
  result.fields.emplace_back("nonaffine_length", length, std::move(rest_length));
  result.fields.emplace_back("nonaffine", length, std::move(rest), 3);
  result.fields.emplace_back("displacement_length", length, std::move(whole_length));
  result.fields.emplace_back("displacement", length, std::move(whole), 3);
  return result;
}

PairDescriptor displacement_descriptor() {
  using O = DisplacementOptions;
  static const ParameterTable<O> table{
      {.name = "affine",
       .member = &O::affine,
       .unit = Unit("1"),
       .help = "macroscopic map that is taken off: of the cell, fitted to all atoms, none; auto: cell where all "
               "directions are periodic, else fit",
       .choices = {"auto", "cell", "fit", "none"}},
  };
  return make_pair_descriptor(
      "displacement", "Displacement of each atom, whole and without the macroscopic strain", "its definition",
      {{"nonaffine_length", "Å", 1, "length of the displacement without the macroscopic strain; never NaN"},
       {"nonaffine", "Å", 3, "displacement without the macroscopic strain; never NaN"},
       {"displacement_length", "Å", 1, "length of the displacement; never NaN"},
       {"displacement", "Å", 3, "displacement, less the mean of all atoms; never NaN"}},
      table, displacement);
}

}  // namespace glasscape
