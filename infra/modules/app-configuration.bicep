import { tagMap } from './types.bicep'

@description('The store\'s name.')
param name string

@description('Its region.')
param location string

@description('Its tags.')
param tags tagMap

@description('Whether it is reached by a private endpoint only.')
param isPrivate bool

resource store 'Microsoft.AppConfiguration/configurationStores@2024-06-01' = {
  name: name
  location: location
  tags: tags
  // Private endpoints and purge protection need this one.
  sku: { name: 'standard' }
  properties: {
    disableLocalAuth: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 7
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
  }
}

@description('The resource id.')
output id string = store.id

@description('The name.')
output name string = store.name

@description('The address that the policy names as its flag store.')
output endpoint string = store.properties.endpoint
