using ErrorBudget.Pipeline.Evaluate;
using static ErrorBudget.Pipeline.Notices.Circumstances;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>What is said of burns.</summary>
internal static class BurnWords
{
    public static NoticeWords Started(Circumstances what)
    {
        var burn = what.Burn;
        var title = burn?.Burn is { } rate
            ? $"{what.Subject} burns its error budget {Figures.Burn(rate, burn.Multiplier)} times as fast as it can afford"
            : $"{what.Subject} burns its error budget: rule {what.Event.Rule} fires";
        return new NoticeWords(
            what.Severity == BurnSeverity.Fast ? NoticeTone.Alarm : NoticeTone.Warning,
            NoticePhase.Opens,
            title,
            Paragraph(Counts(what), Confirmation(burn), Prospect(what), Inhibition(what), Sentence(what.Event.Detail)));
    }

    public static NoticeWords Resolved(Circumstances what)
    {
        var others = what.Active.Where(burn => burn.Rule != what.Event.Rule).ToArray();
        var title = others.Length == 0
            ? $"{what.Subject} no longer burns its error budget too fast"
            : $"{what.Subject}: the burn of rule {what.Event.Rule} is over, that of rule {others[0].Rule} goes on";
        return new NoticeWords(
            NoticeTone.Resolved,
            NoticePhase.Closes,
            title,
            Paragraph(
                what.Lasted is { } time ? $"Rule {what.Event.Rule} fired for {time}." : $"Rule {what.Event.Rule} fires no longer.",
                what.Burn is { } burn ? Now(burn) : null,
                string.Join(' ', others.Select(Still)),
                what.Standing,
                Sentence(what.Event.Detail)));
    }

    public static NoticeWords RollbackDue(Circumstances what) => new(
        NoticeTone.Alarm,
        NoticePhase.Tells,
        $"{what.Subject} burns so fast that feature flags are to be switched off",
        Paragraph(Threshold(what, "has reached"), Prospect(what), Sentence(what.Event.Detail)));

    public static NoticeWords RollbackOver(Circumstances what) => new(
        NoticeTone.Resolved,
        NoticePhase.Tells,
        $"{what.Subject} burns below the limit for switching off feature flags again",
        Paragraph(Threshold(what, "is below"), what.Standing, Sentence(what.Event.Detail)));

    private static string? Counts(Circumstances what) => what is { Burn: { } burn, Facts: { } facts }
        ? Text($"{burn.Bad:N0} of {burn.Total:N0} {facts.Unit} in {Last(burn.WindowMinutes)} were bad (rule {burn.Rule}, limit {Figures.Exact(burn.Multiplier)} times).")
        : null;

    private static string? Confirmation(BurnFact? burn) => burn is { ConfirmWindowMinutes: { } minutes, ConfirmBurn: { } rate }
        ? $"It goes on: {Figures.Burn(rate, burn.Multiplier)} times over {Last(minutes)}."
        : null;

    private static string? Prospect(Circumstances what) => what.Facts?.MinutesToExhaustion switch
    {
        0 => what.Standing,
        { } minutes when what.Left is { } left => $"{left} of the error budget is left and lasts {Figures.Duration(minutes)} if this goes on as in the last hour.",
        _ => what.Standing,
    };

    private static string? Inhibition(Circumstances what) =>
        what.Event.InhibitedBy is { } faster ? $"A faster burn (rule {faster}) goes on too." : null;

    private static string? Now(BurnFact burn) => burn switch
    {
        { ConfirmWindowMinutes: { } minutes, ConfirmBurn: { } rate } => $"The pace is now {Figures.Burn(rate, burn.Multiplier)} times over {Last(minutes)} (limit {Figures.Exact(burn.Multiplier)}).",
        _ => Pace(burn) is { } pace ? $"The pace is now {pace}." : null,
    };

    private static string Still(BurnFact burn) =>
        Pace(burn) is { } pace ? $"Rule {burn.Rule} still fires: {pace}." : $"Rule {burn.Rule} still fires; its pace is unknown.";

    private static string? Threshold(Circumstances what, string relation)
    {
        if (what.FastBurn is not { Burn: { } rate } burn || what.Objective is not { } objective) return null;
        var threshold = objective.FeatureFlags.BurnThreshold;
        return $"The pace over {Last(burn.WindowMinutes)} is {Figures.Burn(rate, threshold)} times what the budget can afford, which {relation} the limit of {Figures.Exact(threshold)}.";
    }
}
