targetScope = 'subscription'

import { hostingPlan, networkExposure, secretSetting, settingMap, tagMap } from './modules/types.bicep'

metadata name = 'Error Budget Functions'
metadata description = 'Everything that the error budget pipeline runs on: see docs/infrastructure.md.'

@description('The name of the environment, for example dev: part of the resource group\'s name and of every tag.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('The region of all resources.')
@minLength(1)
param location string

@description('The plan the app runs on. Flex Consumption scales to zero and costs nothing at rest; the others are for regions without it.')
param hosting hostingPlan = 'flex'

@description('How the app is built: native is a Linux binary for the runtime "custom"; portable needs the .NET 10 runtime.')
@allowed(['native', 'portable'])
param build string = 'native'

@description('What can be reached from the Internet: all (each call authenticated), the app alone, or nothing.')
param network networkExposure = 'public'

@description('The address range of the virtual network, /26 or larger; used unless the network is public.')
@minLength(9)
@maxLength(18)
param addressPrefix string = '10.60.0.0/24'

@description('The memory of a Flex Consumption instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 512

@description('The most instances of a Flex Consumption or Premium app. Flex Consumption takes no fewer than 40; Premium at most 100, so more are cut to that.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('How many Flex Consumption instances stand ready for the gate; each is charged while it waits.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('The size of a Premium (EP1 to EP3) or Dedicated plan (B1, P0v3 and others); empty for the smallest of its kind.')
@maxLength(8)
param planSize string = ''

@description('How often the storage is replicated.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageRedundancy string = 'Standard_LRS'

@description('The Prometheus that counts events; empty for none, or for the Azure Monitor workspace of this deployment.')
@maxLength(500)
param prometheusUrl string = ''

@description('Whether an Azure Monitor workspace is deployed. Its query endpoint is then the Prometheus, unless prometheusUrl names another.')
param deployMonitorWorkspace bool = false

@description('Whether Azure Managed Grafana is deployed, which reads the Azure Monitor workspace.')
param deployGrafana bool = false

@description('Whether an App Configuration store is deployed, whose feature flags the app may switch.')
param deployAppConfiguration bool = false

@description('Log Analytics workspaces that SLOs are counted from, as resource ids: the app may read them.')
@maxLength(20)
param logSources string[] = []

@description('Resource groups with resources that SLOs are counted from by platform metrics, as resource ids: the app may read their metrics.')
@maxLength(20)
param metricSources string[] = []

@description('Azure Monitor workspaces elsewhere that SLOs are counted from, as resource ids: the app may query them.')
@maxLength(20)
param prometheusSources string[] = []

@description('The settings whose value is in the key vault. Name one only once its secret is there: a reference to a missing one is a wrong setting.')
param secretSettings secretSetting[] = []

@description('Further settings in the key vault, which the policy refers to as {NAME} behind a dollar sign.')
@maxLength(50)
param policySecrets string[] = []

@description('Further plain settings, which the policy refers to likewise. Not for secrets.')
param policySettings settingMap = {}

@description('The policy file or folder in the package.')
@minLength(1)
param policyPath string = 'config/error-budget-policy.yaml'

@description('When budgets are evaluated: NCRONTAB with seconds, UTC.')
@minLength(11)
param evaluationSchedule string = '0 * * * * *'

@description('When owners get their digest: NCRONTAB with seconds, UTC.')
@minLength(11)
param digestSchedule string = '0 0 8 * * 1'

@description('When owners are reminded to review their objectives: NCRONTAB with seconds, UTC.')
@minLength(11)
param reviewSchedule string = '0 0 8 1 1,4,7,10 *'

@description('The app\'s address as people reach it, for links in messages; empty for its host name in Azure.')
@maxLength(500)
param siteUrl string = ''

@description('The table of budgets; the audit trail has that of the same name with Audit behind it.')
@minLength(3)
@maxLength(58)
param tableName string = 'ErrorBudgets'

@description('The longest pause between two looks into an empty queue, as hh:mm:ss; empty for that of host.json.')
@maxLength(8)
param queuePause string = ''

@description('How long a message that could not be handled waits for its next try, as hh:mm:ss; empty for that of host.json.')
@maxLength(8)
param queueRetryDelay string = ''

@description('The Azure DevOps organisations that may be called back, separated by commas; empty for all.')
@maxLength(2000)
param azureDevOpsOrganizations string = ''

@description('Further Azure DevOps hosts that may be called back, separated by commas; empty for none.')
@maxLength(2000)
param azureDevOpsHosts string = ''

@description('Who may read /api/metrics: whoever has a key, or everybody.')
@allowed(['key', 'anonymous'])
param metricsAccess string = 'key'

@description('Where else telemetry goes, by OTLP; empty for Application Insights alone.')
@maxLength(500)
param otlpEndpoint string = ''

@description('How often every budget is written to the logs, in minutes; 0 for its changes only.')
@minValue(0)
@maxValue(1440)
param budgetLogMinutes int = 15

@description('Which traces are kept, as OTEL_TRACES_SAMPLER spells it; empty for all.')
@maxLength(40)
param tracesSampler string = ''

@description('The sampler\'s argument, for example the share of traces that is kept, 0 to 1.')
@maxLength(40)
param tracesSamplerArgument string = ''

@description('The client id of an Entra app registration whose app roles do for keys; empty for keys alone.')
@maxLength(36)
param entraClientId string = ''

@description('Action groups that alerts go to, as resource ids.')
@maxLength(5)
param actionGroups string[] = []

@description('Mail addresses that alerts go to; an action group is made for them.')
@maxLength(10)
param alertEmails string[] = []

@description('The age of an evaluation, in seconds, from which it is late.')
@minValue(120)
@maxValue(86400)
param latenessThresholdSeconds int = 600

@description('How long logs are kept, in days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('The most that is logged a day, in GB; -1 for no limit. Alerts stop for the rest of the day when it is reached.')
@minValue(-1)
@maxValue(100)
param logDailyCapGB int = -1

@description('Further tags of every resource.')
param extraTags tagMap = {}

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = union(extraTags, { 'azd-env-name': environmentName })
var isIsolated = network != 'public'
var groupName = 'rg-errorbudget-${environmentName}'
var identityName = 'id-errorbudget-${token}'
var insightsName = 'appi-errorbudget-${token}'
var storageName = 'steb${token}'
var vaultName = 'kv-eb-${token}'
var appConfigurationName = deployAppConfiguration ? 'appcs-errorbudget-${token}' : ''
var monitorWorkspaceName = deployMonitorWorkspace ? 'amw-errorbudget-${token}' : ''
var grafanaName = deployGrafana ? 'amg-eb-${token}' : ''

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: groupName
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: identityName, location: location, tags: tags }
}

module vnet 'modules/network.bicep' = if (isIsolated) {
  scope: group
  params: {
    name: 'vnet-errorbudget-${token}'
    location: location
    tags: tags
    addressPrefix: addressPrefix
    delegation: hosting == 'flex' ? 'Microsoft.App/environments' : 'Microsoft.Web/serverFarms'
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: 'log-errorbudget-${token}'
    insightsName: insightsName
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyCapGB: logDailyCapGB
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: storageName
    location: location
    tags: tags
    redundancy: storageRedundancy
    isPrivate: isIsolated
    tableName: tableName
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: { name: vaultName, location: location, tags: tags, isPrivate: isIsolated, workspaceId: monitoring.outputs.workspaceId }
}

module appConfiguration 'modules/app-configuration.bicep' = if (deployAppConfiguration) {
  scope: group
  params: { name: appConfigurationName, location: location, tags: tags, isPrivate: isIsolated }
}

module monitorWorkspace 'modules/monitor-workspace.bicep' = if (deployMonitorWorkspace) {
  scope: group
  params: { name: monitorWorkspaceName, location: location, tags: tags }
}

module grafana 'modules/grafana.bicep' = if (deployGrafana) {
  scope: group
  params: {
    name: grafanaName
    location: location
    tags: tags
    monitorWorkspaceId: deployMonitorWorkspace ? monitorWorkspace!.outputs.id : ''
  }
}

module roles 'modules/roles.bicep' = {
  scope: group
  // What has a role and what it is for are known by name before they are there, so that what-if can tell what it will do.
  dependsOn: [identity, monitoring, storage, vault, appConfiguration, monitorWorkspace, grafana]
  params: {
    identityName: identityName
    storageName: storageName
    insightsName: insightsName
    vaultName: vaultName
    appConfigurationName: appConfigurationName
    monitorWorkspaceName: monitorWorkspaceName
    grafanaName: grafanaName
  }
}

module logReader 'modules/log-source.bicep' = [for id in logSources: {
  scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
  dependsOn: [identity]
  params: {
    workspaceName: last(split(id, '/'))
    identityName: identityName
    identityGroup: groupName
    identitySubscription: subscription().subscriptionId
  }
}]

module metricReader 'modules/metric-source.bicep' = [for id in metricSources: {
  scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
  dependsOn: [identity]
  params: { identityName: identityName, identityGroup: groupName, identitySubscription: subscription().subscriptionId }
}]

module prometheusReader 'modules/prometheus-source.bicep' = [for id in prometheusSources: {
  scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
  dependsOn: [identity]
  params: {
    workspaceName: last(split(id, '/'))
    identityName: identityName
    identityGroup: groupName
    identitySubscription: subscription().subscriptionId
  }
}]

var privateServices = concat(
  [
    { name: 'blob', group: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}' }
    { name: 'queue', group: 'queue', zone: 'privatelink.queue.${environment().suffixes.storage}' }
    { name: 'table', group: 'table', zone: 'privatelink.table.${environment().suffixes.storage}' }
    // The suffix is that of addresses; in private DNS the zone has another name.
    { name: 'vault', group: 'vault', zone: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}' }
  ],
  deployAppConfiguration ? [{ name: 'flags', group: 'configurationStores', zone: 'privatelink.azconfig.io' }] : []
)
var privateResources = {
  blob: storage.outputs.id
  queue: storage.outputs.id
  table: storage.outputs.id
  vault: vault.outputs.id
  flags: deployAppConfiguration ? appConfiguration!.outputs.id : ''
}

module privateEndpoint 'modules/private-endpoint.bicep' = [for service in (isIsolated ? privateServices : []): {
  scope: group
  params: {
    name: 'pe-errorbudget-${service.name}-${token}'
    location: location
    tags: tags
    resourceId: privateResources[service.name]
    group: service.group
    zone: service.zone
    vnetId: vnet!.outputs.id
    subnetId: vnet!.outputs.endpointSubnetId
  }
}]

var settings = {
  ERRORBUDGET_POLICY: policyPath
  ERRORBUDGET_TABLE: tableName
  ERRORBUDGET_METRICS_ACCESS: metricsAccess
  ERRORBUDGET_TELEMETRY_BUDGET_MINUTES: string(budgetLogMinutes)
  EVALUATION_SCHEDULE: evaluationSchedule
  DIGEST_SCHEDULE: digestSchedule
  REVIEW_SCHEDULE: reviewSchedule
}
var optionalSettings = {
  ERRORBUDGET_SITE: siteUrl
  ERRORBUDGET_EASY_AUTH: empty(entraClientId) ? '' : 'true'
  AZURE_DEVOPS_ORGANIZATIONS: azureDevOpsOrganizations
  AZURE_DEVOPS_HOSTS: azureDevOpsHosts
  AzureFunctionsJobHost__extensions__queues__maxPollingInterval: queuePause
  AzureFunctionsJobHost__extensions__queues__visibilityTimeout: queueRetryDelay
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint
  OTEL_TRACES_SAMPLER: tracesSampler
  OTEL_TRACES_SAMPLER_ARG: tracesSamplerArgument
}
var givenSettings = toObject(filter(items(optionalSettings), setting => !empty(setting.value)), setting => setting.key, setting => setting.value)

module app 'modules/function-app.bicep' = {
  scope: group
  // The first start needs its roles and, where storage is private, the way there.
  dependsOn: [roles, privateEndpoint]
  params: {
    name: 'func-errorbudget-${token}'
    planName: 'plan-errorbudget-${token}'
    location: location
    tags: tags
    hosting: hosting
    build: build
    planSize: planSize
    instanceMemoryMB: instanceMemoryMB
    maximumInstances: maximumInstances
    alwaysReadyInstances: alwaysReadyInstances
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    // What stands behind wins: a policy cannot take a setting of the app.
    settings: union(policySettings, settings, givenSettings)
    secretSettings: concat(secretSettings, policySecrets)
    vaultUri: vault.outputs.uri
    hasPrometheus: deployMonitorWorkspace || !empty(prometheusUrl)
    prometheusUrl: empty(prometheusUrl) && deployMonitorWorkspace ? monitorWorkspace!.outputs.queryEndpoint : prometheusUrl
    storageEndpoints: storage.outputs.endpoints
    insightsConnectionString: monitoring.outputs.connectionString
    deploymentContainer: storage.outputs.deploymentContainer
    subnetId: isIsolated ? vnet!.outputs.appSubnetId : ''
    isPrivate: network == 'private'
    entraClientId: entraClientId
  }
}

module appEndpoint 'modules/private-endpoint.bicep' = if (network == 'private') {
  scope: group
  params: {
    name: 'pe-errorbudget-app-${token}'
    location: location
    tags: tags
    resourceId: app.outputs.id
    group: 'sites'
    zone: 'privatelink.azurewebsites.net'
    vnetId: vnet!.outputs.id
    subnetId: vnet!.outputs.endpointSubnetId
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    environmentName: environmentName
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    insightsId: monitoring.outputs.insightsId
    appUrl: app.outputs.url
    isReachable: network != 'private'
    latenessThresholdSeconds: latenessThresholdSeconds
    actionGroups: actionGroups
    emails: alertEmails
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: { location: location, tags: tags, workspaceId: monitoring.outputs.workspaceId }
}

@description('The resource group of everything.')
output AZURE_RESOURCE_GROUP string = group.name

@description('The region.')
output AZURE_LOCATION string = location

@description('The function app.')
output FUNCTION_APP_NAME string = app.outputs.name

@description('The app\'s address; its gate is at /api/gate/{service}.')
output FUNCTION_APP_URL string = app.outputs.url

@description('The plan the app runs on.')
output FUNCTION_APP_HOSTING string = hosting

@description('How the package has to be built.')
output ERRORBUDGET_BUILD string = build

@description('The container of packages.')
output DEPLOYMENT_CONTAINER_URL string = storage.outputs.deploymentContainer

@description('The storage account.')
output STORAGE_ACCOUNT_NAME string = storage.outputs.name

@description('The key vault that secrets are put into.')
output KEY_VAULT_NAME string = vault.outputs.name

@description('The Azure Monitor workspace\'s query endpoint; empty if there is none.')
output MONITOR_WORKSPACE_QUERY_ENDPOINT string = deployMonitorWorkspace ? monitorWorkspace!.outputs.queryEndpoint : ''

@description('The Grafana that dashboards are put into; empty if there is none.')
output GRAFANA_NAME string = deployGrafana ? grafana!.outputs.name : ''

@description('The App Configuration store; empty if there is none.')
output APP_CONFIGURATION_ENDPOINT string = deployAppConfiguration ? appConfiguration!.outputs.endpoint : ''
