#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/forces/force_field.hpp"
#include "glasscape/geometry/configuration.hpp"
#include "glasscape/landscape/catalogue.hpp"
#include "glasscape/landscape/event.hpp"

namespace glasscape {

/// Which part of a campaign a worker computes: every `of`-th attempt of the plan, `index` from 1.
struct Shard {
  std::int64_t index = 1, of = 1;
};
/// Reads "2/8". Throws Error(usage).
Shard parse_shard(std::string_view text, std::string_view where);

struct ExploreOptions : EventOptions {
  // What to compute; may differ when a catalogue is continued.
  Shard shard = {};
  double max_time = std::numeric_limits<double>::infinity();  ///< s
  std::int64_t events_per_atom = 10;
  std::string atoms = "all";
  std::int64_t sample = 0;
  std::string until = "attempts";
  std::int64_t max_attempts = 50;
  // What decides the result, besides EventOptions.
  std::int64_t seed = 1;
  double start_force = 1e-3;  ///< eV/Å
};

/// The one table of `explore`: flags, study files and the catalogue's record of settings are made of it.
const ParameterTable<ExploreOptions>& explore_parameters();

/// Settings that say what to compute rather than what comes out: catalogues do not record them.
bool plans_only(std::string_view setting);

/// Sets the options that a published study used; those it does not name keep their values.
///
///   wei2019   Wei et al., PRB 99, 014115 (2019), doi:10.1103/PhysRevB.99.014115: one atom kicked by 0.1 Å, pushes of
///             0.15 Å, basin left at −0.30 eV/Å², saddles converged to 0.05 eV/Å in the whole glass, 10 attempts an
///             atom
///
/// Throws Error(usage) for another name.
void apply_preset(ExploreOptions& options, std::string_view name, std::string_view where);

/// Barriers of the atoms of one species.
struct BarrierSummary {
  std::string species;
  std::int64_t attempts = 0, successes = 0, connected = 0;
  double mean = 0, median = 0;                      ///< eV, all successes; NaN without any
  double connected_mean = 0, connected_median = 0;  ///< eV, connected ones
};

struct CatalogueSummary {
  std::int64_t attempts = 0, successes = 0, connected = 0, evaluations = 0;
  std::map<std::string, std::int64_t> by_status;
  std::vector<BarrierSummary> by_species;
};

/// Counts everything that is in a catalogue.
CatalogueSummary summarise(Catalogue& catalogue);

struct ExploreResult {
  bool complete = false;       ///< nothing is left to do
  std::int64_t computed = 0;   ///< attempts stored by this call
  std::int64_t remaining = 0;  ///< attempts left to this shard (a lower bound with until = successes)
  CatalogueSummary catalogue;
};

/// Samples events of the energy landscape around a minimum and stores each attempt as it ends.
///
///   plan     for each atom chosen: attempts 0 … events_per_atom − 1 (until = attempts), or as many as give
///            events_per_atom successes, at most max_attempts (until = successes)
///   continue what the catalogue holds already is not computed again; a complete catalogue returns at once
///   threads  one attempt per thread at a time; the events do not depend on their number, nor on interruptions
///   stop     on request or after max_time the attempts under way are dropped and complete is false
///   shard    of the plan in order (all atoms' first attempts, then all second ones, ...) every `of`-th attempt; with
///            until = successes every `of`-th atom of those chosen, since one attempt decides whether there is a next.
///            Each shard has a file of its own; merge_catalogues joins them to what one worker would have made
///
/// Throws Error(input) where the configuration is no minimum (largest force above start_force) or the catalogue
/// belongs to another glass or potential, Error(usage) for other settings, Error(engine) where the disk refuses.
///
/// Cost     about 420 evaluations per attempt, 240 of them in a region of 10 Å: 0.2 s of a core in any glass
ExploreResult explore(const Configuration& configuration, const std::shared_ptr<const ForceField>& force_field,
                      const std::filesystem::path& catalogue, const ExploreOptions& options,
                      const RunContext& context = {});

}  // namespace glasscape
