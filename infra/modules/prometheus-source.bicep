import { roleIds } from './role-ids.bicep'

@description('The Azure Monitor workspace to query.')
param workspaceName string

@description('The app\'s identity, which may read the workspace.')
param identityName string

@description('The resource group of the identity.')
param identityGroup string

@description('The subscription of that group.')
param identitySubscription string

resource workspace 'Microsoft.Monitor/accounts@2023-04-03' existing = { name: workspaceName }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
  scope: resourceGroup(identitySubscription, identityGroup)
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(workspace.id, identity.id, roleIds.monitoringDataReader)
  scope: workspace
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.monitoringDataReader)
  }
}
