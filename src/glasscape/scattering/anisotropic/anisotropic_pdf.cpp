#include "glasscape/scattering/anisotropic/anisotropic_pdf.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>

#include "glasscape/core/error.hpp"
#include "glasscape/geometry/composition.hpp"
#include "glasscape/scattering/anisotropic/pair_sums.hpp"
#include "glasscape/scattering/form_factors/averages.hpp"

namespace glasscape {
namespace {

constexpr double thinnest_block = 5;      // Å
constexpr double memory_limit = 2e9;      // bytes of the sums of one state
constexpr std::size_t fewest_atoms = 54;  // two in each of 27 blocks

// One function over the samples so far.
struct Average {
  std::vector<double> sum, squares, variance;

  void add(const PairCurves& curves) {
    const std::size_t n = curves.value.size();
    for (auto* v : {&sum, &squares, &variance}) v->resize(n, 0.0);
    for (std::size_t k = 0; k < n; ++k) {
      sum[k] += curves.value[k];
      squares[k] += curves.value[k] * curves.value[k];
      variance[k] += curves.variance[k];
    }
  }
};

// A table that is wanted: one pair of species, or a weighted sum.
struct Output {
  std::string label, kind;
  std::size_t a = 0, b = 0;
  std::optional<PairWeighting> weighting;
  Average now, before, difference;
};

std::string species_name(const Species& species, std::size_t index) {
  return species.name.empty() ? fmt::format("type{}", index + 1) : species.name;
}

std::string label_of(PairWeighting weighting) { return weighting == PairWeighting::neutron ? "neutron" : "X-ray"; }

// Weights of the species that occur; the others have none.
std::vector<double> weights_of(const Configuration& configuration, PairWeighting weighting) {
  const auto counts = configuration.counts();
  const std::size_t species = counts.size();
  std::vector<Constituent> composition;
  std::vector<std::size_t> present;
  for (std::size_t s = 0; s < species; ++s) {
    if (counts[s] == 0) continue;
    present.push_back(s);
    composition.push_back({species_name(configuration.species[s], s),
                           static_cast<double>(counts[s]) / static_cast<double>(configuration.size())});
  }
  const auto some = pair_weights(composition, weighting);
  std::vector<double> weights(species * species, 0);
  for (std::size_t i = 0; i < present.size(); ++i) {
    for (std::size_t j = 0; j < present.size(); ++j) {
      weights[present[i] * species + present[j]] = some[i * present.size() + j];
    }
  }
  return weights;
}

}  // namespace

struct AnisotropicPdf::State {
  AnisotropicOptions options;
  PairGrid grid;
  std::vector<Species> species;
  std::vector<Output> outputs;
  std::optional<PairSums> now, before;
  std::optional<Configuration> first;  // of the sample: its weights are those of this composition
  std::size_t samples = 0, frames = 0, smallest = std::numeric_limits<std::size_t>::max();
  bool referenced = false;
  double density = 0, reference_density = 0;

  explicit State(const AnisotropicOptions& given) : options(given) {
    const double bins = std::ceil(options.rmax / options.dr * (1 - 1e-12));
    if (!(options.rmax > 0) || !(options.dr > 0) || !(bins <= 1e6)) {
      throw usage_error("pdf", fmt::format("rmax {:g} Å and dr {:g} Å make {:g} bins", options.rmax, options.dr, bins),
                        "1 to 1,000,000 bins");
    }
    grid = {options.rmax, options.dr, static_cast<int>(options.lmax),
            frame_of_axis(axis_of(options.axis, "--axis"), "--axis")};
    harmonics_up_to(grid.lmax);
    normalisation_of(options.normalisation, "--normalisation");
  }

  void name_outputs(const Configuration& configuration) {
    species = configuration.species;
    outputs.push_back({.label = "total", .kind = "atoms", .weighting = PairWeighting::atoms});
    for (std::size_t a = 0; a < species.size(); ++a) {
      for (std::size_t b = a; b < species.size(); ++b) {
        outputs.push_back({.label = species_name(species[a], a) + "-" + species_name(species[b], b), .a = a, .b = b});
      }
    }
    for (const std::string& text : options.weighting) {
      const PairWeighting weighting = parse_weighting(text, "--weighting");
      if (weighting == PairWeighting::atoms) continue;
      if (weighting == PairWeighting::xray) {
        throw usage_error("--weighting", "weights that depend on Q are not defined for g(r)", "xray-number, neutron");
      }
      const std::string label = label_of(weighting);
      for (const Output& other : outputs) {
        if (other.label == label) throw usage_error("--weighting", fmt::format("{} is given twice", label));
      }
      outputs.push_back({.label = label, .kind = text, .weighting = weighting});
    }
  }

  int blocks_along(const Configuration& c) const {
    const Vec3 h = c.box.heights();
    const double pairs = static_cast<double>(species.size() * (species.size() + 1)) / 2;
    const double each = 8 * pairs * grid.rmax / grid.dr * static_cast<double>(harmonic_count(grid.lmax));
    const double thin = std::min({h.x, h.y, h.z});
    if (27 * each > memory_limit) {
      throw usage_error("pdf",
                        fmt::format("sums of {:.0f} pairs of species, {:.0f} bins and l up to {} take {:.1f} GB", pairs,
                                    grid.rmax / grid.dr, grid.lmax, 27 * each / 1e9),
                        fmt::format("{:.0f} GB", memory_limit / 1e9), "choose a larger --dr or a smaller --lmax");
    }
    return thin >= 5 * thinnest_block && 125 * each <= memory_limit ? 5 : 3;
  }

