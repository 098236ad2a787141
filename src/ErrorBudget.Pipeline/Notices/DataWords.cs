using static ErrorBudget.Pipeline.Notices.Circumstances;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>What is said of data that are missing or impossible.</summary>
internal static class DataWords
{
    public static NoticeWords Missing(Circumstances what)
    {
        var limit = what.Objective is { } objective ? $"There have been no data for {Figures.Duration(objective.Slo.UnknownAfterMinutes)} or longer." : "There are no data.";
        return new NoticeWords(
            NoticeTone.Warning,
            NoticePhase.Opens,
            $"{what.Subject} has no data: whether it meets its target is unknown",
            Paragraph(
                Sentence(what.Event.Detail) ?? limit,
                "The service, its metrics or their collection may be down.",
                "Until data return, burn-rate alerts neither fire nor resolve, and nothing is counted as good or bad."));
    }

    public static NoticeWords Returned(Circumstances what) => new(
        NoticeTone.Resolved,
        NoticePhase.Closes,
        $"{what.Subject} has data again",
        Paragraph(what.Lasted is { } time ? $"It was unknown for {time}." : null, what.Standing, what.Sums, Sentence(what.Event.Detail)));

    public static NoticeWords Rejected(Circumstances what) => new(
        NoticeTone.Warning,
        NoticePhase.Tells,
        $"{what.Subject}: its source returned impossible counts, which were not used",
        Paragraph(
            Sentence(what.Event.Detail),
            "The minutes they are for stay unknown: neither good nor bad. Please check what the SLI counts as good and as total."));
}
