#include "glasscape/landscape/campaign_script.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>

namespace glasscape {
namespace {

std::string folder(const CampaignScript& campaign) {
  return std::filesystem::path(campaign.output).replace_extension(".shards").string();
}

std::string words(const std::vector<std::string>& arguments) {
  std::string line;
  for (const std::string& argument : arguments) line += " " + shell_word(argument);
  return line;
}

std::string time_flag(const CampaignScript& campaign) {
  return campaign.max_time > 0 ? fmt::format(" --max-time {:g}s", campaign.max_time) : std::string();
}

// What every script begins with.
std::string names(const CampaignScript& campaign) {
  return fmt::format("\nglasscape=${{GLASSCAPE:-{}}}\noutput={}\nfolder={}\nshards={}\n", shell_word(campaign.program),
                     shell_word(campaign.output), shell_word(folder(campaign)), campaign.shards);
}

// The call of the shard in $k: ends with 0 when it is complete, with 75 when there is more to do. What is stored
// already is not computed again.
std::string call(const CampaignScript& campaign) {
  return fmt::format(R"("$glasscape" explore{} \
    --shard "$k/$shards" --threads 1 --quiet{} -o "$folder/$k.db")",
                     words(campaign.arguments), time_flag(campaign));
}

constexpr const char* list_of_shards = R"(
files=()
for ((k = 1; k <= shards; k++)); do files+=("$folder/$k.db"); done
)";

// Braces have a meaning in the shell commands of a Snakefile.
std::string doubled(const std::string& text) {
  std::string result;
  for (const char c : text) result += std::string(c == '{' || c == '}' ? 2 : 1, c);
  return result;
}

// As a Python string literal.
std::string python_text(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

}  // namespace

std::string shell_word(const std::string& word) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("_-./,:=+@%").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string parallel_script(const CampaignScript& campaign) {
  return R"(#!/usr/bin/env bash
# A campaign of saddle searches on one machine, written by `glasscape submit`. Start it with bash; after an interruption
# (exit code 75) start it again: it continues. JOBS=n runs n shards at a time.
set -u
)" + names(campaign) +
         R"(
shard() {
  local k=$1
  )" + call(campaign) +
         R"( > "$folder/$k.log" 2>&1
  echo $? > "$folder/$k.exit"
}
export -f shard
export glasscape folder shards

mkdir -p "$folder" || exit
rm -f "$folder"/*.exit
jobs=${JOBS:-$(nproc)}
set -m  # the workers are a group of their own, so that a signal can be passed on to all of them
if parallel --version 2> /dev/null | grep -q '^GNU parallel'; then
  seq "$shards" | parallel --will-cite --jobs "$jobs" shard &
else
  seq "$shards" | xargs -P "$jobs" -I '{}' bash -c 'shard {}' &
fi
workers=$!
group=$(ps -o pgid= -p "$workers" | tr -d ' ')
trap 'kill -TERM -- "-$group" 2> /dev/null' TERM INT
while kill -0 "$workers" 2> /dev/null; do wait "$workers"; done
set +m
)" + list_of_shards +
         R"(
more=0
for ((k = 1; k <= shards; k++)); do
  code=$(cat "$folder/$k.exit" 2> /dev/null || echo 75)
  if [ "$code" -eq 75 ]; then
    more=75
  elif [ "$code" -ne 0 ]; then
    echo "shard $k failed:" >&2
    tail -n 5 "$folder/$k.log" >&2
    exit "$code"
  fi
done
[ "$more" -eq 0 ] || { echo "there is more to do: start this script again" >&2; exit 75; }
"$glasscape" merge "$output" "${files[@]}"
)";
}

std::string slurm_script(const CampaignScript& campaign) {
  const std::string name = std::filesystem::path(campaign.output).stem().string();
  std::string text = "#!/bin/bash\n";
  text += fmt::format("#SBATCH --job-name={}\n", shell_word(name));
  text += fmt::format("#SBATCH --array=1-{}\n", campaign.shards);
  text += "#SBATCH --ntasks=1\n#SBATCH --cpus-per-task=1\n#SBATCH --requeue\n#SBATCH --open-mode=append\n";
  text += "#SBATCH --signal=B:TERM@60\n";
  if (campaign.max_time > 0) {
    // Five minutes for starting and the last word.
    const auto seconds = static_cast<std::int64_t>(std::ceil(campaign.max_time)) + 300;
    text += fmt::format("#SBATCH --time={:02}:{:02}:{:02}\n", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
  text +=
      R"(# A campaign of saddle searches, written by `glasscape submit`; hand it to sbatch. A task whose time is over queues itself
# again and continues; the task that completes the campaign merges the shards.
set -u
)";
  text += names(campaign);
  text += R"(
cd "${SLURM_SUBMIT_DIR:-.}" && mkdir -p "$folder" || exit
k=$SLURM_ARRAY_TASK_ID
)" + call(campaign) +
          R"( &
worker=$!
trap 'kill -TERM "$worker" 2> /dev/null' TERM
wait "$worker"
code=$?
while kill -0 "$worker" 2> /dev/null; do
  wait "$worker"
  code=$?
done
if [ "$code" -eq 75 ]; then
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_$k"
  exit
fi
[ "$code" -eq 0 ] || exit "$code"
touch "$folder/$k.done"
)";
  text += list_of_shards;
  text += R"(
# Two tasks that end at the same time may both merge, which does no harm.
for ((k = 1; k <= shards; k++)); do [ -e "$folder/$k.done" ] || exit 0; done
"$glasscape" merge "$output" "${files[@]}"
)";
  return text;
}

std::string snakemake_script(const CampaignScript& campaign) {
  const std::string in = folder(campaign);
  // Snakemake removes the outputs of rules that fail, so the catalogues are no outputs: markers are.
  return fmt::format(R"(# A campaign of saddle searches, written by `glasscape submit`: snakemake --cores N -s THIS_FILE
# A shard whose time is over (exit code 75) fails and is tried again; it continues, as does a later call.
shards = range(1, {0} + 1)
program = {1}
folder = {2}


rule merge:
    input:
        expand(folder + "/{{k}}.done", k=shards),
    output:
        {3},
    params:
        program=program,
        files=expand(folder + "/{{k}}.db", k=shards),
    shell:
        "{{params.program:q}} merge {{output:q}} {{params.files:q}}"


rule shard:
    output:
        touch(folder + "/{{k}}.done"),
    params:
        program=program,
        db=lambda wildcards: folder + "/" + wildcards.k + ".db",
    threads: 1
    retries: {4}
    shell:
        {5}
)",
                     campaign.shards, python_text(campaign.program), python_text(in), python_text(campaign.output),
                     campaign.max_time > 0 ? 1000 : 0,
                     python_text("{params.program:q} explore" + doubled(words(campaign.arguments)) +
                                 fmt::format(" --shard {{wildcards.k}}/{} --threads 1 --quiet{} -o ", campaign.shards,
                                             time_flag(campaign)) +
                                 "{params.db:q}"));
}

}  // namespace glasscape
