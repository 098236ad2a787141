import { hostingPlan, settingMap, tagMap } from './types.bicep'

@description('The app\'s name.')
param name string

@description('Its plan\'s name.')
param planName string

@description('The region.')
param location string

@description('The tags.')
param tags tagMap

@description('The plan it runs on.')
param hosting hostingPlan

@description('How it is built.')
@allowed(['native', 'portable'])
param build string

@description('The size of a Premium or Dedicated plan; empty for the smallest.')
param planSize string

@description('The memory of a Flex Consumption instance, in MB.')
param instanceMemoryMB int

@description('The most instances.')
param maximumInstances int

@description('How many Flex Consumption instances stand ready for HTTP.')
param alwaysReadyInstances int

@description('The identity it runs with.')
param identityId string

@description('The client id of that identity.')
param identityClientId string

@description('Its own plain settings, by name.')
param settings settingMap

@description('Its settings whose value is in the key vault; the secret has the same name with - for _.')
param secretSettings string[]

@description('The vault\'s address, with a slash at its end.')
param vaultUri string

@description('Whether there is a Prometheus.')
param hasPrometheus bool

@description('Its address.')
param prometheusUrl string

@description('The addresses of the storage account\'s services.')
param storageEndpoints { blob: string, queue: string, table: string }

@description('Where telemetry goes.')
param insightsConnectionString string

@description('The container that its package is in.')
param deploymentContainer string

@description('The subnet that it calls from; empty for none.')
param subnetId string

@description('Whether it is reached by a private endpoint only.')
param isPrivate bool

@description('The Entra app registration that callers may have roles in; empty for none.')
param entraClientId string

var isFlex = hosting == 'flex'
var isPremium = hosting == 'premium'
var runtime = build == 'native' ? { name: 'custom', version: '1.0' } : { name: 'dotnet-isolated', version: '10.0' }

var skus = {
  flex: { name: 'FC1', tier: 'FlexConsumption' }
  premium: { name: empty(planSize) ? 'EP1' : planSize, tier: 'ElasticPremium' }
  dedicated: { name: empty(planSize) ? 'B1' : planSize }
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: isFlex ? 'functionapp' : isPremium ? 'elastic' : 'linux'
  sku: skus[hosting]
  properties: {
    reserved: true
    maximumElasticWorkerCount: isPremium ? min(maximumInstances, 100) : null
  }
}

var planSettings = {
  flex: {}
  // The content share of a Premium plan would need the storage account's key: it runs a package from the container instead.
  premium: {
    FUNCTIONS_EXTENSION_VERSION: '~4'
    FUNCTIONS_WORKER_RUNTIME: runtime.name
    WEBSITE_RUN_FROM_PACKAGE: '${deploymentContainer}/app.zip'
    WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identityId
  }
  dedicated: {
    FUNCTIONS_EXTENSION_VERSION: '~4'
    FUNCTIONS_WORKER_RUNTIME: runtime.name
    WEBSITE_RUN_FROM_PACKAGE: '1'
  }
}

var hostSettings = {
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__blobServiceUri: storageEndpoints.blob
  AzureWebJobsStorage__queueServiceUri: storageEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: storageEndpoints.table
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  // Which identity the app's own calls are made with.
  AZURE_CLIENT_ID: identityClientId
}
var prometheusSettings = hasPrometheus ? { PROMETHEUS_URL: prometheusUrl } : {}
var references = toObject(secretSettings, name => name, name => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${replace(name, '_', '-')})')
var allSettings = union(settings, references, prometheusSettings, planSettings[hosting], hostSettings)
// Known before anything is deployed, unlike the values.
var settingNames = union(objectKeys(settings), secretSettings, objectKeys(prometheusSettings), objectKeys(planSettings[hosting]), objectKeys(hostSettings))
var appSettings = [for name in settingNames: { name: name, value: allSettings[name] }]

// Flex Consumption refuses these.
var plannedSiteConfig = {
  alwaysOn: hosting == 'dedicated'
  ftpsState: 'Disabled'
  linuxFxVersion: build == 'native' ? '' : 'DOTNET-ISOLATED|${runtime.version}'
  use32BitWorkerProcess: false
  vnetRouteAllEnabled: !empty(subnetId)
  // Without it a private queue wakes nobody.
  functionsRuntimeScaleMonitoringEnabled: isPremium && !empty(subnetId)
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      appSettings: appSettings
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      ...(isFlex ? {} : plannedSiteConfig)
    }
    functionAppConfig: isFlex
      ? {
          runtime: runtime
          deployment: {
            storage: {
              type: 'blobContainer'
              value: deploymentContainer
              authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
            }
          }
          scaleAndConcurrency: {
            instanceMemoryMB: instanceMemoryMB
            maximumInstanceCount: maximumInstances
            alwaysReady: alwaysReadyInstances > 0 ? [{ name: 'http', instanceCount: alwaysReadyInstances }] : []
          }
        }
      : null
  }

  resource authentication 'config' = if (!empty(entraClientId)) {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true }
      // Who has no token may still have a key: the app decides.
      globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: { clientId: entraClientId, openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0' }
          validation: { allowedAudiences: [entraClientId, 'api://${entraClientId}'] }
        }
      }
      login: { tokenStore: { enabled: false } }
    }
  }

  // Flex Consumption has neither, and refuses to be told so.
  resource publishing 'basicPublishingCredentialsPolicies' = [for name in (isFlex ? [] : ['ftp', 'scm']): {
    name: name
    properties: { allow: false }
  }]
}

@description('The resource id.')
output id string = app.id

@description('The name.')
output name string = app.name

@description('The address.')
output url string = 'https://${app.properties.defaultHostName}'