  void end_sample(const RunContext& context) {
    if (!now) return;
    if (now->frames() == 0) throw input_error("pdf", "a sample has no frame");
    for (Output& output : outputs) {
      const auto weights = output.weighting ? weights_of(*first, *output.weighting) : std::vector<double>{};
      const auto curves = [&](const PairSums& sums, const PairSums* minus) {
        return output.weighting ? sums.weighted(weights, minus, context)
                                : sums.partial(output.a, output.b, minus, context);
      };
      output.now.add(curves(*now, nullptr));
      if (!before) continue;
      output.before.add(curves(*before, nullptr));
      output.difference.add(curves(*now, &*before));
    }
    density += now->density();
    if (before) reference_density += before->density();
    frames += now->frames();
    smallest = std::min(smallest, first->size());
    ++samples;
  }

  HarmonicTable table(const Output& output, const Average& average, double mean_density, const std::string& errors,
                      const char* state) const {
    HarmonicTable t;
    t.label = output.label;
    t.normalisation = normalisation_of(options.normalisation, "--normalisation");
    t.density = mean_density / static_cast<double>(samples);
    t.notes = {{"state", state},
               {"samples", std::to_string(samples)},
               {"frames", std::to_string(frames)},
               {"axis", options.axis},
               {"errors", errors}};
    if (output.weighting) t.notes.emplace_back("weights", output.kind);
    const std::size_t channels = harmonic_count(grid.lmax), bins = average.sum.size() / channels;
    t.bin_width = grid.rmax / static_cast<double>(bins);
    for (std::size_t k = 0; k < bins; ++k) t.x.push_back((static_cast<double>(k) + 0.5) * t.bin_width);
    const bool odd = !output.weighting && output.a != output.b;
    const double n = static_cast<double>(samples), scale = harmonic_scale(t.normalisation);
    for (const Harmonic harmonic : harmonics_up_to(grid.lmax)) {
      if (harmonic.l % 2 == 1 && !odd) continue;
      HarmonicCurve curve{harmonic, {}, {}};
      for (std::size_t k = 0; k < bins; ++k) {
        const std::size_t at = k * channels + harmonic_index(harmonic);
        const double mean = average.sum[at] / n;
        curve.value.push_back(scale * mean);
        if (errors == "none") continue;
        const double variance = errors == "samples"
                                    ? std::max(0.0, average.squares[at] - n * mean * mean) / (n * (n - 1))
                                    : average.variance[at] / (n * n);
        curve.error.push_back(scale * std::sqrt(variance));
      }
      t.curves.push_back(std::move(curve));
    }
    return t;
  }
};

AnisotropicPdf::AnisotropicPdf(const AnisotropicOptions& options) : state_(std::make_unique<State>(options)) {}
AnisotropicPdf::~AnisotropicPdf() = default;
AnisotropicPdf::AnisotropicPdf(AnisotropicPdf&&) noexcept = default;

void AnisotropicPdf::begin_sample(const Configuration* reference, const std::string& where, const RunContext& context) {
  State& s = *state_;
  s.end_sample(context);
  s.now.reset();
  s.before.reset();
  s.first.reset();
  if (s.samples > 0 && s.referenced != (reference != nullptr)) {
    throw usage_error(where, "some samples have a reference and others have none", "one for each, or none");
  }
  s.referenced = reference != nullptr;
  if (!reference) return;
  if (s.outputs.empty()) s.name_outputs(*reference);
  s.before.emplace(s.grid, AtomBlocks(*reference, s.blocks_along(*reference)));
  s.before->add(*reference, where, context);
  s.first = *reference;
}

void AnisotropicPdf::add(const Configuration& frame, const std::string& where, const RunContext& context) {
  State& s = *state_;
  if (s.outputs.empty()) s.name_outputs(frame);
  const auto same = [](const Species& a, const Species& b) { return a.name == b.name; };
  if (!std::equal(s.species.begin(), s.species.end(), frame.species.begin(), frame.species.end(), same)) {
    throw input_error(where, "its species are not those of the first configuration",
                      "the same species in the same order", "name them with --elements");
  }
  if (!s.now) {
    if (!s.first) s.first = frame;
    s.now.emplace(s.grid, s.before ? s.before->blocks() : AtomBlocks(frame, s.blocks_along(frame)));
  }
  s.now->add(frame, where, context);
}

AnisotropicResult AnisotropicPdf::finish(const RunContext& context) {
  State& s = *state_;
  s.end_sample(context);
  s.now.reset();
  if (s.samples == 0) throw input_error("pdf", "there is no complete frame");
  AnisotropicResult result{.samples = s.samples, .frames = s.frames};
  const bool scatter = s.options.errors == "samples" || (s.options.errors == "auto" && s.samples >= 4);
  if (scatter && s.samples < 2) {
    throw usage_error("--errors", "one sample has no scatter between samples", "blocks, or several configurations");
  }
  result.errors = scatter ? "samples" : s.smallest < fewest_atoms ? "none" : "blocks";
  for (const Output& output : s.outputs) {
    result.tables.push_back(s.table(output, output.now, s.density, result.errors, "configuration"));
    if (!s.referenced) continue;
    result.reference.push_back(s.table(output, output.before, s.reference_density, result.errors, "reference"));
    result.difference.push_back(
        s.table(output, output.difference, s.density, result.errors, "configuration minus reference"));
  }
  return result;
}

}  // namespace glasscape
