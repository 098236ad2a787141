using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Queues;

namespace ErrorBudget.Infra.Tests;

/// <summary>Somebody is told when a message is given up, when evaluation is late and when the app is unhealthy.</summary>
public sealed partial class AlertTests(Deployments deployments)
{
    private const string Rules = "Microsoft.Insights/scheduledQueryRules";

    [Theory]
    [InlineData(StorageQueue.Notices)]
    [InlineData(StorageQueue.Shards)]
    [InlineData(StorageQueue.Checks)]
    [InlineData(StorageQueue.Counts)]
    public void The_alert_on_given_up_messages_sees_each_poison_queue_and_no_queue_beside_it(string queue)
    {
        var pattern = Pattern().Match(Query(deployments.Least, "poison")).Groups[1].Value;
        Assert.Equal($"{queue}-poison", Regex.Match($"https://account.queue.core.windows.net:443/{queue}-poison/messages?messagettl=-1", pattern).Groups[1].Value);
        Assert.DoesNotMatch(pattern, $"https://account.queue.core.windows.net:443/{queue}/messages");
    }

    [Fact]
    public void What_is_written_to_queues_is_logged_which_that_alert_looks_at() => Assert.All(deployments.All, deployment => Assert.Contains(
        deployment.Of("Microsoft.Insights/diagnosticSettings"),
        setting => setting.Id.Contains("/queueServices/default/", StringComparison.Ordinal) && setting.Text("logs")!.Contains("StorageWrite", StringComparison.Ordinal)));

    [Fact]
    public void An_app_that_reports_nothing_is_late_too()
    {
        // A summary without "by" gives one row for no rows.
        var query = Query(deployments.Most, "late");
        Assert.Contains("summarize Reports = count(), Latest = max(Max)\n", query, StringComparison.Ordinal);
        Assert.Contains("where Reports == 0 or Latest > 300", query, StringComparison.Ordinal);
    }

    [Fact]
    public void Health_is_asked_for_from_outside_wherever_the_app_can_be_reached()
    {
        foreach (var deployment in deployments.All)
        {
            var isReachable = deployment.Site.Text("publicNetworkAccess") == "Enabled";
            var test = deployment.Of("Microsoft.Insights/webtests").ToArray();
            Assert.Equal(isReachable ? 1 : 0, test.Length);
            Assert.Equal(isReachable ? 1 : 0, deployment.Of("Microsoft.Insights/metricAlerts").Count());
            Assert.All(test, health => Assert.Contains("/api/health", health.Text("Request.RequestUrl"), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_alert_goes_to_all_receivers()
    {
        Assert.All(deployments["flex-public-most"].Of(Rules), rule => Assert.Equal(2, rule.Property("actions.actionGroups")!.Value.GetArrayLength()));
        Assert.All(deployments["flex-public-most"].Of("Microsoft.Insights/metricAlerts"), rule => Assert.Equal(2, rule.Property("actions")!.Value.GetArrayLength()));
    }

    private static string Query(Deployment deployment, string name) =>
        Assert.Single(deployment.Of(Rules), rule => rule.Name.Contains(name, StringComparison.Ordinal)).Property("criteria.allOf")!.Value[0].GetProperty("query").GetString()!;

    [GeneratedRegex("extract\\(@\"([^\"]+)\"")]
    private static partial Regex Pattern();
}
