using System.Collections.Immutable;
using System.Globalization;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>An event with what the policy says of its SLO, and the phrases that several messages share.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Policy">The policy in force.</param>
/// <param name="Objective">The SLO in it; null if it concerns no single one, or the policy has it no longer.</param>
internal sealed record Circumstances(BudgetEvent Event, Policy Policy, Objective? Objective)
{
    /// <summary>What the message is about.</summary>
    public string Subject => Event.SloId?.ToString() ?? Event.Service ?? "The policy";

    /// <summary>Where the zones lie.</summary>
    public ZoneThresholds Zones => Objective?.Slo.Zones ?? ZoneThresholds.Default;

    /// <summary>The numbers; null if there are none.</summary>
    public BudgetFacts? Facts => Event.Facts;

    /// <summary>The rules that fire, the most urgent first.</summary>
    public ImmutableArray<BurnFact> Active => Facts is null ? [] : [.. Facts.Burns.Where(burn => burn.Active).OrderBy(burn => burn.Severity)];

    /// <summary>The rule of a burn; null if the event is none or its rule is gone.</summary>
    public BurnFact? Burn => Facts?.Burns.FirstOrDefault(burn => burn.Rule == Event.Rule);

    /// <summary>The window that feature flags go by: the fast rule's.</summary>
    public BurnFact? FastBurn => Facts?.Burns.Where(burn => burn.Severity == BurnSeverity.Fast).MinBy(burn => burn.WindowMinutes);

    /// <summary>How urgent a burn is.</summary>
    public BurnSeverity? Severity => Event.Severity ?? Burn?.Severity;

    /// <summary>What is left, for example <c>12.4 %</c>; null if unknown.</summary>
    public string? Left => Facts?.RemainingPct is { } remaining ? $"{Figures.Percent(remaining, Zones)} %" : null;

    /// <summary>For example: <c>1,148 of 1,310,000 events in 30 d were bad; the target of 99.9 % allows 1,310.</c></summary>
    public string? Sums => Facts is null || Facts.RemainingPct is null ? null : Text(
        $"{Facts.Bad:N0} of {Facts.Total:N0} {Facts.Unit} {Period(Facts.Window)} were bad; the target of {Figures.Exact(Facts.Target * 100)} % allows {Figures.Allowance(Facts.Allowed)}.");

    /// <summary>For example: <c>12.4 % of the error budget is left.</c></summary>
    public string? Standing => Facts?.RemainingPct switch
    {
        null => null,
        < 0 => $"The error budget is overspent by {Overspent}.",
        0 => "Nothing of the error budget is left.",
        _ => $"{Left} of the error budget is left.",
    };

    /// <summary>By how much more than the budget was spent, for example <c>6.9 %</c>; null if it was not.</summary>
    public string? Overspent => Facts?.RemainingPct is < 0 and var remaining ? $"{Figures.Percent(-remaining, 0)} %" : null;

    /// <summary>For how long what now ends or follows went on; null if nobody knows.</summary>
    public string? Lasted => Event.FollowsAt is { } since && Event.At - since is var time && time >= TimeSpan.Zero ? Figures.Duration(time) : null;

    /// <summary>For example: <c>14.9 times over the last hour (limit 14.4)</c>; null if unknown.</summary>
    public static string? Pace(BurnFact burn) => burn.Burn is { } rate
        ? $"{Figures.Burn(rate, burn.Multiplier)} times over {Last(burn.WindowMinutes)} (limit {Figures.Exact(burn.Multiplier)})"
        : null;

    /// <summary>A stretch of time that ends now, for example <c>the last hour</c>.</summary>
    public static string Last(int minutes) => minutes switch
    {
        1 => "the last minute",
        Minute.PerHour => "the last hour",
        Minute.PerDay => "the last day",
        _ => $"the last {Figures.Duration(minutes)}",
    };

    /// <summary>A point in time, for example <c>2026-03-01 12:34 UTC</c>.</summary>
    public static string Time(DateTimeOffset at) => Text($"{at.UtcDateTime:yyyy-MM-dd HH:mm} UTC");

    /// <summary>Joins what there is to a paragraph.</summary>
    public static string Paragraph(params ReadOnlySpan<string?> sentences)
    {
        var said = new List<string>(sentences.Length);
        foreach (var sentence in sentences)
        {
            if (!string.IsNullOrWhiteSpace(sentence)) said.Add(sentence);
        }

        return string.Join(' ', said);
    }

    /// <summary>A text that came from elsewhere, as a sentence.</summary>
    public static string? Sentence(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Trim() is var trimmed && trimmed[^1] is '.' or '!' or '?' ? text.Trim() : $"{text.Trim()}.";

    /// <summary>Formats with an invariant culture.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Period(string window) => char.IsAsciiDigit(window[0]) ? $"in {window}" : $"in the {window}";
}
