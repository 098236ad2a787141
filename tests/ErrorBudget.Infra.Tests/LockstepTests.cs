using System.Reflection;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.Tables;

namespace ErrorBudget.Infra.Tests;

/// <summary>The template makes the queues and tables that the code uses and sets the settings that it reads, and no others.</summary>
public sealed class LockstepTests(Deployments deployments)
{
    /// <summary>Read by the app, and set by the platform or for a developer's machine.</summary>
    private static readonly string[] FromElsewhere = ["FUNCTIONS_CUSTOMHANDLER_PORT", "WEBSITE_HOSTNAME", "WEBSITE_SITE_NAME", "WEBSITE_INSTANCE_ID", "REGION_NAME", "ASPNETCORE_URLS"];

    /// <summary>Read by the app if a connection has no addresses of services; the template gives it these.</summary>
    private static readonly string[] Instead = ["AzureWebJobsStorage", "AzureWebJobsStorage__accountName"];

    /// <summary>Read by the Functions host, the platform and the Azure SDK.</summary>
    private static readonly string[] NotOurs =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID", "AzureWebJobsStorage__blobServiceUri", "FUNCTIONS_EXTENSION_VERSION",
        "FUNCTIONS_WORKER_RUNTIME", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_TRACES_SAMPLER_ARG", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID",
    ];

    /// <summary>What the parameters of the deployment with everything add for its policy.</summary>
    private static readonly string[] OfThePolicy = ["THANOS_TOKEN", "THANOS_URL"];

    private static readonly string[] Queues =
        [.. typeof(StorageQueue).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral && field.FieldType == typeof(string)).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Every_queue_of_the_code_is_made_with_its_poison_queue_and_no_other()
    {
        Assert.NotEmpty(Queues);
        Assert.All(deployments.All, deployment => Assert.Equal(
            Queues.Concat(Queues.Select(queue => $"{queue}-poison")).Order(),
            deployment.Of("Microsoft.Storage/storageAccounts/queueServices/queues").Select(LastName).Order()));
    }

    [Fact]
    public void Every_queue_of_the_code_triggers_a_function() => Assert.Equal(Queues.Order(), FunctionFiles.Queues.Order());

    [Fact]
    public void Both_tables_are_made_under_the_name_that_the_app_is_told()
    {
        foreach (var deployment in deployments.All)
        {
            var options = new TableStoreOptions { TableName = deployment.Settings["ERRORBUDGET_TABLE"] };
            Assert.Equal([options.TableName, options.AuditTableName], deployment.Of("Microsoft.Storage/storageAccounts/tableServices/tables").Select(LastName).Order());
        }

        Assert.Equal(new TableStoreOptions().TableName, deployments.Least.Settings["ERRORBUDGET_TABLE"]);
    }

    [Fact]
    public async Task Every_setting_that_the_code_reads_can_be_set_by_the_template()
    {
        var read = (await SettingsOfTheApp.AskedForAsync()).Where(name => !name.Contains(':', StringComparison.Ordinal)).Concat(FunctionFiles.Settings).ToHashSet();
        Assert.Equal([], read.Except(deployments.Most.Settings.Keys).Except(FromElsewhere).Except(Instead).Order());
    }

    [Fact]
    public async Task Every_setting_of_the_template_is_read_by_the_code_or_the_host()
    {
        var read = await SettingsOfTheApp.AskedForAsync();
        var set = deployments.All.SelectMany(deployment => deployment.Settings.Keys).Distinct();
        Assert.Equal([], set.Except(read).Except(FunctionFiles.Settings).Except(NotOurs).Except(OfThePolicy).Order());
    }

    [Fact]
    public void What_function_files_refer_to_is_always_set() =>
        Assert.All(deployments.All, deployment => Assert.Subset(deployment.Settings.Keys.ToHashSet(), FunctionFiles.Settings.ToHashSet()));

    [Fact]
    public void Functions_are_triggered_by_the_connection_that_is_set_up_for_the_identity()
    {
        var connection = Assert.Single(FunctionFiles.Connections);
        foreach (var service in (string[])["blob", "queue", "table"])
            Assert.All(deployments.All, deployment => Assert.EndsWith($".primaryEndpoints.{service}]", deployment.Settings[$"{connection}__{service}ServiceUri"], StringComparison.Ordinal));
        Assert.All(deployments.All, deployment => Assert.Equal("managedidentity", deployment.Settings[$"{connection}__credential"]));
        Assert.All(deployments.All, deployment => Assert.DoesNotContain(connection, deployment.Settings.Keys));
    }

    [Fact]
    public void Secret_settings_are_references_to_the_key_vault_and_none_is_there_unasked()
    {
        foreach (var name in deployments.SecretSettings.Append("THANOS_TOKEN"))
        {
            Assert.DoesNotContain(name, deployments.Least.Settings.Keys);
            var value = deployments.Most.Settings[name];
            Assert.Contains("@Microsoft.KeyVault(SecretUri={0}secrets/{1})", value, StringComparison.Ordinal);
            Assert.Contains($"'{name.Replace('_', '-')}'", value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_policy_cannot_take_a_setting_of_the_app() => Assert.Equal("config/policies", deployments.Most.Settings["ERRORBUDGET_POLICY"]);

    [Fact]
    public void The_Prometheus_is_the_one_named_or_else_the_workspace_of_the_deployment()
    {
        Assert.Equal("https://prometheus.example.com", deployments.Most.Settings["PROMETHEUS_URL"]);
        Assert.EndsWith("metrics.prometheusQueryEndpoint]", deployments["prod"].Settings["PROMETHEUS_URL"], StringComparison.Ordinal);
        Assert.DoesNotContain("PROMETHEUS_URL", deployments.Least.Settings.Keys);
    }

    [Fact]
    public void Principal_headers_are_trusted_only_where_App_Service_authentication_stands_before_the_app()
    {
        foreach (var deployment in deployments.All)
        {
            var settings = deployment.Of("Microsoft.Web/sites/config").Where(config => LastName(config) == "authsettingsV2").ToArray();
            Assert.Equal(deployment.Settings.ContainsKey("ERRORBUDGET_EASY_AUTH"), settings.Length == 1);
            Assert.All(settings, authentication => Assert.Equal("True", authentication.Text("platform.enabled")));
        }

        Assert.Equal("true", deployments.Most.Settings["ERRORBUDGET_EASY_AUTH"]);
    }

    private static string LastName(PredictedResource resource) => resource.Name.Split('/')[^1];
}
