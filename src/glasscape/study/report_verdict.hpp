#pragma once

#include <vector>

#include "glasscape/study/page.hpp"

namespace glasscape::report {

/// What verdict.json holds, as items of the page: the matrix of descriptors and properties as a heat map, the ranking,
/// binned correlations beside their expectation, reliability, and predictive power against correlation length.
std::vector<page::Json> verdict_items(const page::Json& verdict);

/// Classes: utility, spectra, distances. Scans of an option. Directional autocorrelations.
std::vector<page::Json> special_items(const page::Json& verdict);

}  // namespace glasscape::report
