@export()
@description('The plan a function app runs on, all of them on Linux.')
type hostingPlan = 'flex' | 'premium' | 'dedicated'

@export()
@description('What the Internet reaches: everything, only the app, or nothing.')
type networkExposure = 'public' | 'app-only' | 'private'

@export()
@description('The app\'s own settings that are secret. The secret in the key vault has the same name with - for _.')
type secretSetting =
  | 'ERRORBUDGET_KEYS__reader'
  | 'ERRORBUDGET_KEYS__gate'
  | 'ERRORBUDGET_KEYS__approver'
  | 'ERRORBUDGET_KEYS__writer'
  | 'ERRORBUDGET_TOKEN_KEY'
  | 'SLACK_BOT_TOKEN'
  | 'SLACK_WEBHOOK_URL'
  | 'PAGERDUTY_ROUTING_KEY'
  | 'TEAMS_WEBHOOK_URL'
  | 'OTEL_EXPORTER_OTLP_HEADERS'

@export()
@description('Tags of resources, by name.')
type tagMap = { *: string }

@export()
@description('Settings of the app, by name.')
type settingMap = { *: string }
