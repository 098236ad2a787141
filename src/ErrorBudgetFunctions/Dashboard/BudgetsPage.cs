using ErrorBudget;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>All budgets on one page: how many are well, what needs attention and why, and the list of all.</summary>
internal static class BudgetsPage
{
    private const int MostCards = 25;

    /// <summary>The page.</summary>
    /// <param name="all">All objectives.</param>
    /// <param name="owner">Whose are shown; null for all.</param>
    /// <param name="policyVersion">Which policy is in force.</param>
    /// <param name="refusal">Why a newer policy was refused, for people; null if none was.</param>
    /// <param name="links">The way to other pages.</param>
    public static HtmlText Of(IReadOnlyList<Standing> all, string? owner, string policyVersion, string? refusal, PageLinks links)
    {
        IReadOnlyList<Standing> shown = owner is null ? all : [.. all.Where(item => item.Objective.Slo.Owner == owner)];
        Standing[] ordered = [.. shown
            .OrderByDescending(item => item.Urgency)
            .ThenByDescending(item => item.IsUnknown)
            .ThenBy(item => item.RemainingPct ?? decimal.MinValue)
            .ThenBy(item => item.Objective.Slo.Id.ToString(), StringComparer.Ordinal)];
        Standing[] attention = [.. ordered.Where(item => item.NeedsAttention)];
        return $"<h1>Error budgets{(owner is null ? "" : $" of {owner}")}</h1>{Refused(refusal)}{Lead(shown, attention.Length)}{Tiles(shown)}{Attention(attention, links)}{Table(ordered, links)}{Owners(all, owner, links)}{When(shown, policyVersion)}";
    }

    private static HtmlText Lead(IReadOnlyList<Standing> shown, int attention) => (shown.Count, attention) switch
    {
        (0, _) => $"""<p class="lead">There are no objectives here.</p>""",
        (1, 0) => $"""<p class="lead">The one objective has budget to release freely.</p>""",
        (var count, 0) => $"""<p class="lead">All {Layout.Number(count)} objectives have budget to release freely.</p>""",
        var (count, some) => $"""<p class="lead">{Layout.Number(some)} of {Layout.Number(count)} {(count == 1 ? "objective" : "objectives")} {(some == 1 ? "needs" : "need")} attention.</p>""",
    };

    private static HtmlText Tiles(IReadOnlyList<Standing> shown)
    {
        HtmlText Count(string name, Func<Standing, bool> which) => Layout.Tile(name, Layout.Number(shown.Count(which)));
        return $"""<div class="tiles">{Count("releases pass", item => item.Decision.Allowed)}{Count("need a sign-off", item => item.Decision.Kind == DecisionKind.SignOff)}{Count("are blocked", item => item.Decision.Kind is DecisionKind.Block or DecisionKind.Freeze)}{Count("burn now", item => item.IsBurning)}{Count("are unknown", item => item.IsUnknown)}</div>""";
    }

    private static HtmlText Attention(Standing[] attention, PageLinks links)
    {
        if (attention.Length == 0) return HtmlText.None;
        HtmlText more = attention.Length > MostCards ? $"<p>And {Layout.Number(attention.Length - MostCards)} more, at the top of the list below.</p>" : HtmlText.None;
        return $"<h2>Needs attention</h2>{attention.Take(MostCards).Select(item => Card(item, links))}{more}";
    }

    private static HtmlText Card(Standing item, PageLinks links)
    {
        var slo = item.Objective.Slo;
        HtmlText owner = slo.Owner.Length > 0 ? $"Owner: {slo.Owner}. " : HtmlText.None;
        HtmlText runbook = item.Objective.Runbook is { } page ? $"""<a href="{page.AbsoluteUri}" rel="noreferrer">What to do</a>""" : HtmlText.None;
        var reasons = item.Decision.Reasons.Select(Reason);
        return $"""<section class="card {item.WorstTone}"><h3><a href="{links.Of(slo.Id)}">{slo.Id.ToString()}</a> Release? {item.Answer}</h3><ul>{reasons}</ul><p class="note">{owner}{runbook}</p></section>""";
    }

    private static HtmlText Reason(string reason) => $"<li>{reason}</li>";

    private static HtmlText Table(Standing[] ordered, PageLinks links)
    {
        if (ordered.Length == 0) return HtmlText.None;
        var rows = ordered.Select(item => Row(item, links));
        return $"""<h2>All objectives</h2><div class="wide"><table><tr><th>Objective</th><th>Owner</th><th class="n">Target</th><th>Window</th><th class="n">Budget left</th><th></th><th>Burns</th><th class="n">Lasts</th><th>Release?</th></tr>{rows}</table></div><p class="note">Budget left: the share of the bad events that the target allows in the window and that have not happened yet. Lasts: how long that is enough at the pace of the last hour. Release: what the gate says to an ordinary change without a sign-off.</p>""";
    }

    private static HtmlText Row(Standing item, PageLinks links)
    {
        var slo = item.Objective.Slo;
        return $"""<tr><td><a href="{links.Of(slo.Id)}">{slo.Id.ToString()}</a></td><td>{slo.Owner}</td><td class="n">{slo.Target.ToString()}</td><td>{slo.Window.ToString()}</td><td class="n">{Layout.Percent(item.RemainingPct)}</td><td>{Layout.Bar(item.RemainingPct, item.Tone)}</td><td>{item.Burn}</td><td class="n">{item.Lasts}</td><td>{item.Answer}</td></tr>""";
    }

    private static HtmlText Owners(IReadOnlyList<Standing> all, string? owner, PageLinks links)
    {
        var owners = all.Select(item => item.Objective.Slo.Owner).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (owners.Length < 2 && owner is null) return HtmlText.None;
        HtmlText everyone = owner is null ? HtmlText.None : $"""<a href="{links.All()}">everyone</a> """;
        return $"""<p class="note">Only the objectives of: {everyone}{owners.Where(name => name != owner).Select(name => Link(name, links))}</p>""";
    }

    private static HtmlText Link(string owner, PageLinks links) => $"""<a href="{links.All(owner)}">{owner}</a> """;

    /// <summary>A mistake a line.</summary>
    private static HtmlText Refused(string? refusal) => refusal is null
        ? HtmlText.None
        : $"""<section class="card stop"><h3>A newer policy was refused; the one before stays in force</h3><ul>{refusal.Split('\n').Select(Reason)}</ul></section>""";

    private static HtmlText When(IReadOnlyList<Standing> shown, string policyVersion)
    {
        var through = shown.Where(item => item.Snapshot is not null).Select(item => item.Snapshot!.DataThrough.Start).ToArray();
        var data = through.Length == 0 ? "Nothing has been evaluated yet." : $"Counted through {Layout.Time(through.Max())}{(through.Min() < through.Max() ? $", the latest of all; the earliest is at {Layout.Time(through.Min())}" : "")}.";
        return $"""<p class="note">{data} Policy {policyVersion}. This page renews itself every minute.</p>""";
    }
}
