using System.Globalization;
using ErrorBudget.Pipeline.Collect;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>A PromQL expression and the instants it is evaluated at: one instant, or a range with a step.</summary>
internal sealed record PrometheusQuery(string Expression, BucketGrid Grid)
{
    /// <summary>Whether it is evaluated at one instant, which costs Prometheus less than a range of one.</summary>
    public bool IsInstant => Grid.Count == 1;

    /// <summary>The endpoint below the server's base address.</summary>
    public string Path => IsInstant ? "api/v1/query" : "api/v1/query_range";

    /// <summary>The form to post. Times are always explicit: a server's own "now" differs from query to query.</summary>
    public IEnumerable<KeyValuePair<string, string>> Form(int timeoutSeconds)
    {
        yield return new("query", Expression);
        yield return new("timeout", Text(timeoutSeconds) + "s");
        if (IsInstant)
        {
            yield return new("time", Text(Grid.FirstEvaluation));
            yield break;
        }

        yield return new("start", Text(Grid.FirstEvaluation));
        yield return new("end", Text(Grid.LastEvaluation));
        yield return new("step", Text(Grid.StepSeconds));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
