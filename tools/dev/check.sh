# Tests, benchmarks, lint and reference pages.

test_command() {
  local preset=release
  case ${1:-} in
    release | dev | asan-ubsan | tsan)
      preset=$1
      shift
      ;;
  esac
  local dir status=0
  dir=$(preset_dir "$preset")
  install_packages "${run_packages[@]}" "${test_packages[@]}"
  setup_web
  configure "$preset" -DGLASSCAPE_TESTS=ON
  compile "$preset" all
  rm -f "$dir/tests.xml"
  # ctest's own closing lines are left to the summary, which adds the reasons of skipped tests.
  ctest --test-dir "$dir" -j "$(jobs_allowed)" --output-on-failure --no-tests=error --output-junit tests.xml --test-output-size-passed 65536 "$@" \
    </dev/null 2>&1 | sed -u -e '/^ *Start /d' -e '/tests passed, .* tests failed out of/,$d' || status=$?
  python3 tools/test_summary.py "$dir/tests.xml" || status=1
  return "$status"
}

bench_command() {
  local pattern=${1:-.} program found=0
  install_packages "${run_packages[@]}" "${test_packages[@]}" "${bench_packages[@]}"
  setup_web
  configure release -DGLASSCAPE_BENCH=ON -DGLASSCAPE_TESTS=ON  # the comparison with LAMMPS is shared with the tests
  compile release benchmarks
  for program in build/bench_*; do
    [ -x "$program" ] && [[ ${program#build/} =~ $pattern ]] || continue
    found=1
    say "== $program"
    "$program"
  done
  ((found)) || fail 2 "no benchmark program matches '$pattern'"
}

lint_command() {
  install_packages "${run_packages[@]}" "${lint_packages[@]}"
  setup_web
  python3 tools/lint.py "$@"
}

docs_command() {
  install_packages "${run_packages[@]}" python3
  build_program release
  python3 tools/reference.py --write
  python3 tools/check_docs.py
}
