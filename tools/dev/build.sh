# Configure and build; `run` hands over to the program.

preset_dir() {
  case $1 in
    release) echo build ;;
    dev) echo build-dev ;;
    asan-ubsan) echo build-asan ;;
    tsan) echo build-tsan ;;
    *) fail 2 "unknown preset '$1'; allowed: release, dev, asan-ubsan, tsan" ;;
  esac
}

# configure PRESET CMAKE_ARGS...: only when the folder is new or an option changes; ninja repeats it when files change.
configure() {
  local preset=$1 dir argument
  dir=$(preset_dir "$preset")
  shift
  local wanted=()
  for argument in "$@"; do
    grep -qs "^${argument:2}\$" <(sed 's/:[A-Z]*=/=/' "$dir/CMakeCache.txt" 2>/dev/null) || wanted+=("$argument")
  done
  [ -f "$dir/build.ninja" ] && [ ${#wanted[@]} -eq 0 ] && return 0
  if [ ! -f "$dir/CMakeCache.txt" ] && command -v ccache >/dev/null; then
    wanted+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  mkdir -p "$dir"
  if ! cmake --preset "$preset" "${wanted[@]}" >"$dir/configure.log" 2>&1 </dev/null; then
    tail -n 30 "$dir/configure.log" >&2
    fail 5 "configuring failed; the whole log is $dir/configure.log"
  fi
}

# Shows ninja's progress: one line that moves on a terminal, one line a minute otherwise, none if all is built.
show_progress() {
  local line last=-1 shown=0
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] && $line != *Re-checking* ]] || continue
    local done=${BASH_REMATCH[1]} all=${BASH_REMATCH[2]}
    if [ -t 2 ]; then
      printf '\r\033[Kbuilding %s/%s' "$done" "$all" >&2
      shown=1
    elif ((SECONDS / 60 != last)); then
      say "building $done/$all"
      last=$((SECONDS / 60))
    fi
  done
  ((shown)) && printf '\n' >&2
  return 0
}

# compile PRESET TARGETS...
compile() {
  local dir start=$SECONDS
  dir=$(preset_dir "$1")
  shift
  local lock=$dir/.lock
  exec 9>"$lock"
  flock 9  # two runs at once wait for one another instead of building the same files
  if ! NINJA_STATUS='[%f/%t] ' ninja -C "$dir" -j "$(jobs_allowed)" "$@" 2>&1 9>&- </dev/null | tee "$dir/build.log" | show_progress; then
    grep -nE -A12 'error|FAILED|fatal' "$dir/build.log" | head -n 40 >&2 || true
    say "..."
    tail -n 10 "$dir/build.log" >&2
    fail 5 "the build failed; the whole log is $dir/build.log"
  fi
  exec 9>&-
  ((SECONDS - start < 5)) || say "built in $(elapsed "$start")"
}

# A user's build needs no test packages, so tests are switched off unless they were asked for before.
build_program() {
  local preset=$1
  setup_run
  if [ -f "$(preset_dir "$preset")/CMakeCache.txt" ]; then
    configure "$preset"
  else
    configure "$preset" -DGLASSCAPE_TESTS=OFF
  fi
  compile "$preset" glasscape
}

build_command() {
  local preset=${1:-release}
  preset_dir "$preset" >/dev/null
  build_program "$preset"
  say "the program is $(preset_dir "$preset")/glasscape"
}

run_command() {
  build_program release
  local program=$PWD/build/glasscape
  cd "$caller_dir"
  exec "$program" "$@"
}
