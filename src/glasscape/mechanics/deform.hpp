#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "glasscape/core/context.hpp"
#include "glasscape/core/parameters.hpp"
#include "glasscape/mechanics/elastic_constants.hpp"
#include "glasscape/mechanics/quasistatic.hpp"

namespace glasscape {

struct DeformOptions : QuasistaticOptions {
  std::string moduli = "all";      ///< elastic constants of the start: all, none
  double moduli_strain = 1e-4;     ///< see ElasticOptions::strain
  std::int64_t max_events = 0;     ///< stop after this many; 0: at max_strain only
  std::int64_t event_fields = 50;  ///< write the atoms of the first this many events
  std::int64_t checkpoint_steps = 10;
};
const ParameterTable<DeformOptions>& deform_parameters();

struct DeformResult {
  bool computed = true;    ///< false: the folder held the finished result
  bool resumed = false;    ///< an unfinished one was continued
  nlohmann::json summary;  ///< what deform.json holds
};

/// Athermal quasistatic deformation of a configuration, into a folder.
///
///   stress_strain.csv  a row per accepted state; `mark` is before or after at the two states around an event
///   events.csv         a row per event; see QuasistaticEvent
///   events/NNNN.xyz.gz the state before event NNNN (from 0001) with the fields d2min [Å²] and nonaffine (3) [Å]
///   final.xyz          the last state, atoms unwrapped, cell as strained: comparable with the start bond by bond
///   final.data         the same for LAMMPS: tilt below half a box length, atoms wrapped
///   deform.json        options, elastic constants, counts, yield point
///   checkpoint.json    while unfinished
///
/// The walk forgets its neighbour lists every checkpoint_steps steps, where it also writes its checkpoint; so a run
/// that was stopped or killed and continued gives the same numbers to the last bit.
///
/// Throws Error(usage) where the folder holds something else than this deformation (unless `replace`), Error(stopped)
/// on request, Error(numerical) where a minimisation fails.
DeformResult deform(const Configuration& configuration, const std::shared_ptr<const ForceField>& force_field,
                    const DeformOptions& options, const std::filesystem::path& folder, bool replace,
                    const RunContext& context);

/// The same atoms in an equivalent cell whose tilts are at most half of its lengths (what LAMMPS reads without
/// complaint), wrapped into it. The cell must be lower triangular up to a rotation, which is carried out.
Configuration with_small_tilt(const Configuration& configuration);

}  // namespace glasscape
