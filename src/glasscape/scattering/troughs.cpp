#include "glasscape/scattering/troughs.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "glasscape/core/error.hpp"
#include "glasscape/core/suggest.hpp"
#include "glasscape/scattering/radial_distribution.hpp"

namespace glasscape {

std::vector<Extremum> troughs_of_g(const ConfigurationView& view, double rmax, const RunContext& context) {
  const RadialOptions options{.rmax = rmax};
  RadialDistribution rdf(options, view.species);
  rdf.add(view, context);
  std::vector<double> expected(rdf.bins(), 0);
  for (std::size_t k = 0; k < rdf.bins(); ++k) {
    for (std::size_t a = 0; a < view.species; ++a) {
      // Ordered pairs count both ways.
      for (std::size_t b = 0; b < view.species; ++b) expected[k] += rdf.expected_pairs(a, b, k) / 2;
    }
  }
  return find_extrema(rdf.total(), rdf.width(), options.smoothing, expected).troughs;
}

double trough_of_g(const ConfigurationView& view, std::size_t number, const std::string& where,
                   const RunContext& context) {
  for (const bool periodic : view.box.periodic()) {
    if (periodic) continue;
    throw input_error(where, "the box has a direction that is not periodic, so g(r) is not defined", "a periodic box");
  }
  constexpr double farthest = 40;
  std::vector<Extremum> troughs;
  // Usually a trough every 2.5 Å of a metallic glass, and the curve must rise again before one counts.
  for (double rmax = 5 + 2.7 * static_cast<double>(number);; rmax += 6) {
    rmax = std::min(rmax, farthest);
    troughs = troughs_of_g(view, rmax, context);
    if (number >= 1 && troughs.size() >= number) return troughs[number - 1].r;
    if (rmax >= farthest) break;
  }
  std::vector<std::string> found;
  for (const Extremum& trough : troughs) found.push_back(fmt::format("{:.2f}", trough.r));
  throw input_error(where, fmt::format("the total g(r) has no trough number {} that stands out of its noise", number),
                    found.empty() ? "it has none" : fmt::format("those at {} Å", join(found)),
                    "choose a lower number, or give the cutoff; a larger configuration has less noise");
}

}  // namespace glasscape
