#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <span>

#include "glasscape/core/context.hpp"
#include "glasscape/diffraction/simulate/options.hpp"
#include "glasscape/scattering/harmonics/harmonic_table.hpp"

namespace glasscape {

/// Detector images of X-rays scattered by a glass, with everything known that an analysis is to find.
///
/// `tables` is one total (g or S, any even l), or the partial functions g of all pairs of elements, as `pdf` makes
/// them, which are then weighted with the form factors at each Q. A planted strain (strained_glass()) is applied to
/// their l = 0. Writes into the folder:
///
///   loading_090.tif        counts with the loading axis at that azimuth (with repeats loading_090_1.tif, ...)
///   geometry.poni          the geometry an analysis is to use; true.poni the one that images were made with
///   dark.tif, flat.tif, mask.tif, background.tif    expected dark counts, sensitivity, masked pixels (1), counts
///   without
///                          a sample (with noise, of one image); each where it is not trivial
///   S_truth.csv, g_truth.csv   the coefficients behind the images; of partial functions g_truth has the weights of
///                          atomic numbers. strain_truth.csv: ε(r) where one was planted
///   truth.json             what is returned
///
/// Errors   Error(usage) for wrong options, elements, ranges of Q and energy, and a folder with a finished simulation
/// or
///          files of others (unless `replace`); Error(input) for tables that cannot be used; Error(stopped)
/// Exact    the same files on any number of threads
/// Cost     2048 × 2048 pixels: 0.5 s an image to compute and 0.5 s to write, on one core
/// Returns  {"options", "orientations": [{azimuth_deg, images}], density, mass_density, energy_keV, attenuation_per_mm,
///          mu_t, transmission, counts_per_unit, largest_q, largest_count, saturated, masked, files}
nlohmann::json simulate_diffraction(std::span<const HarmonicTable> tables, const SimulateOptions& options,
                                    const std::filesystem::path& folder, bool replace, const RunContext& context);

}  // namespace glasscape
