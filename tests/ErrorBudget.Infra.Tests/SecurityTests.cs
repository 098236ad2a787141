using System.Text.Json;
using System.Text.RegularExpressions;

namespace ErrorBudget.Infra.Tests;

/// <summary>Nothing is open that can be closed, whatever the parameters.</summary>
public sealed partial class SecurityTests(Deployments deployments)
{
    /// <summary>What is closed to the Internet when the network is.</summary>
    private static readonly string[] Closed = ["Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults", "Microsoft.AppConfiguration/configurationStores"];

    [Fact]
    public void Storage_takes_no_shared_key_no_anonymous_reader_and_no_old_TLS() => Each("Microsoft.Storage/storageAccounts", account =>
    {
        Assert.Equal("False", account.Text("allowSharedKeyAccess"));
        Assert.Equal("False", account.Text("allowBlobPublicAccess"));
        Assert.Equal("False", account.Text("allowCrossTenantReplication"));
        Assert.Equal("True", account.Text("supportsHttpsTrafficOnly"));
        Assert.Equal("TLS1_2", account.Text("minimumTlsVersion"));
    });

    [Fact]
    public void Containers_are_private() => Each("Microsoft.Storage/storageAccounts/blobServices/containers", container => Assert.Equal("None", container.Text("publicAccess")));

    [Fact]
    public void The_app_takes_https_only_and_no_old_TLS() => Each("Microsoft.Web/sites", site =>
    {
        Assert.Equal("True", site.Text("httpsOnly"));
        Assert.Equal("1.2", site.Text("siteConfig.minTlsVersion"));
        Assert.Equal("1.2", site.Text("siteConfig.scmMinTlsVersion"));
        Assert.StartsWith("UserAssigned", site.Json.GetProperty("identity").GetProperty("type").GetString());
        Assert.Contains("userAssignedIdentities", site.Text("keyVaultReferenceIdentity"));
    });

    [Fact]
    public void FTP_and_publishing_passwords_are_off_where_the_plan_has_them()
    {
        foreach (var deployment in deployments.All.Where(deployment => !IsFlex(deployment)))
        {
            Assert.Equal("Disabled", deployment.Site.Text("siteConfig.ftpsState"));
            var policies = deployment.Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies").ToArray();
            Assert.Equal(["ftp", "scm"], policies.Select(policy => policy.Name.Split('/')[^1]).Order());
            Assert.All(policies, policy => Assert.Equal("False", policy.Text("allow")));
        }
    }

    [Theory]
    [InlineData("Microsoft.Insights/components", "DisableLocalAuth")]
    [InlineData("Microsoft.OperationalInsights/workspaces", "features.disableLocalAuth")]
    [InlineData("Microsoft.AppConfiguration/configurationStores", "disableLocalAuth")]
    public void Local_authentication_is_off(string type, string property) => Each(type, resource => Assert.Equal("True", resource.Text(property)));

    [Fact]
    public void Grafana_gives_no_API_keys() => Each("Microsoft.Dashboard/grafana", grafana => Assert.Equal("Disabled", grafana.Text("apiKey")));

    [Fact]
    public void The_key_vault_goes_by_roles_and_cannot_be_purged() => Each("Microsoft.KeyVault/vaults", vault =>
    {
        Assert.Equal("True", vault.Text("enableRbacAuthorization"));
        Assert.Equal("True", vault.Text("enablePurgeProtection"));
        Assert.Equal("True", vault.Text("enableSoftDelete"));
        Assert.Null(vault.Property("accessPolicies"));
    });

    [Fact]
    public void A_closed_network_closes_all_that_can_be_and_leads_to_it_by_private_endpoints()
    {
        foreach (var deployment in deployments.All)
        {
            var isClosed = deployment.Of("Microsoft.Network/virtualNetworks").Any();
            Assert.Equal(!deployment.Name.Contains("public", StringComparison.Ordinal) && deployment.Name != "dev", isClosed);
            var endpoints = deployment.Of("Microsoft.Network/privateEndpoints").SelectMany(endpoint => endpoint.Property("privateLinkServiceConnections")!.Value.EnumerateArray())
                .Select(connection => connection.GetProperty("properties")).ToLookup(connection => connection.GetProperty("privateLinkServiceId").GetString()!, connection => connection.GetProperty("groupIds")[0].GetString()!);

            foreach (var resource in deployment.Resources.Where(resource => Closed.Contains(resource.Type)))
            {
                Assert.Equal(isClosed ? "Disabled" : "Enabled", resource.Text("publicNetworkAccess"));
                var expected = !isClosed ? [] : resource.Type switch { "Microsoft.Storage/storageAccounts" => ["blob", "queue", "table"], "Microsoft.KeyVault/vaults" => ["vault"], _ => (string[])["configurationStores"] };
                Assert.Equal(expected, endpoints[resource.Id].Order());
            }

            var isPrivate = deployment.Name.Contains("private", StringComparison.Ordinal);
            Assert.Equal(isPrivate ? "Disabled" : "Enabled", deployment.Site.Text("publicNetworkAccess"));
            Assert.Equal(isPrivate ? ["sites"] : [], endpoints[deployment.Site.Id]);
            Assert.Equal(isClosed, deployment.Site.Property("virtualNetworkSubnetId") is not null);
            Assert.Equal(endpoints.Sum(group => group.Count()), deployment.Of("Microsoft.Network/privateDnsZones").Count());
            Assert.Equal(endpoints.Sum(group => group.Count()), deployment.Of("Microsoft.Network/privateDnsZones/virtualNetworkLinks").Count());
        }
    }

    [Fact]
    public void No_parameter_has_a_secret_for_its_default_and_no_output_gives_one()
    {
        foreach (var template in Nested(deployments.Template))
        {
            foreach (var parameter in Section(template, "parameters").Where(IsSecure)) Assert.False(parameter.Value.TryGetProperty("defaultValue", out _), $"{parameter.Name} is secure and has a default");
            Assert.DoesNotContain(Section(template, "outputs"), IsSecure);
        }
    }

    [Fact]
    public void No_key_is_read_and_none_is_written_down()
    {
        Assert.DoesNotMatch(Keys(), deployments.Template.GetRawText());
        Assert.All(deployments.All.SelectMany(deployment => deployment.Settings), setting => Assert.DoesNotMatch(Keys(), setting.Value));
    }

    private static bool IsSecure(JsonProperty member) => member.Value.TryGetProperty("type", out var type) && type.GetString()!.StartsWith("secure", StringComparison.OrdinalIgnoreCase);

    private static JsonElement.ObjectEnumerator Section(JsonElement template, string name) => template.TryGetProperty(name, out var section) ? section.EnumerateObject() : default;

    private static IEnumerable<JsonElement> Nested(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => (element.TryGetProperty("contentVersion", out _) ? [element] : (JsonElement[])[]).Concat(element.EnumerateObject().SelectMany(member => Nested(member.Value))),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Nested),
        _ => [],
    };

    private static bool IsFlex(Deployment deployment) => deployment.Site.Property("functionAppConfig") is not null;

    private void Each(string type, Action<PredictedResource> check)
    {
        var found = deployments.All.SelectMany(deployment => deployment.Of(type)).ToArray();
        Assert.NotEmpty(found);
        Assert.All(found, check);
    }

    [GeneratedRegex("list(Keys|Secrets|AccountSas|ServiceSas|ConnectionStrings|Credentials)\\(|AccountKey=|SharedAccessSignature", RegexOptions.IgnoreCase)]
    private static partial Regex Keys();
}
