# Puts the dashboards into the Grafana of this deployment: see grafana-dashboards.sh.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

if (-not $env:GRAFANA_NAME) { exit 0 }
if (-not $env:AZURE_RESOURCE_GROUP) { throw 'AZURE_RESOURCE_GROUP is not set' }

az extension add --name amg --upgrade --only-show-errors
foreach ($file in Get-ChildItem (Join-Path $PSScriptRoot '../dashboards/grafana') -Filter *.json) {
  az grafana dashboard create --name $env:GRAFANA_NAME --resource-group $env:AZURE_RESOURCE_GROUP --definition "@$($file.FullName)" --overwrite true --output none
}
