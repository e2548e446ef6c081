#pragma once

#include <memory>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/scattering/anisotropic/options.hpp"
#include "glasscape/scattering/harmonics/harmonic_table.hpp"

namespace glasscape {

/// What AnisotropicPdf found. Tables are total, pairs of species, further weightings, in this order.
struct AnisotropicResult {
  std::vector<HarmonicTable> tables;      ///< g_lm of the configurations
  std::vector<HarmonicTable> reference;   ///< of their references; empty without
  std::vector<HarmonicTable> difference;  ///< configurations minus references, with the error of the pairs
  std::size_t samples = 0, frames = 0;
  std::string errors;  ///< where standard errors come from: blocks, samples, or none
};

/// Anisotropic pair distribution function of configurations, expanded in real spherical harmonics.
///
///   g(r vector) = Σ_lm g_lm(r) y_lm(r̂)
///   g_lm(r) = Σ_{ordered pairs in the bin} y_lm(r̂_ij) / [Σ_frames N²/V · (4π/3)(r₂³ − r₁³)]
///
/// and for a pair of species with N_a N_b and r̂ from a to b. Weighted totals are Σ_ab w_ab g_lm^ab. All frames of a
/// sample are summed; samples (runs, files) are averaged with the same weight. With a reference for every sample, the
/// states are also subtracted pair by pair of samples, which takes out the noise that both share: the frozen-in
/// anisotropy of a finite glass is as large as the effect of a strain of one per cent in 5,000 atoms.
///
/// Odd l vanish, but for pairs of unlike species: there they tell whether b lies on one side of a. They are written for
/// those only.
///
/// Input    configurations that are periodic in all directions, all samples of the same species; rmax may exceed the
/// box Options  rmax, dr [Å]; lmax from 0 to 16, default 4; axis, default z; normalisation {4pi, orthonormal}, default
/// 4pi;
///          weighting: any of xray-number, neutron; errors {auto, blocks, samples}
/// Output   HarmonicTable each [1]
/// Errors   Standard errors of `blocks`: the sample is divided into 5³ blocks (3³ where they were thinner than 5 Å),
///          pairs belong to blocks as AtomBlocks says; the scatter of the blocks' sums, each minus its share of the
///          total, gives the variance of the total. Several frames of a sample are summed before. Of `samples`: scatter
///          of the samples' g_lm over the root of their number. auto: samples where there are four or more. None for a
///          sample of fewer than 54 atoms. Blocks err on the large side where their numbers of atoms scatter: in a gas
///          by up to 50 % for l = 0 and 15 % for l = 2, in a glass by a few per cent. Errors of neighbouring bins are
///          nearly independent for narrow bins. Error(input) for open boxes, other atoms within a sample, other species
///          between samples; Error(usage)
/// NaN      pairs of a species without atoms
/// Exact    the same on any number of threads; g_00 of the total is the g of RadialDistribution
/// Cost     O(N·n·lmax²); memory 8 bytes · blocks · pairs of species · bins · (lmax + 1)², twice with a reference
class AnisotropicPdf {
 public:
  explicit AnisotropicPdf(const AnisotropicOptions& options);
  ~AnisotropicPdf();
  AnisotropicPdf(AnisotropicPdf&&) noexcept;

  /// Begins a sample, with its reference state or none (nullptr): all samples have one, or none has. `where` names it
  /// in messages.
  void begin_sample(const Configuration* reference, const std::string& where, const RunContext& context = {});
  /// A frame of the sample.
  void add(const Configuration& frame, const std::string& where, const RunContext& context = {});
  /// Ends the last sample. Throws Error(input) without any frame.
  AnisotropicResult finish(const RunContext& context = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace glasscape
