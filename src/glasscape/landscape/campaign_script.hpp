#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace glasscape {

/// A campaign in shards, as a script is to run it.
struct CampaignScript {
  std::string program;                 ///< what runs glasscape
  std::vector<std::string> arguments;  ///< of `explore`, without --shard, --max-time, --threads and -o
  std::string output;                  ///< merged catalogue; shards and logs go to a folder beside it
  std::int64_t shards = 1;
  double max_time = 0;  ///< s, of one call; 0: none
};

/// Bash for one machine: as many shards at a time as it has cores ($JOBS), then the merge. Exit code 75 where there is
/// more to do: the script given again continues.
std::string parallel_script(const CampaignScript& campaign);

/// A Slurm array job, a task per shard with one core. A task that runs out of time requeues itself; the one that
/// completes the campaign merges.
std::string slurm_script(const CampaignScript& campaign);

/// A Snakefile: a rule for the shards, whose catalogues it never removes, and one for the merge.
std::string snakemake_script(const CampaignScript& campaign);

/// The word as a POSIX shell reads it back: quoted where it has to be.
std::string shell_word(const std::string& word);

}  // namespace glasscape
