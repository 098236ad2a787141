using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads <c>escalation</c>: who is told when a budget stays exhausted.</summary>
internal static class EscalationReader
{
    private const int MaximumSteps = 10;
    private const int Longest = 30 * Minute.PerDay;

    /// <summary>The steps, the earliest first.</summary>
    public static ImmutableArray<EscalationStep> Read(Fields notification)
    {
        var steps = new SortedDictionary<int, EscalationStep>();
        foreach (var item in notification.List("escalation", 1, MaximumSteps)?.Items ?? [])
        {
            if (notification.File.Fields(item, "escalation", Sections.EscalationStep) is not { } fields) continue;
            var after = fields.Require("after_minutes") ? fields.Whole("after_minutes", 0, Longest) : null;
            var channels = fields.Require("channels") ? ChannelAddresses.Read(fields, "channels") : [];
            if (after is not { } minutes || steps.TryAdd(minutes, new EscalationStep(minutes, channels))) continue;
            fields.Refuse("after_minutes", FormattableString.Invariant($"two steps of \"escalation\" are after {minutes} minutes; put their channels into one"));
        }

        return steps.Values.ToImmutableArray();
    }
}
