#include "glasscape/deformation/strain/local_strain.hpp"

#include "glasscape/core/parallel.hpp"
#include "glasscape/deformation/d2min/d2min.hpp"
#include "glasscape/deformation/strain/strain_measures.hpp"

namespace glasscape {

PairResult local_strain(const Reference& reference, const Configuration& current, const LocalStrainOptions& options,
                        const RunContext& context) {
  const double cutoff = reference.cutoff(options.cutoff, options.trough, "strain: trough", context);
  const auto& neighbors = reference.neighbors(cutoff, context);
  const auto gradients = d2min(reference.view(), current.view(), neighbors, "sum", context).deformation_gradient;
  const std::size_t n = gradients.size();
  std::vector<double> gradient(9 * n), lagrange(6 * n), shear(n), volumetric(n), volume(n), rotation(3 * n), angle(n);
  parallel_blocks(context, n, 1024, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const Mat3& f = gradients[i];
      const Mat3 e = green_lagrange(f);
      const Rotation turn = rotation_of(f);
      const double six[] = {e[0].x, e[1].y, e[2].z, e[1].z, e[0].z, e[0].y};
      for (std::size_t k = 0; k < 9; ++k) gradient[9 * i + k] = f[k / 3][k % 3];
      for (std::size_t k = 0; k < 6; ++k) lagrange[6 * i + k] = six[k];
      for (std::size_t k = 0; k < 3; ++k) rotation[3 * i + k] = turn.vector[k];
      shear[i] = von_mises_shear(e);
      volumetric[i] = trace(e) / 3;
      volume[i] = determinant(f) - 1;
      angle[i] = turn.angle;
    }
  });
  const Unit none("1"), radian("rad");
  PairResult result;
  result.fields.emplace_back("shear_strain", none, std::move(shear));
  result.fields.emplace_back("volumetric_strain", none, std::move(volumetric));
  result.fields.emplace_back("volume_change", none, std::move(volume));
  result.fields.emplace_back("rotation_angle", radian, std::move(angle));
  result.fields.emplace_back("rotation", radian, std::move(rotation), 3);
  result.fields.emplace_back("green_lagrange", none, std::move(lagrange), 6);
  result.fields.emplace_back("deformation_gradient", none, std::move(gradient), 9);
  result.numbers.emplace_back("cutoff_A", cutoff);
  return result;
}

PairDescriptor strain_descriptor() {
  using O = LocalStrainOptions;
  static const ParameterTable<O> table{ShellRows<O>::cutoff("first trough of g(r) of CuZr glasses"),
                                       ShellRows<O>::trough()};
  const std::string nan = "; NaN where neighbours do not span three dimensions";
  return make_pair_descriptor(
      "strain", "Local deformation gradient, Green-Lagrange and von Mises strain, volume change and rotation",
      "Falk & Langer, PRE 57, 7192 (1998), doi:10.1103/PhysRevE.57.7192 (best affine map); shear and volumetric strain "
      "as in OVITO",
      {{"shear_strain", "1", 1, "von Mises shear of the Green-Lagrange strain, gamma/2 in small simple shear" + nan},
       {"volumetric_strain", "1", 1, "a third of the trace of the Green-Lagrange strain" + nan},
       {"volume_change", "1", 1, "det F - 1" + nan},
       {"rotation_angle", "rad", 1, "angle of the rotation R in F = RU" + nan + ", or det F <= 0"},
       {"rotation", "rad", 3, "its axis times the angle" + nan + ", or det F <= 0"},
       {"green_lagrange", "1", 6, "(F^T F - 1)/2: xx, yy, zz, yz, xz, xy" + nan},
       {"deformation_gradient", "1", 9, "F, row by row" + nan}},
      table, local_strain);
}

}  // namespace glasscape
