import { tagMap } from './types.bicep'

@description('The region.')
param location string

@description('The tags.')
param tags tagMap

@description('The Log Analytics workspace that the workbook belongs to.')
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'error-budgets')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Error budgets'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: string(loadJsonContent('../dashboards/workbook.json'))
  }
}
