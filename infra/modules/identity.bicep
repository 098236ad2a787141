import { tagMap } from './types.bicep'

@description('The identity\'s name.')
param name string

@description('Its region.')
param location string

@description('Its tags.')
param tags tagMap

// Not the app's system-assigned identity: that has no roles before the app is there, and the app needs them to be deployed.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('The resource id.')
output id string = identity.id

@description('What settings name it by.')
output clientId string = identity.properties.clientId
