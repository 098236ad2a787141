#!/usr/bin/env bash
# Installs what the tests need, builds, runs all of them and audits the dependencies. The last line is "N passed, N failed"; the exit code is 0
# only if something passed and nothing failed.
set -uo pipefail
# No build server stays behind.
export LC_ALL=C DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

usage() {
  cat <<'END'
Usage: ./test.sh [OPTION]...

  --project NAME   only test projects whose name contains NAME
  --filter EXPR    only tests that match: see 'dotnet test --filter', e.g. FullyQualifiedName~Ledger
  --no-install     do not install anything that is missing
  --no-audit       do not ask whether dependencies have known vulnerabilities; with --project or --filter neither
  --help           this text

Results are left in artifacts/test-results.
END
}

project='' filter='' install=yes audit=yes
while [ $# -gt 0 ]; do
  case $1 in
    --project) project=${2:?--project needs a name}; shift ;;
    --filter) filter=${2:?--filter needs an expression}; shift ;;
    --no-install) install=no ;;
    --no-audit) audit=no ;;
    -h | --help) usage; exit 0 ;;
    *) printf 'test.sh: unknown option %s\n\n' "$1" >&2; usage >&2; exit 2 ;;
  esac
  shift
done

results=artifacts/test-results
passed=0 failed=0
failures=()
running=''

# A test host may leave processes behind when it crashes; they are all of one process group.
stop() {
  [ -z "$running" ] || kill -KILL -- "-$running" 2>/dev/null
  running=''
}
trap 'stop; exit 130' INT TERM

# Runs a command as a process group of its own, its output in a file.
logged() {
  local log=$1 code
  shift
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  running=$!
  set +m
  wait "$running"
  code=$?
  stop
  return "$code"
}

# Counts a failure that is no test's own: a broken build, a crash.
fault() { failed=$((failed + 1)); failures+=("$1"); }

finish() {
  local failure
  if [ ${#failures[@]} -gt 0 ]; then
    printf '\nFailed:\n'
    for failure in "${failures[@]}"; do printf '  %s\n' "$failure"; done
  fi
  [ "$((passed + failed))" -gt 0 ] || printf 'No test ran: nothing matches --project and --filter.\n'
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
  exit
}

# Prints the names of the tests with an outcome, one a line. A .trx file has one UnitTestResult element for each test;
# inside its attributes > is always written as &gt;.
tests_with_outcome() {
  grep -o '<UnitTestResult [^>]*' "$2" | grep -F " outcome=\"$1\"" | sed 's/.* testName="\([^"]*\)".*/\1/' |
    sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&#39;/'\''/g; s/&amp;/\&/g'
}

count() { printf %s "${1:+$1$'\n'}" | wc -l; }

run_project() {
  local name=$1 file=$2 trx="$results/$1.trx" log="$results/$1.log" code ok bad skipped line
  # Bounded: a test that hangs is ended after ten minutes and counts as a failure.
  logged "$log" dotnet test "$file" --configuration Release --no-build --results-directory "$results" \
    --logger "trx;LogFileName=$name.trx" --blame-hang-timeout 10m --blame-hang-dump-type none \
    ${filter:+--filter "$filter"}
  code=$?
  if [ ! -f "$trx" ]; then
    # No result file and no error: no test of this project matches the filter.
    [ "$code" = 0 ] && [ -n "$filter" ] && return
    tail -n 40 "$log"
    fault "$name: did not run (exit code $code, see $log)"
    return
  fi
  ok=$(count "$(tests_with_outcome Passed "$trx")")
  bad=$(tests_with_outcome Failed "$trx")
  skipped=$(tests_with_outcome NotExecuted "$trx")
  printf '%-32s %5d passed %5d failed %5d skipped\n' "$name" "$ok" "$(count "$bad")" "$(count "$skipped")"
  passed=$((passed + ok))
  [ -n "$skipped" ] && printf '  skipped: %s\n' "${skipped//$'\n'/$'\n'  skipped: }"
  [ "$code" = 0 ] || tail -n 200 "$log"
  while IFS= read -r line; do [ -n "$line" ] && fault "$name: $line"; done <<<"$bad"

  # A crashed or hanging test host leaves the results it had got to.
  if [ "$code" != 0 ] && { [ -z "$bad" ] || grep -qE 'Catastrophic failure|Test Run Aborted|test host process crashed' "$log"; }; then
    fault "$name: the test run ended before its end (exit code $code, see $log)"
  elif [ "$ok" = 0 ] && [ -z "$bad" ] && [ -z "$filter" ]; then
    fault "$name: no test ran (see $log)"
  fi
}

# What is vulnerable is a failure. What could not be audited is none, since no advisories are nobody's mistake here, but it
# is said.
audit_dependencies() {
  local log=$results/audit.log code
  logged "$log" tests/audit.sh
  code=$?
  cat "$log"
  case $code in
    0) ;;
    1) while IFS= read -r line; do fault "$line"; done < <(grep '^vulnerable: ' "$log") ;;
    3) printf '%d dependency audits could not be made\n' "$(grep -c '^NOT AUDITED: ' "$log")" ;;
    *) fault "the dependency audit ended with $code (see $log)" ;;
  esac
}

rm -rf "$results" && mkdir -p "$results" || exit 1

if [ "$install" = yes ] && ! tests/install.sh; then
  fault "the installation of what the tests need"
  finish
fi

echo 'building'
if ! logged "$results/build.log" dotnet build --configuration Release --verbosity quiet -nologo; then
  grep -E 'error|warning' "$results/build.log" | sort -u | head -n 50 || tail -n 50 "$results/build.log"
  fault "the build (see $results/build.log)"
  finish
fi

# One project after the other: several start servers of their own and would only take the processors from each other.
for file in tests/*/*.csproj; do
  name=$(basename "$file" .csproj)
  grep -q '<IsTestProject>true' "$file" && [[ $name == *"$project"* ]] && run_project "$name" "$file"
done
[ "$audit" = no ] || [ -n "$project$filter" ] || audit_dependencies
finish
