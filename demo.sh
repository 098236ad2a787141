#!/usr/bin/env bash
# The whole pipeline on this machine: see usage below.
set -euo pipefail
if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then echo 'demo.sh needs bash 4.4 or newer' >&2; exit 1; fi
# No build server stays behind.
export LC_ALL=C DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'END'
Usage: ./demo.sh [--once] [--free-ports]

A sample shop with two weeks of history, Prometheus, a storage emulator, stand-ins for Slack, GitHub and App
Configuration, and the app, on this machine only. Prints the
error budgets and what the release gate says for each service, then follows the gates until Ctrl-C, which ends
everything that was started.

  --once        verify all that, inject a fault, wait until it closes the gate, people are told, a ticket is opened and
                the feature flag is off, take the fault away, wait until that is over, and exit with 0 or 1
  --free-ports  use free ports instead of the default ones; implied by --once
  --help        this text

Needs the .NET SDK that global.json names, Node.js, and Prometheus (or root, to install it with apt-get).

Ports, by environment:
  DEMO_PORT            7071   the app
  SHOP_PORT            8085   the shop
  PROMETHEUS_PORT      9095   Prometheus
  STANDINS_PORT        8086   the stand-ins
  AZURITE_BLOB_PORT   10000   the storage emulator
  AZURITE_QUEUE_PORT  10001
  AZURITE_TABLE_PORT  10002
END
}

once=no free_ports=no
for option in "$@"; do
  case $option in
    --once) once=yes free_ports=yes ;;
    --free-ports) free_ports=yes ;;
    -h | --help) usage; exit 0 ;;
    *) printf 'demo.sh: unknown option %s\n\n' "$option" >&2; usage >&2; exit 2 ;;
  esac
done

# Where the shop's history leaves each budget, so what the gate must answer: samples/Shop/Traffic/ShopServices.cs.
expected=(checkout-api=allow search=monitor payment-gateway=sign-off invoices=block)
faulty=checkout-api

mkdir -p .demo
work=$(mktemp -d "$PWD/.demo/run.XXXXXX")
client() { node samples/demo/client.mjs "$@"; }

# ---- processes ------------------------------------------------------------------------------------------------------

declare -A pids=()

# Starts a program in the background, as a process group of its own, its output in a log.
launch() {
  local name=$1
  shift
  set -m
  "$@" >"$work/$name.log" 2>&1 </dev/null &
  set +m
  pids[$name]=$!
}

# Runs a program to its end. In the background too, so that a signal ends the wait at once.
run() {
  local code=0
  set -m
  "$@" </dev/null &
  set +m
  pids[current]=$!
  wait "${pids[current]}" || code=$?
  unset 'pids[current]'
  return "$code"
}

is_running() { kill -0 -- "-$1" 2>/dev/null; }

# Ends process groups, by force after ten seconds.
end() {
  local pid
  for pid; do kill -TERM -- "-$pid" 2>/dev/null || true; done
  for _ in {1..100}; do
    for pid; do is_running "$pid" && { sleep 0.1; continue 2; }; done
    return 0
  done
  for pid; do kill -KILL -- "-$pid" 2>/dev/null || true; done
}

stop_all() {
  # The app first: what it has still to write needs the storage.
  [ -z "${pids[app]:-}" ] || end "${pids[app]}"
  end "${pids[@]}"
}

