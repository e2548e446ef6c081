#include "glasscape/scattering/orientation_fit/anisotropy.hpp"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <numbers>

#include "glasscape/core/atomic_file.hpp"
#include "glasscape/core/error.hpp"
#include "glasscape/scattering/transform/window.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {
namespace {

nlohmann::json json_of(double v) { return std::isfinite(v) ? nlohmann::json(v) : nlohmann::json(nullptr); }

// Root mean square of what is finite.
double rms(std::span<const double> values) {
  double sum = 0;
  std::size_t count = 0;
  for (const double v : values) {
    if (!std::isfinite(v)) continue;
    sum += v * v;
    ++count;
  }
  return std::sqrt(sum / static_cast<double>(count));
}

// Σ (S/σ)²/n: 1 where a curve is nothing but its noise.
double reduced_square(const HarmonicCurve& curve) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t k = 0; k < curve.error.size(); ++k) {
    if (!(curve.error[k] > 0)) continue;
    sum += std::pow(curve.value[k] / curve.error[k], 2);
    ++count;
  }
  return sum / static_cast<double>(count);
}

std::string directions_csv(const Reduction& r) {
  std::string text = "Q [1/Å],S_2_0,S_2_0_error,two_directions,two_directions_tilted,two_directions_error,chi2\n";
  const HarmonicCurve* s = r.table.find({2, 0});
  for (std::size_t k = 0; s != nullptr && k < r.table.x.size(); ++k) {
    text +=
        fmt::format("{},{},{},{},{},{},{}\n", r.table.x[k], s->value[k], s->error.empty() ? std::nan("") : s->error[k],
                    r.two_directions[k], r.two_directions_tilted[k], r.two_directions_error[k], r.chi2[k]);
  }
  return text;
}

}  // namespace

const ParameterTable<AnisotropyOptions>& anisotropy_parameters() {
  using O = AnisotropyOptions;
  static const ParameterTable<AnisotropyOptions> table{
      {"composition", &O::composition, Unit("1"), "elements with relative amounts, such as Cu50Zr50; needed"},
      {"lmax", &O::lmax, Unit("1"), "largest l that is fitted: 0, 2 or 4", between(0, 4)},
      {"scale",
       &O::scale,
       Unit("1"),
       "match: a factor for each pattern is fitted; given: they share one",
       {},
       {"given", "match"}},
      {"sector",
       &O::sector,
       Unit("deg"),
       "full width of the sectors of the formula of two directions",
       {.low = 0, .high = 90, .low_open = true, .high_open = true}},
      {"rmax", &O::rmax, Unit("Å"), "largest distance of g", positive()},
      {"dr", &O::dr, Unit("Å"), "spacing of g", positive()},
      {"window", &O::window, Unit("1"), "of the transform of S to g", {}, window_names()},
      {"broadening", &O::broadening, Unit("Å"), "of the window gaussian", at_least(0)},
      {"core", &O::core, Unit("Å"), "g must vanish below: how well it does is reported; 0: not checked", at_least(0)},
  };
  return table;
}

Anisotropy analyse_orientations(std::span<const OrientedPattern> patterns, const AnisotropyOptions& options,
                                const RunContext& context) {
  if (options.affine.loading != "uniaxial") {
    throw usage_error("diffraction anisotropy", "loading = " + options.affine.loading, "uniaxial",
                      "patterns about one axis do not show g_2-2");
  }
  const std::vector<Constituent> composition = parse_composition(options.composition, "--composition");
  Anisotropy result;
  result.fit = fit_orientations(patterns, {.lmax = static_cast<int>(options.lmax),
                                           .scale = options.scale,
                                           .sector = options.sector * std::numbers::pi / 180});
  result.reduction = reduce(result.fit, composition, options.reduction);
  HarmonicTable& s = result.reduction.table;
  s.notes.emplace_back("composition", options.composition);
  s.notes.emplace_back("weights", "X-ray");
  const TransformOptions transform{.max = options.rmax,
                                   .step = options.dr,
                                   .window = options.window,
                                   .broadening = options.broadening,
                                   .core = options.core};
  result.g = bessel_transform(s, transform, context);
  if (options.lmax < 2) {
    result.why_not = "lmax is 0";
    return result;
  }
  try {
    SumError error_of_sum;
    if (!s.find({2, 0})->error.empty()) {
      error_of_sum = [&](std::span<const double> weights) {
        return transform_sum_error(s, {2, 0}, result.g.table.x, weights, transform);
      };
    }
    result.affine = affine_analysis(result.g.table, options.affine, nullptr, error_of_sum);
  } catch (const Error& error) {
    // The curves are worth having without it.
    if (error.kind() != ErrorKind::input) throw;
    result.why_not = error.what();
  }
  return result;
}

void write_anisotropy(const Anisotropy& a, const std::filesystem::path& folder) {
  write_file_atomically(folder / "S.csv", to_csv(a.reduction.table));
  write_file_atomically(folder / "S2.csv", directions_csv(a.reduction));
  write_file_atomically(folder / "g.csv", to_csv(a.g.table));
  if (a.affine) write_file_atomically(folder / "affine.csv", to_csv(*a.affine));
  write_file_atomically(folder / "anisotropy.json", summary(a).dump(2) + "\n");
}

nlohmann::json summary(const Anisotropy& a) {
  const Reduction& r = a.reduction;
  nlohmann::json json{{"q_min", r.table.x.front()},
                      {"q_max", r.table.x.back()},
                      {"pattern_scales", a.fit.scales},
                      {"beta", r.scale.beta},
                      {"fluorescence", r.scale.fluorescence},
                      {"chi2_median", json_of(quantile(sorted_finite(r.chi2), 0.5))},
                      {"resolution_A", a.g.report.resolution},
                      {"density_ratio", json_of(a.g.report.density_ratio)},
                      {"curves", nlohmann::json::array()},
                      {"core", nlohmann::json::array()}};
  for (const HarmonicCurve& curve : r.table.curves) {
    // For l = 0 the deviation from 1 is not noise in any sense.
    json["curves"].push_back(
        {{"l", curve.harmonic.l},
         {"rms", json_of(rms(curve.value))},
         {"rms_error", curve.error.empty() ? json_of(std::nan("")) : json_of(rms(curve.error))},
         {"chi2_of_zero", curve.harmonic.l == 0 ? json_of(std::nan("")) : json_of(reduced_square(curve))}});
  }
  for (const auto& core : a.g.report.core) {
    json["core"].push_back({{"l", core.harmonic.l}, {"rms", core.rms}, {"peak", core.peak}});
  }
  if (a.affine) {
    json["affine"] = summary(*a.affine);
  } else {
    json["affine"] = nullptr;
    json["affine_why_not"] = a.why_not;
  }
  return json;
}

}  // namespace glasscape
