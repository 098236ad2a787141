import { tagMap } from './types.bicep'

@description('The Log Analytics workspace\'s name.')
param workspaceName string

@description('The name of Application Insights.')
param insightsName string

@description('The region.')
param location string

@description('The tags.')
param tags tagMap

@description('How long logs are kept, in days.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('The most that is logged a day, in GB; -1 for no limit.')
@minValue(-1)
param dailyCapGB int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGB }
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

@description('The workspace\'s resource id.')
output workspaceId string = workspace.id

@description('The name of Application Insights.')
output insightsName string = insights.name

@description('The resource id of Application Insights.')
output insightsId string = insights.id

@description('Where telemetry goes. No secret: without local authentication its key opens nothing.')
output connectionString string = insights.properties.ConnectionString
