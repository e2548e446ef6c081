#pragma once

#include <cstdint>
#include <span>

#include "glasscape/statistics/binned.hpp"

namespace glasscape {

struct BrokenBondsOptions {
  std::int64_t per_bin = 200;  ///< atoms of one bin, fewer where there would be less than ten bins
  double fit_share = 0.8;      ///< the straight line is fitted to the bins of this share of the atoms, lowest D² first
};

/// How the share of broken bonds grows with the non-affine displacement.
struct BrokenBondsRelation {
  BinnedPairs bins;        ///< x: D²min, y: fraction of bonds broken; bin means with standard errors
  std::size_t fitted = 0;  ///< bins of the line, from the first
  LinearFit line;          ///< through them; the intercept is the share broken at D² → 0
};

/// Atoms sorted by D²min in bins of equal size, the mean fraction of broken bonds in each, and a straight line through
/// the bins of small D²min.
///
/// Errors of the line are those of its residuals; neighbouring atoms share bonds, so that those of the bins are too
/// small. The range of the fit is our choice: the paper gives none.
///
/// Input    one value per atom of both; atoms without a value in either are left out
/// NaN      the line with fewer than two bins (its errors: three)
/// Source   Dong et al., Nat. Phys. (2023), doi:10.1038/s41567-023-02243-9, figure 3c
BrokenBondsRelation broken_bonds_relation(std::span<const double> d2min, std::span<const double> broken_fraction,
                                          const BrokenBondsOptions& options = {});

}  // namespace glasscape
