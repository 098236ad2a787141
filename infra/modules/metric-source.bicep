import { roleIds } from './role-ids.bicep'

@description('The app\'s identity, which may read the metrics of this resource group.')
param identityName string

@description('The resource group of the identity.')
param identityGroup string

@description('The subscription of that group.')
param identitySubscription string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
  scope: resourceGroup(identitySubscription, identityGroup)
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, identity.id, roleIds.monitoringReader)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.monitoringReader)
  }
}
