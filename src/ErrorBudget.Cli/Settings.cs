using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tables;

namespace ErrorBudget.Cli;

/// <summary>The app's settings, as options and environment give them.</summary>
/// <param name="Setting">A setting by name; null if it is not set.</param>
internal sealed record Settings(Func<string, string?> Setting)
{
    /// <summary>The policy file or folder.</summary>
    public string PolicyPath => Setting("ERRORBUDGET_POLICY") ?? "config/error-budget-policy.yaml";

    /// <summary>The storage table.</summary>
    public TableStoreOptions Table => Setting("ERRORBUDGET_TABLE") is { } name ? new TableStoreOptions { TableName = name } : new TableStoreOptions();

    /// <summary>The policy.</summary>
    /// <exception cref="Failure">It is refused; the message is what compilers would write.</exception>
    public Policy ReadPolicy()
    {
        var (policy, problems) = PolicyFiles.Load(PolicyPath).Read(Setting);
        return policy ?? throw new Failure(ExitCode.Refused, string.Join(Environment.NewLine, problems));
    }

    /// <summary>Some of a policy's objectives: all, those of a service, or one.</summary>
    /// <exception cref="Failure">The policy has no such service or SLO.</exception>
    public static ImmutableArray<Objective> Choose(Policy policy, string? service, string? slo)
    {
        if (service is null) return policy.Objectives;
        if (policy.Find(service, slo) is { IsEmpty: false } found) return found;
        var known = slo is null || policy.Find(service).IsEmpty
            ? $"There is no service \"{service}\" in the policy. Known: {Names(policy.Objectives.Select(objective => objective.Slo.Id.Service).Distinct())}."
            : $"The service \"{service}\" has no SLO \"{slo}\". Known: {Names(policy.Find(service).Select(objective => objective.Slo.Id.Slo))}.";
        throw new Failure(ExitCode.Usage, known);
    }

    private static string Names(IEnumerable<string> names)
    {
        const int shown = 10;
        var all = names.ToList();
        return string.Join(", ", all.Take(shown)) + (all.Count > shown ? FormattableString.Invariant($" and {all.Count - shown} more") : "");
    }
}
