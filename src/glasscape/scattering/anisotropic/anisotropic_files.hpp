#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "glasscape/scattering/anisotropic/anisotropic_pdf.hpp"

namespace glasscape {

/// Writes the tables of a result, as to_csv() does. `output` that ends in .csv becomes one file: the total, of the
/// difference where there are references. Any other name is a folder, made if needed:
///
///   g.csv, g_Cu-Zr.csv, g_X-ray.csv          g_lm of the configurations: total, pairs of species, weightings
///   reference.csv, reference_Cu-Zr.csv, ...  of the references
///   difference.csv, ...                      configurations minus references
///   pdf.json                                 anisotropic_summary()
///
/// Errors   Error(engine) where the disk refuses
/// Returns  the files
std::vector<std::filesystem::path> write_anisotropic(const AnisotropicResult& result,
                                                     const std::filesystem::path& output);

/// {samples, frames, errors, density, bin_width_A, normalisation, axis, tables: [{label, state, curves: [{l, m, rms,
/// rms_error, chi2}]}]}: root mean squares over the bins from the first with g_00 > 0.1 on of each coefficient (g_00
/// minus 1), of its standard error, and the mean square of their ratio, which is about 1 where there is noise only.
nlohmann::json anisotropic_summary(const AnisotropicResult& result);

}  // namespace glasscape
