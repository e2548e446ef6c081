# Messages and small helpers of ./dev. Everything is said on stderr: stdout belongs to the program that is run.

say() { printf '%s\n' "$*" >&2; }

fail() {  # fail EXIT_CODE MESSAGE...
  local code=$1
  shift
  say "dev: $*"
  exit "$code"
}

# Cores, but no more jobs than memory allows: a large translation unit takes about 1.5 GB.
jobs_allowed() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/ {print int($2 / 1500000)}' /proc/meminfo)
  ((memory < 1)) && memory=1
  echo "${JOBS:-$((cores < memory ? cores : memory))}"
}

elapsed() {  # elapsed START_SECONDS
  local s=$((SECONDS - $1))
  printf '%d:%02d' $((s / 60)) $((s % 60))
}

# quietly WHAT LOG COMMAND...: one line while it runs and one when it has ended; the tail of the log if it fails.
quietly() {
  local what=$1 log=$2 start=$SECONDS
  shift 2
  mkdir -p "$(dirname "$log")"
  say "$what (log: $log)"
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    return 1
  fi
  say "done in $(elapsed "$start")"
}
