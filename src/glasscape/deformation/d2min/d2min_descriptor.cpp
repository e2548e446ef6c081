#include "glasscape/deformation/d2min/d2min_descriptor.hpp"

namespace glasscape {
namespace {

PairResult d2min_field(const Reference& reference, const Configuration& current, const D2minFieldOptions& options,
                       const RunContext& context) {
  const double cutoff = reference.cutoff(options.cutoff, options.trough, "d2min: trough", context);
  const auto& neighbors = reference.neighbors(cutoff, context);
  PairResult result;
  result.fields.emplace_back("d2min", Unit(options.convention == "root" ? "Å" : "Å^2"),
                             d2min(reference.view(), current.view(), neighbors, options.convention, context).d2min);
  result.numbers.emplace_back("cutoff_A", cutoff);
  return result;
}

}  // namespace

PairDescriptor d2min_descriptor() {
  using O = D2minFieldOptions;
  static const ParameterTable<O> table{
      ShellRows<O>::cutoff("first trough of g(r) of CuZr glasses"),
      ShellRows<O>::trough(),
      {.name = "convention",
       .member = &O::convention,
       .unit = Unit("1"),
       .help = "divided by the number of neighbours, their sum, or the root of the sum [Å]",
       .choices = {"mean", "sum", "root"}},
  };
  return make_pair_descriptor(
      "d2min", "Non-affine squared displacement of the neighbours of each atom",
      "Falk & Langer, PRE 57, 7192 (1998), doi:10.1103/PhysRevE.57.7192 (the sum); Wei et al., PRB 99, 014115 (2019), "
      "doi:10.1103/PhysRevB.99.014115, eq. (5) (the mean)",
      {{"d2min", "Å^2", 1,
        "what is left of the neighbours' motion after the best affine map; [Å] with convention=root; NaN where "
        "neighbours do not span three dimensions"}},
      table, d2min_field);
}

}  // namespace glasscape
