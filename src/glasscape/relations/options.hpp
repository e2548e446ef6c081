#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "glasscape/core/parameters.hpp"

namespace glasscape {

/// How fields are related to each other and to themselves in space.
struct RelateOptions {
  std::int64_t bin_size = 200;
  std::string interval = "bca";
  std::string resample = "blocks";
  double block = 12;
  std::int64_t resamples = 1000;
  std::int64_t shuffles = 1000;
  double level = 0.95;
  std::int64_t seed = 1;
  double range = 12;
  double bin_width = 0.25;
  double fit_from = 3;
  double fit_to = 8;
  std::vector<std::int64_t> bin_sizes{100, 200};
  double tail = 0.1;
  std::string score = "spearman";
  std::int64_t class_size = 20;
  std::int64_t spectra = 4;
};

const ParameterTable<RelateOptions>& relate_parameters();

/// Refuses combinations that no single row of the table can: fit_from ≥ fit_to, bin_width > range. Throws Error(usage).
void check(const RelateOptions& options);

}  // namespace glasscape
