import { tagMap } from './types.bicep'

@description('The account\'s name.')
@minLength(3)
@maxLength(24)
param name string

@description('Its region.')
param location string

@description('Its tags.')
param tags tagMap

@description('How often it is replicated.')
param redundancy string

@description('Whether it is reached by private endpoints only.')
param isPrivate bool

@description('The table of budgets.')
param tableName string

@description('The Log Analytics workspace that what is written to queues is logged to.')
param workspaceId string

var queues = ['error-budget-shards', 'error-budget-counts', 'error-budget-checks', 'error-budget-notices']

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'None', defaultAction: isPrivate ? 'Deny' : 'Allow' }
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = {
      name: 'packages'
      properties: { publicAccess: 'None' }
    }
  }

  resource queueService 'queueServices' = {
    name: 'default'

    resource queue 'queues' = [for queue in queues: { name: queue }]

    resource poison 'queues' = [for queue in queues: { name: '${queue}-poison' }]
  }

  resource tableService 'tableServices' = {
    name: 'default'

    resource budgets 'tables' = { name: tableName }

    resource audit 'tables' = { name: '${tableName}Audit' }
  }
}

// What the alert on poison queues looks at: metrics of queues do not tell one queue from another.
resource queueLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'writes'
  scope: account::queueService
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageWrite', enabled: true }]
  }
}

@description('The resource id.')
output id string = account.id

@description('The name.')
output name string = account.name

@description('The addresses of its services.')
output endpoints { blob: string, queue: string, table: string } = {
  blob: account.properties.primaryEndpoints.blob
  queue: account.properties.primaryEndpoints.queue
  table: account.properties.primaryEndpoints.table
}

@description('The address of the container of packages.')
output deploymentContainer string = '${account.properties.primaryEndpoints.blob}${account::blobs::packages.name}'
