#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/statistics/moments.hpp"

namespace glasscape {

/// Shapes that a spectrum of activation energies is compared with.
enum class SpectrumModel {
  exponential_rayleigh,         ///< w/λ e^{−E/λ} + (1−w) E/σ² e^{−E²/2σ²}
  exponential_rayleigh_origin,  ///< the same with the Rayleigh mode starting at E₀ ≥ 0: E − E₀ in its place
  rayleigh_origin,              ///< (E−E₀)/σ² e^{−(E−E₀)²/2σ²}, E₀ free
  gaussian,                     ///< normal with mean and standard deviation
};
std::string to_string(SpectrumModel model);

/// One model fitted by maximum likelihood. Parameters that the model does not have are NaN.
struct SpectrumFit {
  SpectrumModel model = SpectrumModel::exponential_rayleigh;
  double weight = std::numeric_limits<double>::quiet_NaN();  ///< w, share of the exponential mode
  double lambda = std::numeric_limits<double>::quiet_NaN();  ///< λ, decay energy of the exponential mode [eV]
  double sigma = std::numeric_limits<double>::quiet_NaN();   ///< σ of the Rayleigh mode (its maximum) or Gaussian [eV]
  double origin = std::numeric_limits<double>::quiet_NaN();  ///< E₀, or the mean of the Gaussian [eV]
  std::size_t parameters = 0;
  double log_likelihood = std::numeric_limits<double>::quiet_NaN();
  double aic = std::numeric_limits<double>::quiet_NaN();  ///< 2·parameters − 2·log_likelihood: smaller is better
  double ks = std::numeric_limits<double>::quiet_NaN();   ///< largest distance of the cumulative distributions
  double ks_p =
      std::numeric_limits<double>::quiet_NaN();  ///< of that distance, by parametric bootstrap; NaN if not asked for
  bool converged = false;
  /// 95 % bootstrap intervals of the parameters; NaN if not asked for.
  Interval weight_interval = {}, lambda_interval = {}, sigma_interval = {}, origin_interval = {};

  [[nodiscard]] double density(double energy) const;
  [[nodiscard]] double cumulative(double energy) const;
};

struct SpectrumOptions {
  std::int64_t resamples = 199;  ///< for ks_p; 0: none
  std::int64_t seed = 1;
  std::int64_t interval_resamples = 0;  ///< for the intervals of the parameters; 0: none
};

struct Spectrum {
  std::size_t count = 0;          ///< energies used
  std::size_t undefined = 0;      ///< NaN and infinite values left out
  std::size_t negative = 0;       ///< values below 0 left out: no barrier
  std::vector<SpectrumFit> fits;  ///< best AIC first; empty with fewer than 10 energies or without spread
};

/// Fits all models to a sample of activation energies [eV].
///
/// The mixtures are fitted by expectation maximisation: r, the responsibility of the exponential mode for each energy,
/// then w = ⟨r⟩, λ = ΣrE/Σr, σ² = Σ(1−r)(E−E₀)²/(2Σ(1−r)); E₀ by its likelihood profile. More than 4,096 energies are
/// grouped into 2,048 narrow bins for the iterations only. ks_p refits each of `resamples` samples drawn from the fit,
/// since the tabulated Kolmogorov distribution does not hold for fitted parameters.
///
/// Intervals of the parameters: 2.5 % and 97.5 % quantiles over refits of samples drawn with replacement. `unit_of`
/// (empty, or a number per energy) says which energies are drawn together: events of one atom go together, so that
/// intervals from single events are too narrow. NaN with fewer than two units.
///
/// Cost     O(n log n) and about a thousand passes over at most 4,096 values; times `resamples` for ks_p, times
///          `interval_resamples` for the intervals
/// Source   shape: paper 003, section IV A, after Fan, Iwashita & Egami, Nat. Commun. 5, 5083 (2014),
///          doi:10.1038/ncomms6083; EM: Dempster, Laird & Rubin, J. R. Stat. Soc. B 39, 1 (1977),
///          doi:10.1111/j.2517-6161.1977.tb01600.x
Spectrum fit_spectrum(std::span<const double> energies, const SpectrumOptions& options, const RunContext& context,
                      std::span<const std::int64_t> unit_of = {});

}  // namespace glasscape
