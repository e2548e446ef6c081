#include "glasscape/relations/standardise.hpp"

#include <limits>

#include "glasscape/statistics/moments.hpp"

namespace glasscape {

std::vector<double> standardised(const Configuration& configuration, std::span<const double> values) {
  std::vector<std::vector<double>> of_species(configuration.species.size());
  for (std::size_t i = 0; i < values.size(); ++i) of_species[configuration.types[i]].push_back(values[i]);
  std::vector<double> mean, scale;
  for (const auto& v : of_species) {
    const Moments m = moments(v);
    mean.push_back(m.mean);
    scale.push_back(m.variance > 0 ? 1 / m.standard_deviation() : std::numeric_limits<double>::quiet_NaN());
  }
  std::vector<double> result(values.begin(), values.end());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto t = static_cast<std::size_t>(configuration.types[i]);
    result[i] = (values[i] - mean[t]) * scale[t];
  }
  return result;
}

}  // namespace glasscape
