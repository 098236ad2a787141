using System.Globalization;
using System.Text;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>
/// One query for several SLOs on the requests of Application Insights: a row for every bucket and, for each SLO, columns for all
/// requests, the good ones and the minutes in which there were any. A sampled row counts for <c>ItemCount</c> requests.
/// </summary>
internal static class RequestsKql
{
    /// <summary>The column with a bucket's start.</summary>
    public const string Time = "Time";

    /// <summary>The column with all requests of an SLO.</summary>
    public static string Total(int slo) => string.Create(CultureInfo.InvariantCulture, $"Total{slo}");

    /// <summary>The column with the good requests of an SLO.</summary>
    public static string Good(int slo) => string.Create(CultureInfo.InvariantCulture, $"Good{slo}");

    /// <summary>The column with the minutes in which an SLO had requests; hours only.</summary>
    public static string Minutes(int slo) => string.Create(CultureInfo.InvariantCulture, $"Minutes{slo}");

    /// <summary>The query.</summary>
    public static string Of(IReadOnlyList<AppRequestsSli> slis, BucketGrid grid)
    {
        var kql = new StringBuilder()
            .Append("AppRequests\n| where TimeGenerated >= ").Append(KqlText.Instant(grid.Start)).Append(" and TimeGenerated < ").Append(KqlText.Instant(grid.BucketAt(grid.Count)))
            .Append("\n| where AppRoleName in ").Append(KqlText.List(slis.SelectMany(sli => sli.Roles).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)))
            .Append("\n| summarize ")
            .AppendJoin(", ", slis.Select((sli, slo) => $"{Total(slo)} = sumif(ItemCount, {Counts(sli)}), {Good(slo)} = sumif(ItemCount, {Counts(sli)} and {IsGood(sli)})"))
            .Append(" by Time = bin(TimeGenerated, 1m)");
        if (grid.Width == 1) return kql.ToString();
        return kql
            .Append("\n| summarize ")
            .AppendJoin(", ", slis.Select((_, slo) => $"{Total(slo)} = sum({Total(slo)}), {Good(slo)} = sum({Good(slo)}), {Minutes(slo)} = countif({Total(slo)} > 0)"))
            .Append(" by Time = bin(Time, ").Append(KqlText.Width(grid.Width)).Append(')')
            .ToString();
    }

    private static string Counts(AppRequestsSli sli) => sli.Operations.IsEmpty
        ? $"AppRoleName in {KqlText.List(sli.Roles)}"
        : $"AppRoleName in {KqlText.List(sli.Roles)} and OperationName in {KqlText.List(sli.Operations)}";

    private static string IsGood(AppRequestsSli sli) => sli.WithinMs is { } within
        ? string.Create(CultureInfo.InvariantCulture, $"Success == true and DurationMs <= {within}")
        : "Success == true";
}
