#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/scattering/affine/affine_analysis.hpp"
#include "glasscape/scattering/orientation_fit/orientation_fit.hpp"
#include "glasscape/scattering/reduction/reduction.hpp"
#include "glasscape/scattering/transform/transform.hpp"

namespace glasscape {

struct AnisotropyOptions {
  std::string composition;  ///< "Cu50Zr50"
  std::int64_t lmax = 4;
  std::string scale = "given";
  double sector = 20;  ///< degrees
  // Of the transform to g.
  double rmax = 20;  ///< Å
  double dr = 0.02;  ///< Å
  std::string window = "lorch";
  double broadening = 0;  ///< Å
  double core = 0;        ///< Å
  ReductionOptions reduction;
  AffineOptions affine;
};
/// All but `reduction` and `affine`, which have tables of their own.
const ParameterTable<AnisotropyOptions>& anisotropy_parameters();

/// From patterns of several orientations to strain.
struct Anisotropy {
  OrientationFit fit;
  Reduction reduction;
  TransformResult g;
  std::optional<AffineAnalysis> affine;  ///< absent with lmax = 0, or where the data do not allow it
  std::string why_not;                   ///< then the reason
};

/// fit_orientations(), reduce(), bessel_transform() to g and affine_analysis() of g_20, one after the other.
///
/// Input    patterns corrected for the instrument and the background
/// Errors   those of its parts; Error(usage) for loading = shear, which patterns about one axis do not show
Anisotropy analyse_orientations(std::span<const OrientedPattern> patterns, const AnisotropyOptions& options,
                                const RunContext& context = {});

/// Writes S.csv (S_lm), S2.csv (S_20 beside the formula of two directions, and the fit's χ²), g.csv, affine.csv where
/// there is an analysis, and anisotropy.json. The folder exists.
void write_anisotropy(const Anisotropy& anisotropy, const std::filesystem::path& folder);

/// Scales, rms of S_20 and of its error, share of S_20 beyond its noise, limits of g and the affine analysis.
nlohmann::json summary(const Anisotropy& anisotropy);

}  // namespace glasscape
