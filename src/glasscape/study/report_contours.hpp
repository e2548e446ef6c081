#pragma once

#include <optional>
#include <string>
#include <vector>

#include "glasscape/study/page.hpp"

namespace glasscape::report {

/// Atoms drawn as circles over a map.
struct Overlay {
  std::string name;
  std::vector<std::size_t> atoms;
  std::string color;
  double radius;  ///< pixels
};

/// The largest values of a field as circles that grow with it: the top tenth, the top thirtieth, the top hundredth.
std::vector<Overlay> bubbles(const Field& field, const std::string& label, const std::string& color);

/// Filled contours of a field in slices along the third cell vector:
///
///   f(x) = Σ_i f_i exp(−|x − r_i|²/2σ²) / Σ_i exp(−|x − r_i|²/2σ²),   σ = 2 Å, all periodic images
///
/// at the points of a grid in the middle of each slab, in six steps from the 2 % to the 98 % quantile. Overlaid atoms
/// are those of the slab. Nothing where the field has no value or the cell is far from rectangular.
std::optional<page::Json> contours(const std::string& id, const std::string& title, const Configuration& configuration,
                                   const Field& field, const std::string& label,
                                   const std::vector<Overlay>& overlays = {}, const std::string& caption = {});

/// The maps that papers 003 and 004 draw of a glass with events: activation energies with the first rearrangements
/// (`centres`, ids of atoms) and with the largest vibrational and diffusive displacements over them, and what was
/// measured beside, slice by slice.
std::vector<page::Json> landscape_maps(const Configuration& configuration, const std::vector<std::int64_t>& centres);

}  // namespace glasscape::report
