import { tagMap } from './types.bicep'

@description('The name, of at most 23 characters.')
@minLength(2)
@maxLength(23)
param name string

@description('Its region.')
param location string

@description('Its tags.')
param tags tagMap

@description('The Azure Monitor workspace that it shows; empty for none.')
param monitorWorkspaceId string

// Its dashboards are no resources: infra/hooks/grafana-dashboards.sh puts them in.
resource grafana 'Microsoft.Dashboard/grafana@2025-08-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard' }
  identity: { type: 'SystemAssigned' }
  properties: {
    apiKey: 'Disabled'
    publicNetworkAccess: 'Enabled'
    grafanaIntegrations: {
      azureMonitorWorkspaceIntegrations: empty(monitorWorkspaceId) ? [] : [{ azureMonitorWorkspaceResourceId: monitorWorkspaceId }]
    }
  }
}

@description('The name.')
output name string = grafana.name
