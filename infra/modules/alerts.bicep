import { tagMap } from './types.bicep'

@description('The environment, which alerts name.')
param environmentName string

@description('The region.')
param location string

@description('The tags.')
param tags tagMap

@description('The Log Analytics workspace that is queried.')
param workspaceId string

@description('Application Insights, which asks for the app\'s health.')
param insightsId string

@description('The app\'s address.')
param appUrl string

@description('Whether the app can be asked from the Internet.')
param isReachable bool

@description('The age of an evaluation, in seconds, from which it is late.')
@minValue(120)
param latenessThresholdSeconds int

@description('Action groups that alerts go to.')
param actionGroups string[]

@description('Mail addresses that alerts go to.')
param emails string[]

resource mail 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: 'ag-errorbudget-${environmentName}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'errorbudget'
    emailReceivers: [for (address, i) in emails: { name: 'mail${i}', emailAddress: address, useCommonAlertSchema: true }]
  }
}

var receivers = concat(actionGroups, empty(emails) ? [] : [mail.id])

resource poison 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'errorbudget-${environmentName}-poison-queue'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Error budgets (${environmentName}): a message was given up'
    description: 'A message was put into a poison queue: nobody could handle it. See GET /api/undelivered and docs/operations.md.'
    severity: 2
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    // Longer than the logs take to arrive.
    windowSize: 'PT30M'
    criteria: {
      allOf: [
        {
          query: '''
            StorageQueueLogs
            | where OperationName == "PutMessage" and StatusText == "Success"
            | extend Queue = extract(@"/([a-z0-9-]+-poison)/messages", 1, Uri)
            | where isnotempty(Queue)
          '''
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [{ name: 'Queue', operator: 'Include', values: ['*'] }]
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    autoMitigate: true
    // The first message makes the table.
    skipQueryValidation: true
    actions: { actionGroups: receivers }
  }
}

// One row whatever happened: an app that does not run reports nothing, and is late too.
var lateness = '''
  AppMetrics
  | where Name == "errorbudget.evaluation.lateness"
  | summarize Reports = count(), Latest = max(Max)
  | where Reports == 0 or Latest > {0}
'''

resource late 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'errorbudget-${environmentName}-evaluation-late'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Error budgets (${environmentName}): evaluation is late'
    description: 'Budgets have not been evaluated for more than ${latenessThresholdSeconds} seconds, or nothing says that they were. The gate decides by old numbers.'
    severity: 1
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      allOf: [
        {
          query: format(lateness, latenessThresholdSeconds)
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 2, minFailingPeriodsToAlert: 2 }
        }
      ]
    }
    autoMitigate: true
    skipQueryValidation: true
    actions: { actionGroups: receivers }
  }
}

resource healthTest 'Microsoft.Insights/webtests@2022-06-15' = if (isReachable) {
  name: 'errorbudget-${environmentName}-health'
  location: location
  tags: union(tags, { 'hidden-link:${insightsId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: 'errorbudget-${environmentName}-health'
    Name: 'Error budgets (${environmentName}): health'
    Enabled: true
    Frequency: 300
    Timeout: 30
    Kind: 'standard'
    RetryEnabled: true
    Locations: [for place in ['emea-nl-ams-azr', 'emea-gb-db3-azr', 'us-va-ash-azr', 'us-ca-sjc-azr', 'apac-sg-sin-azr']: { Id: place }]
    Request: { RequestUrl: '${appUrl}/api/health', HttpVerb: 'GET', ParseDependentRequests: false }
    ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true, SSLCertRemainingLifetimeCheck: 7 }
  }
}

resource unhealthy 'Microsoft.Insights/metricAlerts@2018-03-01' = if (isReachable) {
  name: 'errorbudget-${environmentName}-unhealthy'
  location: 'global'
  tags: tags
  properties: {
    description: 'GET /api/health fails from several places; its answer says what is wrong: a refused policy, a failing source, a late evaluation, storage.'
    severity: 1
    enabled: true
    scopes: [healthTest.id, insightsId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: healthTest.id
      componentId: insightsId
      failedLocationCount: 3
    }
    autoMitigate: true
    actions: [for id in receivers: { actionGroupId: id }]
  }
}
