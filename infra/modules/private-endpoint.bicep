import { tagMap } from './types.bicep'

@description('The endpoint\'s name.')
param name string

@description('Its region.')
param location string

@description('Its tags.')
param tags tagMap

@description('The resource it leads to.')
param resourceId string

@description('The part of that resource, for example blob.')
param group string

@description('The private DNS zone in which the resource is found.')
param zone string

@description('The virtual network in which it is found there.')
param vnetId string

@description('The subnet it stands in.')
param subnetId string

resource endpoint 'Microsoft.Network/privateEndpoints@2025-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [{ name: group, properties: { privateLinkServiceId: resourceId, groupIds: [group] } }]
  }

  resource names 'privateDnsZoneGroups' = {
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: group, properties: { privateDnsZoneId: dnsZone.id } }] }
  }
}

resource dnsZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: zone
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks' = {
    name: 'app'
    location: 'global'
    tags: tags
    properties: { virtualNetwork: { id: vnetId }, registrationEnabled: false }
  }
}
