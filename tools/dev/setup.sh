# Debian and npm packages: what a user needs, what tests need and what lint needs are kept apart.

run_packages=(
  build-essential cmake ninja-build pkg-config git ca-certificates
  liblammps-dev lammps libopenmpi-dev openmpi-bin openkim-models libkim-api-dev
  libeigen3-dev libtbb-dev libspectra-dev libcli11-dev libfmt-dev libsqlite3-dev voro++-dev liblinear-dev
  libtomlplusplus-dev nlohmann-json3-dev libzstd-dev zlib1g-dev libpng-dev libxxhash-dev
  libxrl-dev libtiff-dev libcbf-dev libhdf5-dev libfftw3-dev
)
test_packages=(libgtest-dev python3 zstd chromium fonts-dejavu-core)
bench_packages=(libbenchmark-dev)
lint_packages=(clang-14 clang-format-14 clang-tidy-14 libgtest-dev libbenchmark-dev python3)

missing_packages() {
  local package
  declare -A installed=()
  while read -r package; do installed[$package]=1; done < <(
    dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p')
  for package in "$@"; do [ -n "${installed[$package]:-}" ] || echo "$package"; done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

install_packages() {
  local missing
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    [ -d build ] || say "dev: this is not Debian; install what these Debian packages hold yourself: $*"
    return 0
  fi
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    fail 5 "packages are missing and this user is neither root nor able to use sudo. Ask an administrator for:
  apt-get install --no-install-recommends ${missing[*]}"
  fi
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q -y)
  quietly "package lists" build/apt-update.log as_root "${apt[@]}" update ||
    say "dev: the package lists could not be refreshed; going on with the old ones"
  quietly "installing ${#missing[@]} Debian packages: ${missing[*]}" build/apt-install.log \
    as_root "${apt[@]}" install --no-install-recommends "${missing[@]}" ||
    fail 5 "these packages could not be installed: ${missing[*]}
  remedy: check the network and /etc/apt/sources.list (Debian 12 'bookworm', section main), then repeat the command"
}

# Debian 12 brings Node 18, which suffices; a newer one that the machine has already is left alone.
node_suffices() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 18 || (a === 18 && b >= 13) ? 0 : 1)'
}

setup_web() {
  [ -f web/package-lock.json ] || return 0
  local stamp=web/node_modules/.installed
  [ -f "$stamp" ] && cmp -s web/package-lock.json "$stamp" && return 0
  node_suffices || install_packages nodejs npm
  node_suffices || fail 5 "the report page needs Node 18.13 or newer with npm; found: $(node --version 2>/dev/null || echo none)
  remedy: install the Debian packages nodejs and npm, or Node from https://nodejs.org"
  quietly "npm packages of the report page" build/npm.log npm --prefix web ci --no-audit --no-fund ||
    fail 5 "the npm packages of the report page (web/package-lock.json) could not be installed
  remedy: check that the npm registry can be reached (npm ping), or set it with: npm config set registry URL"
  cp web/package-lock.json "$stamp"
}

setup_run() {
  install_packages "${run_packages[@]}"
  setup_web
}
