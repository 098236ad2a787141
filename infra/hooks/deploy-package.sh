#!/bin/sh
# Ships artifacts/app.zip, made of artifacts/app if it is not there. Needs the Azure CLI, logged in, and zip. On Flex
# Consumption and Dedicated plans this is a push deployment; a Premium app runs the package that lies in its container, so
# there it is put into it (which needs the role Storage Blob Data Contributor) and the app is restarted.
#
#   FUNCTION_APP_NAME, FUNCTION_APP_HOSTING, AZURE_RESOURCE_GROUP, STORAGE_ACCOUNT_NAME   outputs of the deployment
set -eu
cd "$(dirname "$0")/../.."
: "${FUNCTION_APP_NAME:?}" "${FUNCTION_APP_HOSTING:?}" "${AZURE_RESOURCE_GROUP:?}" "${STORAGE_ACCOUNT_NAME:?}"

package=$PWD/artifacts/app.zip
if [ ! -f "$package" ]; then
  [ -f artifacts/app/host.json ] || { echo "there is no package: run infra/hooks/publish.sh" >&2; exit 1; }
  (cd artifacts/app && zip -qr "$package" .)
fi

if [ "$FUNCTION_APP_HOSTING" = premium ]; then
  az storage blob upload --auth-mode login --account-name "$STORAGE_ACCOUNT_NAME" --container-name packages \
    --name app.zip --file "$package" --overwrite true --only-show-errors --output none
  az functionapp restart --name "$FUNCTION_APP_NAME" --resource-group "$AZURE_RESOURCE_GROUP"
else
  az functionapp deployment source config-zip --name "$FUNCTION_APP_NAME" --resource-group "$AZURE_RESOURCE_GROUP" \
    --src "$package" --timeout 600 --only-show-errors --output none
fi
