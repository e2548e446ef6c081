#pragma once

#include <cstdint>
#include <span>

#include "glasscape/core/context.hpp"
#include "glasscape/diffraction/integrate/pixel_places.hpp"
#include "glasscape/diffraction/integrate/sparse_matrix.hpp"

namespace glasscape {

/// How a pixel is shared between the bins that it overlaps.
enum class Splitting {
  none,  ///< all of it belongs to the bin of its centre
  bbox,  ///< the rectangle about its centre, in radius and azimuth, that reaches to its farthest corners
  full,  ///< the quadrilateral of its corners, with straight edges in radius and azimuth
};

/// The bins of a pattern. Azimuthal bins follow each other with the radial ones inside: azimuth · bins + radial.
struct PolarGrid {
  double low = 0, width = 1;  ///< 1/nm or rad: lower edge of the first bin, width of a bin
  std::size_t bins = 1;
  double azimuth_low = 0, azimuth_width = 1;  ///< rad
  std::size_t azimuth_bins = 1;
  bool sector = true;  ///< false: one bin of whole rings, whatever azimuth_low says
  /// Pixels that cross an end of the grid, and ±180° in azimuth, belong to it whole. Otherwise their parts outside are
  /// left out, and what crosses ±180° continues on the other side.
  bool whole = false;

  [[nodiscard]] std::size_t size() const noexcept { return bins * azimuth_bins; }
};

/// Smallest and largest radius of the pixels that are not masked: of centres, bounding boxes or corners, as splitting
/// has it; never below 0. low > high where every pixel is masked.
struct RadialRange {
  double low = 0, high = -1;
};
RadialRange radial_range(const PixelPlaces& places, std::size_t rows, std::size_t columns,
                         std::span<const std::uint8_t> mask, Splitting splitting, const RunContext& context);

/// The parts of all pixels in all bins; masked pixels have none.
///
/// In sectors, the pixel that the direct beam hits covers all azimuths from radius 0 on. With `full`, areas are those
/// in the plane of radius and azimuth, without a factor for the radius, so that all parts of a pixel count alike.
///
/// Input    mask: empty, or 1 for each pixel to be left out
/// Exact    the parts of a pixel inside the grid add up to 1; the same on any number of threads
/// Cost     O(pixels + parts); 8 bytes for each part
SparseMatrix split_pixels(const PixelPlaces& places, std::size_t rows, std::size_t columns,
                          std::span<const std::uint8_t> mask, const PolarGrid& grid, Splitting splitting,
                          const RunContext& context);

}  // namespace glasscape
