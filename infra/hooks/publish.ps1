# Publishes the app into artifacts/app on Windows, where only the portable build can be made: see publish.sh.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-Location (Join-Path $PSScriptRoot '../..')

if ($env:ERRORBUDGET_BUILD -ne 'portable') {
  throw 'The native binary is compiled on Linux on x64. Use WSL, a container or a pipeline, or run: azd env set ERRORBUDGET_BUILD portable'
}

Remove-Item -Recurse -Force artifacts/app -ErrorAction Ignore
dotnet publish src/ErrorBudgetFunctions --configuration Release -p:PublishAot=false --output artifacts/app
