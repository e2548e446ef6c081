#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "glasscape/scattering/affine/affine_analysis.hpp"

namespace glasscape {
namespace {

nlohmann::json json_of(double v) { return std::isfinite(v) ? nlohmann::json(v) : nlohmann::json(nullptr); }

nlohmann::json json_of(const Measured& m) { return {{"value", json_of(m.value)}, {"error", json_of(m.error)}}; }

nlohmann::json json_of(const Measured& m, const Interval& interval) {
  nlohmann::json object = json_of(m);
  object["low"] = json_of(interval.low);
  object["high"] = json_of(interval.high);
  return object;
}

}  // namespace

std::string to_csv(const AffineAnalysis& a) {
  const std::string name = fmt::format("g_{}_{}", a.harmonic.l, a.harmonic.m);
  std::string text = fmt::format(
      "r [Å],{0},{0}_error,{0}_smooth,g_0_0,r_dgdr,affine,affine_second,affine_4_0,non_affine,strain,strain_error,"
      "strain_second\n",
      name);
  for (std::size_t k = 0; k < a.r.size(); ++k) {
    const double second = a.strain_second.empty() ? std::nan("") : a.strain_second[k];
    text += fmt::format("{:.10g}", a.r[k]);
    for (const double v :
         {a.value[k], a.error[k], a.smooth[k], a.isotropic[k], a.r_slope[k], a.affine[k], a.affine_second[k],
          a.affine_fourth[k], a.non_affine[k], a.strain[k], a.strain_error[k], second}) {
      text += std::isfinite(v) ? fmt::format(",{:.8g}", v) : ",nan";
    }
    text += '\n';
  }
  return text;
}

nlohmann::json summary(const AffineAnalysis& a) {
  const AffineFit& fit = a.fit;
  return {{"harmonic", {a.harmonic.l, a.harmonic.m}},
          {"poisson", a.poisson},
          {"alpha", json_of(fit.alpha, fit.alpha_interval)},
          {"strain", json_of(fit.strain, fit.strain_interval)},
          {"strain_sign", "positive in tension"},
          {"fit",
           {{"r_min_A", fit.r_min},
            {"r_max_A", fit.r_max},
            {"effective_points", json_of(fit.effective_points)},
            {"alpha_error_from_columns", json_of(fit.error_from_columns)},
            {"alpha_error_from_residuals", json_of(fit.error_from_residuals)}}},
          {"critical_radius",
           {{"value_A", json_of(a.critical.value)},
            {"low_A", json_of(a.critical.low)},
            {"high_A", json_of(a.critical.high)},
            {"noise_A", json_of(a.critical.noise)},
            {"beyond_fit", a.critical.beyond_fit}}},
          {"phase",
           {{"r_min_A", a.phase_min},
            {"r_max_A", a.phase_max},
            {"with_affine", json_of(a.phase.with_affine)},
            {"with_isotropic", json_of(a.phase.with_isotropic)},
            {"in_phase", json_of(a.phase.in_phase)},
            {"out_of_phase", json_of(a.phase.out_of_phase)},
            {"phase_deg", json_of(a.phase.phase)},
            {"explained", json_of(a.phase.explained)}}}};
}

}  // namespace glasscape
