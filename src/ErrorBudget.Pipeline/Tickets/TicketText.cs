using System.Collections.Immutable;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Evaluate;
using static ErrorBudget.Pipeline.Tickets.TicketNumbers;

namespace ErrorBudget.Pipeline.Tickets;

/// <summary>What tickets say. Numbers and times, no names and no blame.</summary>
internal static class TicketText
{
    /// <summary>A ticket as it is opened.</summary>
    public static TicketDraft Draft(TicketTask task, BudgetEvidence evidence, string reference) => new(
        Title(task),
        task.Key.Tag,
        new TicketDocument(
            [
                .. Introduction(task),
                .. Spending(evidence.BurnDown, task.Event.Facts?.Unit ?? "events"),
                .. Gate(evidence.Gate, task),
                new TicketBlock.Heading("First steps"),
                new TicketBlock.Points(FirstSteps(task.Key.Kind), AreNumbered: true),
                .. Done(task),
                .. Links(task),
            ],
            reference));

    /// <summary>What is said in a ticket that is open.</summary>
    public static TicketDocument Comment(TicketTask task, string reference)
    {
        var (facts, what) = (task.Event.Facts, News(task));
        var blocks = ImmutableArray.CreateBuilder<TicketBlock>();
        blocks.Add(new TicketBlock.Paragraph(facts is null ? what : $"{what} {Sums(facts)} (data through {Time(facts.DataThrough)} UTC)."));
        if (task.Action == TicketAction.End) blocks.Add(new TicketBlock.Paragraph(task.Objective.Tickets.CloseOnRecovery ? "The ticket is closed by the policy. If work on it is still planned, reopen it." : "Whether the work is done is for the team to say: the policy leaves the ticket open."));
        if (task.Event.Detail is { } detail && Words(detail) is { Length: > 0 } words) blocks.Add(new TicketBlock.Paragraph(words));
        return new TicketDocument(blocks.DrainToImmutable(), reference);
    }

    private static string Title(TicketTask task) => (task.Key.Kind, Left(task)) switch
    {
        (TicketKind.Sprint, { } left) when task.Event.Facts!.RemainingPct >= 0 => $"Reliability sprint: {task.Key.Slo} has {left} of its error budget left",
        (TicketKind.Sprint, _) => $"Reliability sprint: little or nothing is left of the error budget of {task.Key.Slo}",
        (TicketKind.Initiative, _) => $"Reliability initiative: the error budget of {task.Key.Slo} is spent and releases are frozen",
        _ => $"Objective review: {task.Key.Slo} hardly uses its error budget",
    };

    private static IEnumerable<TicketBlock> Introduction(TicketTask task)
    {
        var (slo, facts) = (task.Objective.Slo, task.Event.Facts);
        var promise = $"{task.Key.Slo} is to be good in {slo.Target} of its {facts?.Unit ?? "events"} over {(facts is null ? slo.Window.ToString() : Window(facts))}.";
        var numbers = facts is null ? "" : Text($" {Sums(facts)} (data through {Time(facts.DataThrough)} UTC).");
        yield return new TicketBlock.Paragraph($"{promise}{numbers} {Reason(task)}");
        if (task.Event.Detail is { } detail && Words(detail) is { Length: > 0 } words) yield return new TicketBlock.Paragraph(words);
        if (Words(slo.Owner) is { Length: > 0 } owner) yield return new TicketBlock.Paragraph($"Owner: {owner}");
    }

    private static string Reason(TicketTask task)
    {
        var left = Standing(task) ?? "Little of the error budget is left";
        var since = task.Event.Facts?.ExhaustedSince is { } exhausted ? $" since {Time(exhausted)} UTC" : "";
        return task.Key.Kind switch
        {
            TicketKind.Sprint => $"{left}: below the {Border(task.Objective.Tickets.SprintBelowPct ?? 0)} % at which the policy proposes to put reliability work first for a sprint.",
            TicketKind.Initiative => $"Nothing of the error budget has been left{since}, for {task.Objective.Slo.Zones.FreezeAfterDays} days or more. By the policy only repairs are released until something is left again.",
            _ => "Over a year the error budget was hardly used. Either the objective asks for less than the service gives and its users expect, or nobody depends on it; both are worth a decision.",
        };
    }

    private static IEnumerable<TicketBlock> Spending(BurnDown? burnDown, string unit)
    {
        yield return new TicketBlock.Heading("Where the budget went");
        if (burnDown is null)
        {
            yield return new TicketBlock.Paragraph("The ledger does not hold the whole window yet, so there is no burn-down.");
            yield break;
        }

        yield return new TicketBlock.Table(
            ["From (UTC)", $"Bad {unit}", "Allowed", "Budget left at the end"],
            [.. burnDown.Steps.Select(step => (ImmutableArray<string>)[Time(step.From.Start), step.Bad is { } bad ? Text($"{bad:N0}") : "no data", Allowed(step.Allowed), Percent(step.LeftPct)])]);
        yield return new TicketBlock.Paragraph("The budget is that of the whole window: it is full at the first line and what is left of it now at the last.");
        if (burnDown.WorstHours.IsEmpty) yield break;
        yield return new TicketBlock.Heading("The worst hours");
        yield return new TicketBlock.Table(
            ["Hour (UTC)", $"Bad {unit}", "Of the budget"],
            [.. burnDown.WorstHours.Select(hour => (ImmutableArray<string>)[Time(hour.At.Start), Text($"{hour.Bad:N0}"), Percent(hour.SpentPct)])]);
    }

