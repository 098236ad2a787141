using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudgetFunctions.Http;

namespace ErrorBudget.Cli.Json;

/// <summary>An explanation for programs: the numbers, and how they came about in words.</summary>
internal sealed record ExplanationJson(string Service, string Slo, BudgetJson Budget, IReadOnlyList<ExplainedPartJson> Parts)
{
    public static ExplanationJson Of(EvaluatedSlo slo, IEnumerable<ExplainedPart> parts) => new(
        slo.Snapshot.Id.Service, slo.Snapshot.Id.Slo, BudgetJson.Of(slo.Snapshot), [.. parts.Select(part => new ExplainedPartJson(part.About, part.Lines))]);
}

/// <summary>One part of it.</summary>
internal sealed record ExplainedPartJson(string About, IReadOnlyList<string> Lines);
