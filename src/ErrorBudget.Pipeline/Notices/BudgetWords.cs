using static ErrorBudget.Pipeline.Notices.Circumstances;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>What is said of budgets that shrink, are spent and recover.</summary>
internal static class BudgetWords
{
    public static NoticeWords ZoneChanged(Circumstances what)
    {
        var (from, to) = (what.Event.From ?? Zone.Unknown, what.Event.To ?? Zone.Unknown);
        var moved = $"{what.Subject} moved from zone {Name(from)} to {Name(to)}";
        return new NoticeWords(
            to > from ? NoticeTone.Warning : NoticeTone.Information,
            NoticePhase.Tells,
            what.Left is { } left ? $"{moved}: {(what.Overspent is { } over ? $"overspent by {over}" : $"{left} of the error budget is left")}" : moved,
            Paragraph(what.Sums, Prospect(what), Sentence(what.Event.Detail)));
    }

    public static NoticeWords Exhausted(Circumstances what) => new(
        NoticeTone.Alarm,
        NoticePhase.Opens,
        $"{what.Subject} has spent its error budget",
        Paragraph(what.Sums, Overspend(what), Burning(what), Sentence(what.Event.Detail)));

    public static NoticeWords StillExhausted(Circumstances what)
    {
        var time = what.Event.AfterMinutes is { } minutes ? Figures.Duration(minutes) : what.Lasted;
        return new NoticeWords(
            NoticeTone.Alarm,
            NoticePhase.Tells,
            time is null or "0 min" ? $"{what.Subject} has no error budget left" : $"{what.Subject} has had no error budget left for {time}",
            Paragraph(Since(what), what.Sums, Overspend(what), Burning(what), Sentence(what.Event.Detail)));
    }

    public static NoticeWords FreezeStarted(Circumstances what) => new(
        NoticeTone.Warning,
        NoticePhase.Tells,
        $"{what.Subject}: the error budget has been spent for {Figures.Duration((long)what.Zones.FreezeAfterDays * Minute.PerDay)}, the release freeze begins",
        Paragraph(Since(what), what.Sums, Overspend(what), Sentence(what.Event.Detail)));

    public static NoticeWords Recovered(Circumstances what) => new(
        NoticeTone.Resolved,
        NoticePhase.Closes,
        what.Left is { } left ? $"{what.Subject} has error budget again: {left} is left" : $"{what.Subject} has error budget again",
        Paragraph(what.Lasted is { } time ? $"It had been spent for {time}." : null, what.Sums, Burning(what), Sentence(what.Event.Detail)));

    public static NoticeWords SprintDue(Circumstances what) => new(
        NoticeTone.Warning,
        NoticePhase.Tells,
        $"{what.Subject}: a reliability sprint is due{Border(what, "less than")}",
        Paragraph(what.Standing, what.Sums, Prospect(what), Sentence(what.Event.Detail)));

    public static NoticeWords SprintOver(Circumstances what) => new(
        NoticeTone.Resolved,
        NoticePhase.Tells,
        $"{what.Subject}: a reliability sprint is no longer due{Border(what, "at least")}",
        Paragraph(what.Standing, what.Sums, Sentence(what.Event.Detail)));

    public static NoticeWords ReviewDue(Circumstances what) => new(
        NoticeTone.Information,
        NoticePhase.Tells,
        $"{what.Subject} hardly used its error budget in a year",
        Paragraph(
            Sentence(what.Event.Detail),
            what.Sums,
            "Either the service could take more risk, or its target is lower than what its users get and have come to expect, or nobody depends on it: please look at the target."));

    private static string? Prospect(Circumstances what) => what.Facts?.MinutesToExhaustion is > 0 and var minutes
        ? $"If it goes on as in the last hour, the budget is spent in {Figures.Duration(minutes)}."
        : null;

    private static string? Overspend(Circumstances what) => what.Overspent is { } over ? $"That is {over} more than the budget." : null;

    private static string? Since(Circumstances what) => what.Facts?.ExhaustedSince is { } since ? $"It has been spent since {Time(since)}." : null;

    private static string? Burning(Circumstances what) => what.Active switch
    {
        [var burn, ..] when Pace(burn) is { } pace => $"It still burns too fast: {pace}.",
        [var burn, ..] => $"Rule {burn.Rule} still fires.",
        _ when what.Facts is { Burns.Length: > 0 } facts && facts.Burns.All(burn => burn.Burn is not null) => "No burn-rate rule fires at present.",
        _ => null,
    };

    private static string Border(Circumstances what, string relation) => what.Objective?.Tickets.SprintBelowPct is { } border
        ? $", {relation} {Figures.Exact(border)} % of the error budget is left"
        : "";

    private static string Name(Zone zone) => ZoneNames.Of(zone);
}
