using System.Collections.Immutable;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>Writes the message for an event: plain, specific and blameless, every statement with its numbers.</summary>
public static class NoticeComposer
{
    /// <summary>The message of an errand.</summary>
    /// <param name="errand">What happened, and what the policy says of it.</param>
    public static Notice Compose(Errand errand)
    {
        ArgumentNullException.ThrowIfNull(errand);
        var what = new Circumstances(errand.Event, errand.Policy, errand.Objective);
        var words = NoticeWords.For(what);
        return new Notice
        {
            Event = errand.Event,
            Tone = words.Tone,
            Phase = words.Phase,
            Title = words.Title,
            Summary = words.Summary,
            Facts = Numbers(what),
            RemainingPct = ShowsNumbers(errand.Event.Kind) ? errand.Event.Facts?.RemainingPct : null,
            Consequences = PolicyConsequences.For(what),
            Links = Links(what),
            Site = errand.Policy.Site,
            ReplyTo = errand.Opening?.Reference,
            IsRepeat = errand.IsRepeat,
        };
    }

    /// <summary>What is no number of one SLO, or was rejected, has no numbers to show.</summary>
    private static bool ShowsNumbers(BudgetEventKind kind) =>
        kind is not (BudgetEventKind.PolicyRefused or BudgetEventKind.PolicyAccepted or BudgetEventKind.Digest);

    private static ImmutableArray<NoticeFact> Numbers(Circumstances what)
    {
        if (what.Facts is not { } facts || !ShowsNumbers(what.Event.Kind)) return [];
        var numbers = ImmutableArray.CreateBuilder<NoticeFact>();
        if (what.Left is { } left) numbers.Add(new NoticeFact("Budget left", left));
        if (facts.RemainingPct is not null) numbers.Add(new NoticeFact("Bad / allowed", Circumstances.Text($"{facts.Bad:N0} / {Figures.Allowance(facts.Allowed)}")));
        numbers.Add(new NoticeFact("Target", $"{Figures.Exact(facts.Target * 100)} % over {facts.Window}"));
        if (facts.MinutesToExhaustion is { } minutes) numbers.Add(new NoticeFact("Budget lasts", minutes == 0 ? "spent" : Figures.Duration(minutes)));
        numbers.Add(new NoticeFact("Zone", ZoneNames.Of(facts.Zone)));
        foreach (var burn in facts.Burns)
            numbers.Add(new NoticeFact($"Burn over {Figures.Duration(burn.WindowMinutes)}", Burn(burn)));
        if (facts.Owner.Length > 0) numbers.Add(new NoticeFact("Owner", facts.Owner));
        return numbers.ToImmutable();
    }

    private static string Burn(BurnFact burn)
    {
        var rate = burn.Burn is { } known ? Figures.Burn(known, burn.Multiplier) : "unknown";
        return $"{rate} of {Figures.Exact(burn.Multiplier)}{(burn.Active ? ", fires" : "")}";
    }

    private static ImmutableArray<NoticeLink> Links(Circumstances what)
    {
        var links = ImmutableArray.CreateBuilder<NoticeLink>();
        if (what.Objective?.Runbook is { } runbook) links.Add(new NoticeLink("Runbook", runbook));
        if (what.Policy.Site is not { } site) return links.ToImmutable();
        if (what.Event.SloId is { } id)
        {
            var path = $"{Uri.EscapeDataString(id.Service)}/{Uri.EscapeDataString(id.Slo)}";
            links.Add(new NoticeLink("Dashboard", Below(site, $"api/dashboard/{path}")));
            links.Add(new NoticeLink("History", Below(site, $"api/budgets/{path}/history")));
            links.Add(new NoticeLink("Release gate", Below(site, $"api/gate/{path}")));
        }
        else
        {
            links.Add(new NoticeLink("Dashboard", Below(site, "api/dashboard")));
            links.Add(new NoticeLink("Health", Below(site, "api/health")));
        }

        return links.ToImmutable();
    }

    private static Uri Below(Uri site, string path) => new($"{site.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}");
}
