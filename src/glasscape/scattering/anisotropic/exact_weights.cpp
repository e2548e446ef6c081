#include "glasscape/scattering/anisotropic/exact_weights.hpp"

#include <cmath>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/scattering/transform/transform.hpp"

namespace glasscape {
namespace {

// Even harmonics only, and those of l = 0 moved by `shift`.
HarmonicTable even_part(HarmonicTable table, double shift) {
  std::erase_if(table.curves, [](const HarmonicCurve& c) { return c.harmonic.l % 2 == 1; });
  for (HarmonicCurve& curve : table.curves) {
    if (curve.harmonic.l > 0) continue;
    for (double& v : curve.value) v += shift;
  }
  return table;
}

}  // namespace

HarmonicTable weigh_exactly(std::span<const HarmonicTable> pairs, std::span<const Constituent> composition,
                            const ExactWeights& weights, const RunContext& context) {
  const std::size_t n = composition.size();
  if (n == 0 || pairs.size() != n * (n + 1) / 2) {
    throw usage_error("weights", fmt::format("{} tables for the pairs of {} species", pairs.size(), n));
  }
  const HarmonicTable& like = pairs[0];
  const double one = weights.difference ? harmonic_scale(like.normalisation) : 0;
  const double step = like.bin_width > 0 ? like.bin_width : like.x[1] - like.x[0];
  const TransformOptions forth{.max = weights.qmax, .step = 0.02};
  HarmonicTable sum;
  std::vector<double> w;
  std::size_t at = 0;
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = a; b < n; ++b, ++at) {
      const HarmonicTable s = bessel_transform(even_part(pairs[at], one), forth, context).table;
      if (at == 0) {
        sum = s;
        for (HarmonicCurve& curve : sum.curves) {
          for (auto* v : {&curve.value, &curve.error}) std::fill(v->begin(), v->end(), 0.0);
        }
        for (const double q : sum.x) {
          const auto all = pair_weights(composition, weights.weighting, q, weights.energy);
          w.insert(w.end(), all.begin(), all.end());
        }
      }
      for (std::size_t c = 0; c < sum.curves.size(); ++c) {
        HarmonicCurve& to = sum.curves[c];
        for (std::size_t k = 0; k < sum.x.size(); ++k) {
          const double ways = a == b ? 1 : 2, weight = ways * w[k * n * n + a * n + b];
          to.value[k] += weight * s.curves[c].value[k];
          if (!to.error.empty()) to.error[k] = std::hypot(to.error[k], weight * s.curves[c].error[k]);
        }
      }
    }
  }
  const TransformOptions back{.max = like.x.back(), .step = step, .window = "lorch"};
  HarmonicTable result = even_part(bessel_transform(sum, back, context).table, -one);
  result.label = weights.weighting == PairWeighting::neutron ? "neutron" : "X-ray";
  result.notes = like.notes;
  result.notes.emplace_back(
      "weights", fmt::format("at every Q up to {:g} /Å, {:g} keV, Lorch window", weights.qmax, weights.energy));
  return result;
}

}  // namespace glasscape
