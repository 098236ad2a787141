import { tagMap } from './types.bicep'

@description('The Azure Monitor workspace\'s name.')
param name string

@description('Its region.')
param location string

@description('Its tags.')
param tags tagMap

resource workspace 'Microsoft.Monitor/accounts@2023-04-03' = {
  name: name
  location: location
  tags: tags
}

@description('The resource id.')
output id string = workspace.id

@description('The name.')
output name string = workspace.name

@description('Where PromQL is asked.')
output queryEndpoint string = workspace.properties.metrics.prometheusQueryEndpoint
