using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>A series of an answer.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Samples">Its samples in order of time.</param>
internal sealed record PrometheusSeries(ImmutableArray<KeyValuePair<string, string>> Labels, ImmutableArray<PrometheusSample> Samples)
{
    /// <summary>The value of a label; empty if the series does not have it, which is the same in PromQL.</summary>
    public string this[string label]
    {
        get
        {
            foreach (var (name, value) in Labels)
            {
                if (name == label) return value;
            }

            return "";
        }
    }

    /// <summary>The labels as PromQL writes them.</summary>
    public override string ToString() => $"{{{string.Join(", ", Labels.Select(label => $"{label.Key}={PromQl.Quoted(label.Value)}"))}}}";
}
