#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "glasscape/core/context.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/statistics/reliability.hpp"

namespace glasscape {

/// The barriers behind the activation energies of a catalogue made by `explore`, for the reliability of each average.
///
/// Sets the fields activation_mean, _min, _median, _boltzmann and _count of the configuration (present ones of these
/// names are replaced), and returns, under the name of each average, the barriers [eV] of every atom's events.
///
/// `connected`: "all" successful events, or "only" those whose saddle relaxes back to the start; `temperature` [K] of
/// the Boltzmann weights. Throws Error(input) where the catalogue was made for another glass.
std::map<std::string, RepeatedValues> add_activation(Configuration& configuration, const std::filesystem::path& events,
                                                     const std::string& connected, double temperature,
                                                     const RunContext& context);

}  // namespace glasscape
