#include "glasscape/deformation/compare/compare_pair.hpp"

#include <fmt/format.h>

#include "glasscape/deformation/bonds/broken_bonds_relation.hpp"
#include "glasscape/deformation/strain/strain_measures.hpp"
#include "glasscape/statistics/localization.hpp"

namespace glasscape {
namespace {

using nlohmann::json;

json rows_of(const Mat3& m) {
  json rows = json::array();
  for (const Vec3& row : m.row) rows.push_back({row.x, row.y, row.z});
  return rows;
}

json broken_bonds_json(const Configuration& c) {
  const Field* d2min = c.find_field("d2min");
  const Field* broken = c.find_field("bonds_broken_fraction");
  if (d2min == nullptr || broken == nullptr) return nullptr;
  const BrokenBondsRelation relation = broken_bonds_relation(d2min->values(), broken->values());
  const BinnedPairs& bins = relation.bins;
  json rows = json::array();
  for (std::size_t k = 0; k < bins.bins(); ++k) {
    rows.push_back({{"atoms", bins.count[k]},
                    {"d2min", bins.x[k]},
                    {"broken_fraction", bins.y[k]},
                    {"broken_fraction_error", bins.y_error[k]},
                    {"fitted", k < relation.fitted}});
  }
  return {{"bins", rows},
          {"fitted", relation.fitted},
          {"intercept", relation.line.intercept},
          {"intercept_error", relation.line.intercept_error},
          {"slope", relation.line.slope},
          {"slope_error", relation.line.slope_error},
          {"r_squared", relation.line.r_squared}};
}

}  // namespace

const ParameterTable<PairOptions>& pair_parameters() {
  using O = PairOptions;
  static const ParameterTable<O> table{
      FollowRows<O>::images(),
      FollowRows<O>::missing(),
      affine_row<O>(),
  };
  return table;
}

Comparison compare_pair(const Configuration& reference, const Configuration& current,
                        const std::vector<FieldRequest>& requests, const PairOptions& options,
                        const RunContext& context) {
  Follower follower(reference, options);
  Followed followed = follower.next(current, "the current configuration");
  return compare_followed(Reference(follower.reference()), std::move(followed), requests, options, context);
}

Comparison compare_followed(const Reference& reference, Followed followed, const std::vector<FieldRequest>& requests,
                            const PairOptions& options, const RunContext& context) {
  Comparison comparison;
  comparison.notes = std::move(followed.notes);
  comparison.current = std::move(followed.current);
  const auto compute = [&](const Reference& before) {
    comparison.map = macroscopic_map(before.configuration(), comparison.current, options.affine);
    PairResult result = compute_pair_fields(requests, before, comparison.current, context);
    comparison.current.fields = std::move(result.fields);
    comparison.numbers = std::move(result.numbers);
  };
  if (followed.lost.empty()) {
    compute(reference);
  } else {
    comparison.notes.push_back(fmt::format("{} atoms of the reference are missing and left out", followed.lost.size()));
    compute(Reference(common_atoms(reference.configuration(), followed.lost)));
  }
  return comparison;
}

json comparison_summary(const Comparison& comparison) {
  json fields = json::array();
  for (const Field& field : comparison.current.fields) {
    if (field.components() != 1) continue;
    const Localization l = localization(field.values());
    fields.push_back({{"name", field.name()},
                      {"unit", field.unit().symbol()},
                      {"origin", field.origin()},
                      {"mean", l.mean},
                      {"median", l.median},
                      {"psi", l.psi},
                      {"skewness", l.skewness},
                      {"extreme", l.extreme},
                      {"undefined", l.undefined}});
  }
  json numbers = json::object();
  for (const auto& [name, value] : comparison.numbers) numbers[name] = value;
  const Mat3& f = comparison.map.f;
  return {{"atoms", comparison.current.size()},
          {"timestep", comparison.current.timestep},
          {"macroscopic",
           {{"F", rows_of(f)},
            {"shear_strain", von_mises_shear(green_lagrange(f))},
            {"effective_strain", effective_strain(green_lagrange(f))},
            {"volume_change", determinant(f) - 1}}},
          {"fields", fields},
          {"numbers", numbers},
          {"broken_bonds", broken_bonds_json(comparison.current)},
          {"notes", comparison.notes}};
}

}  // namespace glasscape
