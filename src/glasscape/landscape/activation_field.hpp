#pragma once

#include <string>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/geometry/descriptor.hpp"

namespace glasscape {

struct ActivationOptions {
  std::string events;             ///< catalogue made by explore
  std::string connected = "all";  ///< all, only
  double temperature = 300;       ///< K, of the Boltzmann weights
};
const ParameterTable<ActivationOptions>& activation_parameters();

/// Activation energy of each atom: statistics of the barriers of the events that started by kicking it.
///
/// Options  events (a catalogue made by `explore` of this glass); connected {all, only}, default all: whether events
///          whose saddle does not relax back to the start count; temperature [K] of the Boltzmann weights, default 300
/// Output   "activation_mean", "activation_min", "activation_median" (N) [eV]; "activation_boltzmann" (N) [eV],
///          Σ Q exp(−Q/k_B T) / Σ exp(−Q/k_B T); "activation_count" (N) [1], the number of successful events that count
/// NaN      all energies of an atom without such an event; the count is 0 there
/// Errors   Error(input) where the catalogue was made for another glass: ids, species, or positions that differ by
///          more than 0.01 Å (up to whole cells)
/// Cost     O(events)
/// Source   Wei et al., PRB 99, 014115 (2019), doi:10.1103/PhysRevB.99.014115, uses about 10 events per atom; whether
/// its ΔQ_i is the mean
///          or the minimum is not stated, hence all three
std::vector<Field> activation(const Configuration& configuration, const ActivationOptions& options,
                              const RunContext& context);

Descriptor activation_descriptor();

}  // namespace glasscape
