#pragma once

#include <cstddef>
#include <vector>

namespace glasscape {

/// Scattered intensity on a grid of |Q| and azimuth, as integration of a detector image gives it.
///
/// Values of azimuth a and |Q| k are at [a · q.size() + k]. A pattern of one azimuth is one over full rings.
struct AzimuthalPattern {
  std::vector<double> q;          ///< 1/Å, centres of the bins
  std::vector<double> azimuth;    ///< rad, centres of the bins: χ = atan2(y, x) about the beam as pyFAI has it
  std::vector<double> intensity;  ///< NaN where no pixel contributes
  std::vector<double> error;      ///< standard error of the intensity; empty if unknown
  std::vector<double> pixels;     ///< pixels that contribute, parts of pixels included
  double wavelength = 0;          ///< Å

  [[nodiscard]] std::size_t at(std::size_t azimuth_bin, std::size_t q_bin) const {
    return azimuth_bin * q.size() + q_bin;
  }
};

}  // namespace glasscape
