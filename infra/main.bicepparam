// What azd provisions with. 'azd env set NAME VALUE' sets what is read here; lists are separated by commas.
using './main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')

param hosting = readEnvironmentVariable('ERRORBUDGET_HOSTING', 'flex')
param build = readEnvironmentVariable('ERRORBUDGET_BUILD', 'native')
param network = readEnvironmentVariable('ERRORBUDGET_NETWORK', 'public')

param prometheusUrl = readEnvironmentVariable('PROMETHEUS_URL', '')
param deployMonitorWorkspace = bool(readEnvironmentVariable('DEPLOY_MONITOR_WORKSPACE', 'false'))
param deployGrafana = bool(readEnvironmentVariable('DEPLOY_GRAFANA', 'false'))
param deployAppConfiguration = bool(readEnvironmentVariable('DEPLOY_APP_CONFIGURATION', 'false'))

// As JSON, so that its names are checked against those that the template knows.
var secrets = readEnvironmentVariable('SECRET_SETTINGS', '')
param secretSettings = empty(secrets) ? [] : json('["${replace(secrets, ',', '","')}"]')
param policySecrets = filter(split(readEnvironmentVariable('POLICY_SECRETS', ''), ','), name => !empty(name))
param alertEmails = filter(split(readEnvironmentVariable('ALERT_EMAILS', ''), ','), address => !empty(address))
