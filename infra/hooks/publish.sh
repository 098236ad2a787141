#!/bin/sh
# Publishes the app into artifacts/app, as a function app that can be shipped as it is.
#
#   ERRORBUDGET_BUILD   native (the default): a Linux binary for x64, which can be built on Linux only
#                       portable: for the .NET 10 runtime; can be built anywhere
set -eu
cd "$(dirname "$0")/../.."
build=${ERRORBUDGET_BUILD:-native}
app=artifacts/app
rm -rf "$app" "$app.zip"

case $build in
  native)
    [ "$(uname -sm)" = "Linux x86_64" ] || {
      echo "The native binary is compiled on Linux on x64, and this is $(uname -sm). Publish there, in a container or a pipeline," >&2
      echo "or run: azd env set ERRORBUDGET_BUILD portable" >&2
      exit 1
    }
    dotnet publish src/ErrorBudgetFunctions --configuration Release --runtime linux-x64 --output "$app"
    chmod +x "$app/ErrorBudgetFunctions"
    ;;
  portable) dotnet publish src/ErrorBudgetFunctions --configuration Release -p:PublishAot=false --output "$app" ;;
  *)
    echo "ERRORBUDGET_BUILD is '$build'; expected native or portable." >&2
    exit 2
    ;;
esac
