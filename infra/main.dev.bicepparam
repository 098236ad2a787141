// A cheap environment to try things in: scales to zero, reachable from everywhere, every call authenticated.
using './main.bicep'

param environmentName = 'dev'
param location = 'westeurope'
