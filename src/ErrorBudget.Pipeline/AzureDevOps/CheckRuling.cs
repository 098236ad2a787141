using System.Collections.Immutable;
using System.Globalization;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Gate;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>What the gate's answer means for a check that waits.</summary>
/// <param name="Verdict">The final answer; null to go on waiting.</param>
/// <param name="Standing">Names the decision without its numbers: when it changes, the task is told.</param>
/// <param name="Lines">What the task is told.</param>
/// <param name="Entry">The audit row of the gate's answer; null if the gate had none to give.</param>
internal sealed record CheckRuling(CheckVerdict? Verdict, string Standing, ImmutableArray<string> Lines, AuditEntry? Entry)
{
    /// <summary>Whether it is news to a check: the final answer, or another decision than the task was told last.</summary>
    public bool IsNewsTo(PendingCheck check) => Verdict is not null || Standing != check.Told;

    /// <summary>Open: yes, at once. Frozen: no, at once. Otherwise no once the wait is over.</summary>
    /// <param name="check">The check.</param>
    /// <param name="answer">The gate's answer; null if the policy does not know the service or SLO.</param>
    /// <param name="now">The time now, UTC.</param>
    public static CheckRuling Of(PendingCheck check, GateAnswer? answer, DateTimeOffset now)
    {
        if (answer is null) return new CheckRuling(CheckVerdict.Failed, "gone", [$"Error budget gate: failed: the policy has no {Name(check.Question)}"], Entry: null);

        var isOver = now >= check.WaitUntil;
        CheckVerdict? verdict = answer.Decision switch
        {
            { Allowed: true } => CheckVerdict.Succeeded,
            { Kind: DecisionKind.Freeze } => CheckVerdict.Failed,
            _ => isOver ? CheckVerdict.Failed : null,
        };
        var head = verdict switch
        {
            CheckVerdict.Succeeded => "succeeded",
            CheckVerdict.Failed => "failed",
            _ => string.Create(CultureInfo.InvariantCulture, $"waiting until {check.WaitUntil:yyyy-MM-dd HH:mm} UTC"),
        };
        var kind = answer.Decision.Kind.ToString();
        return new CheckRuling(
            verdict,
            $"{kind} {answer.Slo}",
            [$"Error budget gate: {head}: {answer.Slo} ({kind}, decision {answer.DecisionId})", .. answer.Decision.Reasons],
            AuditEntry.Of(answer, check.Question));
    }

    private static string Name(GateRequest question) => question.Slo is null ? $"service '{question.Service}'" : $"SLO '{question.Service}/{question.Slo}'";
}