    private static IEnumerable<TicketBlock> Gate(ReleaseDecision gate, TicketTask task)
    {
        var decision = gate.Kind == DecisionKind.SignOff ? "sign-off" : gate.Kind.ToString().ToLowerInvariant();
        var exempt = task.Objective.Gate.Exempt.IsEmpty ? "" : $" Let through whatever the budget: {string.Join(", ", task.Objective.Gate.Exempt.Order().Select(change => change.ToString().ToLowerInvariant()))}.";
        yield return new TicketBlock.Heading("What the release gate does now");
        yield return new TicketBlock.Paragraph($"An ordinary release is {(gate.Allowed ? "let through" : "held back")} ({decision}).{exempt}");
        yield return new TicketBlock.Points([.. gate.Reasons.Select(Words)]);
    }

    private static ImmutableArray<string> FirstSteps(TicketKind kind) => kind switch
    {
        TicketKind.Sprint =>
        [
            "Lay the worst hours beside deployments, configuration changes, traffic and the health of dependencies in those hours, and note what they have in common.",
            "Name the one or two causes that took most of the budget. Ask what in the system let them through, and what would have made them smaller or shorter.",
            "Agree with the product owner what the sprint leaves undone to make room for that.",
            "Check whether the alerts came early enough for somebody to act, and whether the runbook helped.",
        ],
        TicketKind.Initiative =>
        [
            "Agree on who coordinates, and on when the team looks at the budget together until releases are open again.",
            "Lay the worst hours beside incidents and their reviews: which actions are still open, and which would have saved most of the budget?",
            "Choose the changes to make, in the order of the budget they save, and write down what is put off for them.",
            "Look at what the service depends on: does a dependency promise less than this objective needs?",
            "If the objective asks for more than users need or the design can give, bring a changed objective to those who agreed on it.",
        ],
        _ =>
        [
            "Check that the indicator counts what users notice: does it see failures that were reported in the last year?",
            "Ask those who depend on the service what they expect. If it is more than the objective, tighten the target; if nobody depends on it, retire the objective.",
            "If the target is right, use the budget: release more often, test failures in production, take on overdue changes.",
        ],
    };

    private static IEnumerable<TicketBlock> Done(TicketTask task)
    {
        var closing = task.Objective.Tickets.CloseOnRecovery ? "The pipeline closes this ticket when the budget has recovered." : "The pipeline comments here when the budget has recovered, and leaves closing the ticket to the team.";
        yield return new TicketBlock.Heading("Done when");
        yield return new TicketBlock.Points(task.Key.Kind switch
        {
            TicketKind.Sprint => [$"The remaining budget is above {Border(task.Objective.Tickets.SprintBelowPct ?? 0)} %.", "What was found and changed, and what was left on purpose, stands in this ticket."],
            TicketKind.Initiative => ["The remaining budget is above 0 %, and releases are open again.", "The chosen changes are in production, or it stands here why not."],
            _ => ["It stands here whether the target stays, changes or goes, and why."],
        });
        if (task.Key.Kind != TicketKind.Review) yield return new TicketBlock.Paragraph(closing);
    }

    private static IEnumerable<TicketBlock> Links(TicketTask task)
    {
        var links = ImmutableArray.CreateBuilder<(string, Uri)>();
        if (task.Policy.Site is { } site) links.Add(("Dashboard", new Uri($"{site.AbsoluteUri.TrimEnd('/')}/api/dashboard/{Uri.EscapeDataString(task.Key.Slo.Service)}/{Uri.EscapeDataString(task.Key.Slo.Slo)}")));
        if (task.Objective.Runbook is { } runbook) links.Add(("Runbook", runbook));
        links.RemoveAll(link => link.Item2.Scheme is not ("https" or "http"));
        if (links.Count > 0) yield return new TicketBlock.Links(links.DrainToImmutable());
    }

    private static string News(TicketTask task)
    {
        var left = Standing(task) ?? "What is left of the error budget is not known";
        var border = Border(task.Objective.Tickets.SprintBelowPct ?? 0);
        return task.Event.Kind switch
        {
            BudgetEventKind.SprintDue => $"{left}: below {border} % once more.",
            BudgetEventKind.SprintOver => $"{left}: no longer below {border} %.",
            BudgetEventKind.BudgetExhausted => $"The error budget is spent. {left}.",
            BudgetEventKind.FreezeStarted => $"The error budget has been spent for {task.Objective.Slo.Zones.FreezeAfterDays} days or more, and only repairs are released until something is left again. {left}.",
            BudgetEventKind.BudgetRecovered => $"Something of the error budget is left again. {left}.",
            _ => "The error budget was again hardly used over a year.",
        };
    }

    /// <summary>A sentence without its point; what is overspent is told as spent, since less than nothing cannot be left.</summary>
    private static string? Standing(TicketTask task) => task.Event.Facts?.RemainingPct switch
    {
        null => null,
        < 0 and { } pct => $"{Percent(100 - pct, 100)} of the error budget is used",
        _ => $"{Left(task)} of the error budget is left",
    };

    private static string? Left(TicketTask task) =>
        task.Event.Facts?.RemainingPct is { } pct ? Percent(pct, task.Objective.Tickets.SprintBelowPct ?? 0) : null;
}
