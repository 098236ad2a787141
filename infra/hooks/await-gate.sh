#!/bin/sh
# Waits until the deployed app is healthy, for at most ten minutes, and then asks its gate. A budget that is spent is an
# answer and no failure: what has to work is the gate. Needs curl and jq.
#
#   FUNCTION_APP_URL    the app's address, an output of the deployment
#   GATE_KEY            a key that the gate takes
#   GATE_SERVICE        a service of the policy
set -eu
: "${FUNCTION_APP_URL:?}" "${GATE_KEY:?}" "${GATE_SERVICE:?}"
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

deadline=$(($(date +%s) + 600))
until code=$(curl --silent --show-error --max-time 30 --output "$answer" --write-out '%{http_code}' "$FUNCTION_APP_URL/api/health") && [ "$code" = 200 ]; do
  if [ "$(date +%s)" -ge "$deadline" ]; then
    echo "The app is not healthy after ten minutes; its last answer was ${code:-none}:" >&2
    cat "$answer" >&2
    exit 1
  fi
  echo "not healthy yet (${code:-no answer})"
  sleep 15
done
echo "healthy: $(jq -r '"\(.slos) SLOs, evaluated at \(.evaluatedAt)"' "$answer")"

# The key goes by a file: arguments are seen by everybody on the machine.
code=$(printf 'header = "x-functions-key: %s"\n' "$GATE_KEY" |
  curl --config - --silent --show-error --max-time 30 --retry 3 --retry-delay 5 --output "$answer" --write-out '%{http_code}' \
    "$FUNCTION_APP_URL/api/gate/$GATE_SERVICE")
[ "$code" = 200 ] || { echo "The gate answered $code:" >&2; cat "$answer" >&2; exit 1; }
jq -r '"gate: \(.decision) for \(.service)", (.reasons[]? | "  \(.)")' "$answer"
