using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>What is said of an event.</summary>
/// <param name="Tone">How urgent it is.</param>
/// <param name="Phase">Its place among those that belong together.</param>
/// <param name="Title">One line.</param>
/// <param name="Summary">A few sentences.</param>
internal sealed record NoticeWords(NoticeTone Tone, NoticePhase Phase, string Title, string Summary)
{
    /// <summary>The words for an event.</summary>
    public static NoticeWords For(Circumstances what) => what.Event.Kind switch
    {
        BudgetEventKind.BurnStarted => BurnWords.Started(what),
        BudgetEventKind.BurnResolved => BurnWords.Resolved(what),
        BudgetEventKind.RollbackDue => BurnWords.RollbackDue(what),
        BudgetEventKind.RollbackOver => BurnWords.RollbackOver(what),
        BudgetEventKind.ZoneChanged => BudgetWords.ZoneChanged(what),
        BudgetEventKind.BudgetExhausted => BudgetWords.Exhausted(what),
        BudgetEventKind.StillExhausted => BudgetWords.StillExhausted(what),
        BudgetEventKind.FreezeStarted => BudgetWords.FreezeStarted(what),
        BudgetEventKind.BudgetRecovered => BudgetWords.Recovered(what),
        BudgetEventKind.SprintDue => BudgetWords.SprintDue(what),
        BudgetEventKind.SprintOver => BudgetWords.SprintOver(what),
        BudgetEventKind.ReviewDue => BudgetWords.ReviewDue(what),
        BudgetEventKind.DataMissing => DataWords.Missing(what),
        BudgetEventKind.DataReturned => DataWords.Returned(what),
        BudgetEventKind.CountsRejected => DataWords.Rejected(what),
        BudgetEventKind.FlagsSwitchedOff => TeamWords.FlagsSwitchedOff(what),
        BudgetEventKind.FlagsSwitchedOn => TeamWords.FlagsSwitchedOn(what),
        BudgetEventKind.PolicyRefused => TeamWords.PolicyRefused(what),
        BudgetEventKind.PolicyAccepted => TeamWords.PolicyAccepted(what),
        BudgetEventKind.Digest => TeamWords.Digest(what),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what.Event.Kind, "There are no words for this kind of event."),
    };
}
