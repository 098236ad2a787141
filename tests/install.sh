#!/usr/bin/env bash
# Installs what the tests and the demo run against, unless it is there: Prometheus with promtool (from the system's
# packages, which needs root), Azurite and Kusto's parser (from npm, at the versions of tests/*/package-lock.json). Prints nothing
# if there is nothing to do. Needs the .NET SDK that global.json names.
set -euo pipefail
export LC_ALL=C DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cd "$(dirname "${BASH_SOURCE[0]}")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

fail() { printf 'install: %s\n' "$*" >&2; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command whose output only matters if it fails.
quietly() {
  "$@" >"$log" 2>&1 </dev/null || { tail -n 30 "$log" >&2; fail "'$*' failed, its last lines are above"; }
}

apt_install() {
  have apt-get || fail "$1 is missing and there is no apt-get: install $1 yourself and have it on the PATH"
  [ "$(id -u)" = 0 ] || fail "$1 is missing: run 'sudo apt-get install $*', or this as root"
  printf 'install: %s from the system'\''s packages\n' "$*"
  export DEBIAN_FRONTEND=noninteractive
  quietly apt-get -q -o DPkg::Lock::Timeout=300 update
  quietly apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
}

check_dotnet() {
  have dotnet || fail "the .NET SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
  dotnet --version >"$log" 2>&1 || { cat "$log" >&2; fail "global.json asks for a .NET SDK that is not installed: https://dotnet.microsoft.com/download/dotnet/10.0"; }
}

install_node() {
  if ! have node || ! have npm; then apt_install nodejs npm; fi
  local major
  major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$major" -ge 18 ] || fail "node $(node --version) is too old: Azurite needs 18 or newer, https://nodejs.org"
}

install_prometheus() {
  have prometheus && have promtool && return
  apt_install prometheus
  # The package starts a server of its own, which nobody asked for.
  if [ -d /run/systemd/system ]; then
    quietly systemctl disable --now prometheus
  elif [ -x /etc/init.d/prometheus ]; then
    /etc/init.d/prometheus stop >/dev/null 2>&1 || true # not running: nothing to stop
  fi
  have promtool || fail "the package prometheus came without promtool"
}

# Installs what tests/NAME/package-lock.json names from npm.
install_from_npm() {
  local here=tests/$1
  # npm ci begins by deleting what is there: only when the lock file has changed.
  cmp -s "$here/package-lock.json" "$here/node_modules/.installed-lock" && return
  printf 'install: %s from npm\n' "$1"
  quietly npm ci --prefix "$here" --no-audit --no-fund --ignore-scripts
  cp "$here/package-lock.json" "$here/node_modules/.installed-lock"
}

check_dotnet
install_node
install_prometheus
install_from_npm azurite
install_from_npm kusto