# Whatever the reason to end: nothing stays behind but, after a failure, the logs.
finish() {
  local code=$?
  trap - EXIT
  trap '' INT TERM HUP
  stop_all
  [ "$code" != 130 ] || printf '\nEnded, with everything that was started.\n'
  rm -rf .demo/failed
  if [ "$code" != 0 ] && [ "$code" != 130 ] && compgen -G "$work/*.log" >/dev/null; then
    mkdir .demo/failed
    mv "$work"/*.log .demo/failed/
    printf '\nThe demo failed. All logs: %s\n' "$PWD/.demo/failed" >&2
  fi
  rm -rf "$work"
  rmdir .demo 2>/dev/null || true # another demo may be running
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

# Ends with a message and the last lines of a log.
die() {
  printf '\n%s\n' "$1" >&2
  if [ $# -gt 1 ] && [ -s "$work/$2.log" ]; then
    printf 'The last lines of its log:\n' >&2
    tail -n 25 "$work/$2.log" | sed 's/^/  | /' >&2
  fi
  exit 1
}

step() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }

# ---- ports ----------------------------------------------------------------------------------------------------------

user_of_port() {
  if command -v ss >/dev/null 2>&1; then
    ss -ltnpH "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1 (process \2)/p' | head -n 1
  elif command -v lsof >/dev/null 2>&1; then
    lsof -nP -iTCP:"$1" -sTCP:LISTEN 2>/dev/null | awk 'NR == 2 { printf "%s (process %s)", $1, $2 }'
  fi
}

choose_ports() {
  local settings=(DEMO_PORT=7071 SHOP_PORT=8085 PROMETHEUS_PORT=9095 STANDINS_PORT=8086 AZURITE_BLOB_PORT=10000 AZURITE_QUEUE_PORT=10001 AZURITE_TABLE_PORT=10002)
  local free setting name port user
  read -r -a free <<<"$(client free-ports ${#settings[@]})"
  for setting in "${settings[@]}"; do
    name=${setting%=*}
    if [ -n "${!name:-}" ]; then port=${!name}
    elif [ "$free_ports" = yes ]; then port=${free[0]}; free=("${free[@]:1}")
    else port=${setting#*=}
    fi
    if ! [[ $port =~ ^[0-9]{1,5}$ ]] || [ "$port" -lt 1 ] || [ "$port" -gt 65535 ]; then die "$name is '$port': not a port from 1 to 65535"; fi
    if ! client is-free "$port" 2>/dev/null; then
      user=$(user_of_port "$port")
      die "Port $port is in use${user:+ by $user}. Set $name to another port, or use ./demo.sh --free-ports"
    fi
    printf -v "$name" %s "$port"
  done
}

# ---- the parts ------------------------------------------------------------------------------------------------------

build() {
  local project
  step 'building the shop, the stand-ins and the app'
  for project in samples/Shop samples/StandIns src/ErrorBudgetFunctions; do
    run dotnet build "$project" --configuration Release --verbosity quiet -nologo >"$work/build.log" 2>&1 || die "Building $project failed." build
  done
}

# The program that a project was built to.
program_of() { dotnet msbuild "$1" -nologo -getProperty:TargetPath -p:Configuration=Release; }

make_history() {
  step 'simulating two weeks of history'
  run dotnet "$shop_program" history --days 15 --out "$work/history.om" >"$work/history.log" 2>&1 || die 'Simulating the history failed.' history
  # One block instead of one for every two hours: promtool reads the whole file again for each.
  run promtool tsdb create-blocks-from openmetrics --quiet --max-block-duration=500h "$work/history.om" "$work/prometheus" \
    >"$work/promtool.log" 2>&1 || die 'Importing the history with promtool failed.' promtool
  rm "$work/history.om"
}

until_up() { run node samples/demo/client.mjs until-up "$2" 60 "${pids[$1]}" || die "$3 does not answer." "$1"; }

start_azurite() {
  step "starting Azurite (tables on port $AZURITE_TABLE_PORT)"
  launch azurite tests/azurite/node_modules/.bin/azurite --inMemoryPersistence --skipApiVersionCheck --disableTelemetry --silent \
    --blobPort "$AZURITE_BLOB_PORT" --queuePort "$AZURITE_QUEUE_PORT" --tablePort "$AZURITE_TABLE_PORT"
  until_up azurite "http://127.0.0.1:$AZURITE_TABLE_PORT/" Azurite
  until_up azurite "http://127.0.0.1:$AZURITE_QUEUE_PORT/" Azurite
}

start_shop() {
  step "starting the shop (port $SHOP_PORT)"
  launch shop env ASPNETCORE_URLS="$shop" dotnet "$shop_program"
  until_up shop "$shop/metrics" 'The shop'
}

start_stand_ins() {
  step "starting Slack, GitHub and App Configuration stand-ins (port $STANDINS_PORT)"
  launch standins env ASPNETCORE_URLS="$stand_ins" dotnet "$stand_ins_program"
  until_up standins "$stand_ins/" 'The stand-ins'
  mapfile -t receiver_settings < <(client settings "$stand_ins")
}

start_prometheus() {
  step "starting Prometheus (port $PROMETHEUS_PORT)"
  # The instance has a fixed name, so that the history's series go on whatever the port.
  cat >"$work/prometheus.yml" <<END
global:
  scrape_interval: 5s
scrape_configs:
  - job_name: shop
    static_configs:
      - targets: ['127.0.0.1:$SHOP_PORT']
        labels: { instance: shop-1 }
END
  launch prometheus prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/prometheus" \
    --storage.tsdb.retention.time=60d --web.listen-address="127.0.0.1:$PROMETHEUS_PORT"
  until_up prometheus "$prometheus/-/ready" Prometheus
}

start_app() {
  # Azurite's account and key are the same everywhere and published in its documentation.
  local key='Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==' account=devstoreaccount1
  local storage="DefaultEndpointsProtocol=http;AccountName=$account;AccountKey=$key"
  storage+=";BlobEndpoint=http://127.0.0.1:$AZURITE_BLOB_PORT/$account"
  storage+=";QueueEndpoint=http://127.0.0.1:$AZURITE_QUEUE_PORT/$account"
  storage+=";TableEndpoint=http://127.0.0.1:$AZURITE_TABLE_PORT/$account"
  step "starting the app (port $DEMO_PORT)"
  launch app env ASPNETCORE_URLS="$app" AzureWebJobsStorage="$storage" PROMETHEUS_URL="$prometheus" \
    DEMO_SITE="$app" "${receiver_settings[@]}" \
    ERRORBUDGET_POLICY="$PWD/config/demo-policy.yaml" EVALUATION_SCHEDULE='*/5 * * * * *' dotnet "$app_program"
  until_up app "$app/" 'The app'
  step 'waiting until the app has read the history'
  run node samples/demo/client.mjs until-evaluated "$app" 180 "${pids[app]}" || die 'The budgets are not known.' app
}

