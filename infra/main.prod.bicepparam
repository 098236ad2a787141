// Production: storage, key vault and feature flags closed to the Internet, copies in three zones, Prometheus and Grafana in Azure.
using './main.bicep'

param environmentName = 'prod'
param location = 'westeurope'
param network = 'app-only'
param alwaysReadyInstances = 1
param storageRedundancy = 'Standard_ZRS'
param deployMonitorWorkspace = true
param deployGrafana = true
param deployAppConfiguration = true
param logRetentionDays = 90
