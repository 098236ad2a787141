import { roleIds } from './role-ids.bicep'

@description('The app\'s identity.')
param identityName string

@description('The storage account.')
param storageName string

@description('Application Insights.')
param insightsName string

@description('The key vault.')
param vaultName string

@description('The App Configuration store; empty for none.')
param appConfigurationName string

@description('The Azure Monitor workspace; empty for none.')
param monitorWorkspaceName string

@description('The Grafana that reads it; empty for none.')
param grafanaName string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = { name: identityName }
resource storage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = { name: storageName }
resource insights 'Microsoft.Insights/components@2020-02-02' existing = { name: insightsName }
resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = { name: vaultName }
resource appConfiguration 'Microsoft.AppConfiguration/configurationStores@2024-06-01' existing = if (!empty(appConfigurationName)) { name: appConfigurationName }
resource monitorWorkspace 'Microsoft.Monitor/accounts@2023-04-03' existing = if (!empty(monitorWorkspaceName)) { name: monitorWorkspaceName }
resource grafana 'Microsoft.Dashboard/grafana@2025-08-01' existing = if (!empty(grafanaName)) { name: grafanaName }

var storageRoles = [roleIds.storageBlobDataOwner, roleIds.storageQueueDataContributor, roleIds.storageTableDataContributor]

resource onStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in storageRoles: {
  name: guid(storage.id, identity.id, role)
  scope: storage
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

resource onInsights 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, identity.id, roleIds.monitoringMetricsPublisher)
  scope: insights
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.monitoringMetricsPublisher)
  }
}

resource onVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, roleIds.keyVaultSecretsUser)
  scope: vault
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.keyVaultSecretsUser)
  }
}

resource onAppConfiguration 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(appConfigurationName)) {
  name: guid(appConfiguration.id, identity.id, roleIds.appConfigurationDataOwner)
  scope: appConfiguration
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.appConfigurationDataOwner)
  }
}

resource onMonitorWorkspace 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(monitorWorkspaceName)) {
  name: guid(monitorWorkspace.id, identity.id, roleIds.monitoringDataReader)
  scope: monitorWorkspace
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.monitoringDataReader)
  }
}

resource grafanaOnMonitorWorkspace 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(monitorWorkspaceName) && !empty(grafanaName)) {
  name: guid(monitorWorkspace.id, grafana.id, roleIds.monitoringDataReader)
  scope: monitorWorkspace
  properties: {
    principalId: grafana!.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.monitoringDataReader)
  }
}
