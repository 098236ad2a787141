import { tagMap } from './types.bicep'

@description('The virtual network\'s name.')
param name string

@description('Its region.')
param location string

@description('Its tags.')
param tags tagMap

@description('Its address range, /26 or larger.')
param addressPrefix string

@description('What the app\'s subnet is delegated to, which depends on its plan.')
@allowed(['Microsoft.App/environments', 'Microsoft.Web/serverFarms'])
param delegation string

// Half of the range for the app, at most a /25, and a quarter for endpoints; the rest stays free.
var bits = int(split(addressPrefix, '/')[1])

resource vnet 'Microsoft.Network/virtualNetworks@2025-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, bits + 1, 0)
          delegations: [{ name: 'app', properties: { serviceName: delegation } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, bits + 2, 2)
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

@description('The resource id.')
output id string = vnet.id

@description('The subnet that the app calls from.')
output appSubnetId string = '${vnet.id}/subnets/app'

@description('The subnet of private endpoints.')
output endpointSubnetId string = '${vnet.id}/subnets/endpoints'
