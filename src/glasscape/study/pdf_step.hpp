#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/scattering/radial_distribution.hpp"

namespace glasscape {

/// g(r) of one configuration as the JSON that the report draws: r, total, partials, each with its peaks and troughs.
nlohmann::json pair_distribution(const Configuration& configuration, const RadialOptions& options,
                                 const RunContext& context);

/// The same as a table: r and one column per pair of species.
std::string pair_distribution_csv(const nlohmann::json& pdf);

}  // namespace glasscape
