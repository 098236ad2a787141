import { settingMap } from './types.bicep'

@description('Settings that are always set.')
param plain settingMap

@description('Settings that are set unless they are empty.')
param optional settingMap

@description('Settings that the policy refers to.')
param policySettings settingMap

@description('Settings whose value is in the key vault; the secret has the same name with - for _.')
param secrets string[]

@description('The vault\'s address, with a slash at its end.')
param vaultUri string

@description('The addresses of the storage account\'s services.')
param storageEndpoints { blob: string, queue: string, table: string }

@description('The client id of the app\'s identity.')
param identityClientId string

@description('Where telemetry goes.')
param insightsConnectionString string

var host = {
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
var given = toObject(filter(items(optional), entry => !empty(entry.value)), entry => entry.key, entry => entry.value)
var references = toObject(secrets, name => name, name => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${replace(name, '_', '-')})')

// What is behind wins: a policy cannot take a setting of the app or the host.
@description('The app\'s settings, by name.')
output values settingMap = union(policySettings, references, given, plain, host)
