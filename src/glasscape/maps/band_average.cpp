#include <cmath>

#include "glasscape/core/error.hpp"
#include "glasscape/maps/json_numbers.hpp"
#include "glasscape/maps/shear_band.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {

BandAverage band_average(const ConfigurationView& view, std::span<const double> values, const ShearBand& band) {
  if (values.size() != view.size()) throw usage_error("band average", "wrong number of values", "one value per atom");
  BandAverage result;
  if (!std::isfinite(band.width)) return result;
  const PlaneNormal normal(view.box, band.plane);
  std::vector<double> inside, outside;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    const double d = band.distance(normal.phase(view.positions[i]) * normal.period());
    if (band.in_band(d)) inside.push_back(values[i]);
    if (band.in_matrix(d)) outside.push_back(values[i]);
  }
  const Moments in = moments(inside), out = moments(outside);
  return {.band = in.mean,
          .matrix = out.mean,
          .band_error = in.standard_error(),
          .matrix_error = out.standard_error(),
          .band_atoms = in.count,
          .matrix_atoms = out.count};
}

BandAverage band_average(const Profile& profile, const ShearBand& band) {
  if (profile.plane != band.plane || std::abs(profile.period - band.period) > 1e-6 * profile.period) {
    throw usage_error("band average", "the profile is along other planes than the band's", {},
                      "make the profile along the planes of the band");
  }
  struct Sum {
    double n = 0, value = 0, variance = 0;
    void add(double count, double mean, double error) {
      n += count;
      value += count * mean;
      if (std::isfinite(error)) variance += count * count * error * error;
    }
  } in, out;
  for (std::size_t k = 0; k < profile.mean.size(); ++k) {
    if (profile.count[k] == 0) continue;
    const double d = band.distance(profile.centre(k));
    const auto n = static_cast<double>(profile.count[k]);
    if (band.in_band(d)) in.add(n, profile.mean[k], profile.error[k]);
    if (band.in_matrix(d)) out.add(n, profile.mean[k], profile.error[k]);
  }
  // 0/0 is the NaN of an empty side.
  return {.band = in.value / in.n,
          .matrix = out.value / out.n,
          .band_error = std::sqrt(in.variance) / in.n,
          .matrix_error = std::sqrt(out.variance) / out.n,
          .band_atoms = static_cast<std::size_t>(in.n),
          .matrix_atoms = static_cast<std::size_t>(out.n)};
}

nlohmann::json to_json(const BandAverage& a) {
  using detail::finite_or_null;
  return {{"band", finite_or_null(a.band)},
          {"band_error", finite_or_null(a.band_error)},
          {"band_atoms", a.band_atoms},
          {"matrix", finite_or_null(a.matrix)},
          {"matrix_error", finite_or_null(a.matrix_error)},
          {"matrix_atoms", a.matrix_atoms}};
}

nlohmann::json to_json(const ShearBand& b) {
  using detail::finite_or_null;
  nlohmann::json result{{"found", b.found},
                        {"why_not", b.why_not},
                        {"plane", b.plane},
                        {"p_value", finite_or_null(b.p_value)},
                        {"statistic", finite_or_null(b.statistic)},
                        {"period_A", finite_or_null(b.period)},
                        {"centre_A", finite_or_null(b.centre)},
                        {"centre_error_A", finite_or_null(b.centre_error)},
                        {"width_A", finite_or_null(b.width)},
                        {"width_error_A", finite_or_null(b.width_error)},
                        {"edge_A", finite_or_null(b.edge)},
                        {"peak", finite_or_null(b.peak)},
                        {"base", finite_or_null(b.base)},
                        {"band_mean", finite_or_null(b.band_mean)},
                        {"matrix_mean", finite_or_null(b.matrix_mean)},
                        {"contrast", finite_or_null(b.contrast)},
                        {"explained", finite_or_null(b.explained)},
                        {"fit", finite_or_null(b.fit)}};
  if (!b.profile.mean.empty()) result["profile"] = to_json(b.profile);
  return result;
}

}  // namespace glasscape
