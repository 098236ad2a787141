#!/usr/bin/env bash
# Looks for known vulnerabilities in what the program and its tests are made of: NuGet packages, direct or not, and the npm
# packages of Azurite, which only tests use (there: high or critical). One line for each of the two, beginning with
# "audited:", "vulnerable:" or "NOT AUDITED:". The exit code is 1 if something vulnerable was found, else 3 if something
# could not be audited (a registry that serves no advisories is not the program's fault), else 0.
#
#   AUDIT_SOURCE   the NuGet source that knows vulnerabilities; nuget.org by default
set -uo pipefail
export LC_ALL=C DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

limit=300 # seconds
source=${AUDIT_SOURCE:-https://api.nuget.org/v3/index.json}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
vulnerable=0 unaudited=0

audited() { printf 'audited: %s\n' "$1"; }
found() { vulnerable=1; printf 'vulnerable: %s\n' "$1"; }
unknown() { unaudited=1; printf 'NOT AUDITED: %s\n' "$1"; }

# Restoring audits. A source among the packageSources that has no vulnerability data is passed over in silence, one among
# the auditSources is reported (NU1905), as is one that does not answer (NU1900).
audit_nuget() {
  local log=$folder/nuget.log code
  cat >"$folder/NuGet.config" <<END
<configuration>
  <packageSources><clear /><add key="packages" value="https://api.nuget.org/v3/index.json" /></packageSources>
  <auditSources><clear /><add key="audit" value="$source" allowInsecureConnections="true" /></auditSources>
</configuration>
END
  timeout "$limit" dotnet restore ErrorBudgetFunctions.sln --configfile "$folder/NuGet.config" --artifacts-path "$folder/artifacts" \
    --force --verbosity minimal -p:TreatWarningsAsErrors=false -p:NuGetAudit=true -p:NuGetAuditMode=all -p:NuGetAuditLevel=low >"$log" 2>&1
  code=$?
  if grep -qE 'NU190[1-4]' "$log"; then
    grep -oE "NU190[1-4]: Package '[^']*' [^ ]* .*https?://[^ ]*" "$log" | sort -u | while IFS= read -r line; do printf '  %s\n' "${line#*: }"; done
    found 'NuGet packages, see above'
  elif grep -q NU1905 "$log"; then
    unknown "NuGet packages: no vulnerability data from this source, $source"
  elif [ "$code" != 0 ] || grep -q NU1900 "$log"; then
    unknown "NuGet packages: $(grep -m 1 -oE '(error|warning) (NU|MSB)[0-9]+: .*' "$log" || printf 'dotnet restore ended with %s' "$code")"
  else
    audited "NuGet packages, direct or not: no known vulnerability"
  fi
}

audit_npm() {
  local here=tests/$1 answer=$folder/npm.json
  timeout "$limit" npm audit --prefix "$here" --json >"$answer" 2>/dev/null
  case $(node -e '
    const audit = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const counts = audit.metadata?.vulnerabilities;
    console.log(!counts ? "unknown " + (audit.message ?? audit.error?.summary ?? "") : counts.high + counts.critical > 0 ? "vulnerable" : "audited");
  ' "$answer" 2>/dev/null) in
    audited) audited "npm packages of $here: no known vulnerability that is high or critical" ;;
    vulnerable) found "npm packages of $here: run npm audit --prefix $here" ;;
    'unknown '*) unknown "npm packages of $here: their registry answers no audit" ;;
    *) unknown "npm packages of $here: npm audit gave no answer" ;;
  esac
}

audit_nuget
audit_npm azurite
audit_npm kusto
[ "$vulnerable" = 0 ] || exit 1
[ "$unaudited" = 0 ] || exit 3
