#!/bin/sh
# Puts the dashboards into the Grafana of this deployment; does nothing if there is none. Dashboards are no Azure resources,
# so the template cannot. Needs the Azure CLI, logged in as somebody with the role Grafana Admin or Grafana Editor.
#
#   GRAFANA_NAME, AZURE_RESOURCE_GROUP   outputs of the deployment; azd sets them
set -eu
[ -n "${GRAFANA_NAME:-}" ] || exit 0
group=${AZURE_RESOURCE_GROUP:?AZURE_RESOURCE_GROUP is not set}
dashboards=$(dirname "$0")/../dashboards/grafana

az extension add --name amg --upgrade --only-show-errors
for file in "$dashboards"/*.json; do
  [ -f "$file" ] || { echo "there is no dashboard in $dashboards" >&2; exit 1; }
  az grafana dashboard create --name "$GRAFANA_NAME" --resource-group "$group" --definition "@$file" --overwrite true --output none || {
    echo "Grafana did not take $file. Give yourself the role: az role assignment create --role 'Grafana Admin' \\" >&2
    echo "  --assignee YOU --scope \$(az grafana show --name $GRAFANA_NAME --resource-group $group --query id --output tsv)" >&2
    exit 1
  }
done