show() {
  printf '\nError budgets\n'
  run node samples/demo/client.mjs budgets "$app"
  printf '\nMay it be released?\n'
  run node samples/demo/client.mjs gates "$app" "${expected[@]}" || die 'A gate does not answer as the history demands.' app
}

verify_fault() {
  printf '\n'
  step "injecting a fault: 60 % of the requests to $faulty fail"
  run node samples/demo/client.mjs inject "$shop" "$faulty" 0.6 30 || die 'The shop took no fault.' shop
  step 'waiting until the gate closes (the app reads whole minutes, 10 s after they end)'
  run node samples/demo/client.mjs until-closed "$app" "$faulty" 300 || die 'The gate did not close.' app
  step 'waiting until people are told, a ticket is opened and the feature flag is off'
  run node samples/demo/client.mjs until-told "$stand_ins" 180 || die 'Not everybody was told.' app
}

verify_recovery() {
  printf '\n'
  step "taking the fault away from $faulty"
  run node samples/demo/client.mjs lift "$shop" "$faulty" || die 'The shop did not lift the fault.' shop
  step 'waiting until the burn is over, people are told and the flag is on again'
  run node samples/demo/client.mjs until-resolved "$stand_ins" "$app" "$faulty" 420 || die 'The burn did not end.' app
}

follow() {
  printf '\nOpen\n'
  printf '  %-36s %s\n' "$app/api/dashboard" 'the budgets, as pages' "$app/api/health" "the app's health" "$shop" 'the shop and its faults' \
    "$stand_ins/received" 'what Slack, GitHub and App Configuration got' "$prometheus" Prometheus
  cat <<END

Inject a fault and watch the gate close, within two minutes
  curl -X POST '$shop/faults/$faulty?errors=0.6&minutes=10'
  curl '$app/api/gate/$faulty'
  curl -X DELETE '$shop/faults/$faulty'

Following the gates; a change is printed here. Ctrl-C ends the demo.
END
  local name code=0
  set -m
  node samples/demo/client.mjs watch "$app" </dev/null &
  set +m
  pids[watch]=$!
  wait -n || code=$?
  for name in "${!pids[@]}"; do
    is_running "${pids[$name]}" || die "$name ended (exit code $code)." "$name"
  done
}

# ---- the demo -------------------------------------------------------------------------------------------------------

step 'checking tools'
run tests/install.sh || die 'Something the demo needs is missing: see above.'
choose_ports
app=http://127.0.0.1:$DEMO_PORT stand_ins=http://127.0.0.1:$STANDINS_PORT shop=http://127.0.0.1:$SHOP_PORT prometheus=http://127.0.0.1:$PROMETHEUS_PORT
build
shop_program=$(program_of samples/Shop)
stand_ins_program=$(program_of samples/StandIns)
app_program=$(program_of src/ErrorBudgetFunctions)
start_azurite
start_stand_ins
start_shop
make_history
start_prometheus
start_app
show
if [ "$once" = no ]; then
  follow
else
  verify_fault
  verify_recovery
  printf '\nThe demo works.\n'
fi
