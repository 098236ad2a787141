namespace ErrorBudget.Infra.Tests;

/// <summary>Each plan is told what it needs and nothing that it refuses.</summary>
public sealed class PlanTests(Deployments deployments)
{
    /// <summary>Flex Consumption refuses these settings, or they break the app there.</summary>
    private static readonly string[] RefusedSettings =
    [
        "ENABLE_ORYX_BUILD", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_WORKER_RUNTIME_VERSION", "SCM_DO_BUILD_DURING_DEPLOYMENT", "TZ",
        "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTOVERVNET", "WEBSITE_CONTENTSHARE", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_TIME_ZONE", "WEBSITE_VNET_ROUTE_ALL",
    ];

    private static readonly string[] RefusedSiteConfig =
        ["alwaysOn", "ftpsState", "functionsRuntimeScaleMonitoringEnabled", "linuxFxVersion", "preWarmedInstanceCount", "use32BitWorkerProcess", "vnetRouteAllEnabled"];

    [Fact]
    public void Flex_Consumption_is_told_nothing_that_it_refuses()
    {
        foreach (var deployment in Of("flex").Append(deployments["dev"]).Append(deployments["prod"]))
        {
            Assert.Empty(deployment.Settings.Keys.Intersect(RefusedSettings));
            Assert.All(RefusedSiteConfig, name => Assert.Null(deployment.Site.Property($"siteConfig.{name}")));
            Assert.Empty(deployment.Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies"));
            Assert.Equal("FC1", Sku(deployment));
            Assert.NotNull(deployment.Site.Property("functionAppConfig.scaleAndConcurrency"));
            Assert.Equal("blobContainer", deployment.Site.Text("functionAppConfig.deployment.storage.type"));
            Assert.Equal("UserAssignedIdentity", deployment.Site.Text("functionAppConfig.deployment.storage.authentication.type"));
        }
    }

    [Fact]
    public void The_native_build_runs_as_a_custom_handler_and_the_portable_one_on_a_runtime()
    {
        Assert.Equal("custom 1.0", Runtime(deployments.Least));
        Assert.Equal("dotnet-isolated 10.0", Runtime(deployments.Most));
        Assert.Equal("", deployments["dedicated-public-least"].Site.Text("siteConfig.linuxFxVersion"));
        Assert.Equal("custom", deployments["dedicated-public-least"].Settings["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal("DOTNET-ISOLATED|10.0", deployments["premium-public-most"].Site.Text("siteConfig.linuxFxVersion"));

        static string Runtime(Deployment deployment) => $"{deployment.Site.Text("functionAppConfig.runtime.name")} {deployment.Site.Text("functionAppConfig.runtime.version")}";
    }

    [Fact]
    public void Other_plans_have_no_Flex_configuration_and_say_which_host_they_want()
    {
        foreach (var deployment in Of("premium").Concat(Of("dedicated")))
        {
            Assert.Null(deployment.Site.Property("functionAppConfig"));
            Assert.Equal("~4", deployment.Settings["FUNCTIONS_EXTENSION_VERSION"]);
        }
    }

    [Fact]
    public void A_Premium_app_runs_its_package_without_a_content_share_which_would_need_a_key() => Assert.All(Of("premium"), deployment =>
    {
        Assert.DoesNotContain(deployment.Settings.Keys, name => name.StartsWith("WEBSITE_CONTENT", StringComparison.Ordinal));
        Assert.Contains("packages/app.zip", deployment.Settings["WEBSITE_RUN_FROM_PACKAGE"].Replace("{0}/", "packages/", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("userAssignedIdentities", deployment.Settings["WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID"], StringComparison.Ordinal);
    });

    [Fact]
    public void A_Dedicated_app_is_always_on_since_nothing_else_wakes_its_timer() => Assert.All(Of("dedicated"), deployment => Assert.Equal("True", deployment.Site.Text("siteConfig.alwaysOn")));

    [Fact]
    public void A_Premium_app_in_a_network_watches_its_queues_from_inside() =>
        Assert.All(Of("premium"), deployment => Assert.Equal((deployment.Site.Property("virtualNetworkSubnetId") is not null).ToString(), deployment.Site.Text("siteConfig.functionsRuntimeScaleMonitoringEnabled")));

    [Fact]
    public void The_subnet_is_delegated_to_what_the_plan_runs_in()
    {
        foreach (var deployment in deployments.All)
        {
            foreach (var vnet in deployment.Of("Microsoft.Network/virtualNetworks"))
            {
                var delegation = vnet.Property("subnets")!.Value[0].GetProperty("properties").GetProperty("delegations")[0].GetProperty("properties").GetProperty("serviceName").GetString();
                Assert.Equal(deployment.Site.Property("functionAppConfig") is null ? "Microsoft.Web/serverFarms" : "Microsoft.App/environments", delegation);
            }
        }
    }

    private static string Sku(Deployment deployment) => Assert.Single(deployment.Of("Microsoft.Web/serverfarms")).Json.GetProperty("sku").GetProperty("name").GetString()!;

    private IEnumerable<Deployment> Of(string plan) => deployments.All.Where(deployment => deployment.Name.StartsWith(plan + "-", StringComparison.Ordinal));
}
