using System.Globalization;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudgetFunctions.Metrics;

/// <summary>How the pipeline itself is, as it is stored.</summary>
internal static class AppMetrics
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new Metric("error_budget_sign_offs_in_force", "Sign-offs of a service that are in force.", WriteSignOffs),
        Metric.OfApp("error_budget_undelivered_errands", $"Notices, tickets and flags that were given up; {StateReader.MostUndelivered} means that many or more.", state => state.Undelivered),
        Metric.OfApp("error_budget_healthy", "1 if GET /api/health finds nothing wrong, 0 if it does.", state => state.Problems == 0 ? 1 : 0),
        Metric.OfApp("error_budget_problems", "How many things are wrong; GET /api/health says which.", state => state.Problems),
        Metric.OfApp("error_budget_policy_refused", "1 if the policy's files as they are now are refused, 0 if they are in force.", state => state.IsPolicyRefused ? 1 : 0),
        new Metric("error_budget_policy_info", "1, with the version of the policy in force; none if there is none.", WritePolicy),
        OfRuns("error_budget_evaluation_finished_timestamp_seconds", "When a shard's latest evaluation ended.", run => run.FinishedAt.ToUnixTimeMilliseconds() / 1000.0),
        OfRuns("error_budget_evaluation_duration_seconds", "How long a shard's latest evaluation took.", run => (run.FinishedAt - run.StartedAt).TotalSeconds),
        OfRuns("error_budget_evaluated_slos", "SLOs in a shard's latest evaluation.", run => run.Slos),
        OfRuns("error_budget_backfilling_slos", "SLOs of a shard whose history is still being read.", run => run.Backfilling),
        OfRuns("error_budget_evaluation_problems", "What failed in a shard's latest evaluation; at most 20 are counted.", run => run.Problems.Count),
        new Metric("error_budget_scrape_success", "1 if a part of this scrape was read from storage, 0 if not and its series are missing; the log says why.", WriteSuccess),
    ];

    private static Metric OfRuns(string name, string help, Func<RunReport, double> value) => new(name, help, (state, exposition) =>
    {
        // Shards that the policy no longer has leave their last report behind.
        foreach (var run in (state.Runs ?? []).Where(run => run.Shard < state.Policy?.Shards))
            exposition.Sample(Labels.Of(("shard", run.Shard.ToString(CultureInfo.InvariantCulture))), value(run));
    });

    private static void WriteSignOffs(StateReading state, Exposition exposition)
    {
        if (state.SignOffs is not { } signOffs) return;
        var inForce = signOffs.Where(signOff => signOff.IsInForce(state.Now)).CountBy(signOff => signOff.Id.Service).ToDictionary();
        foreach (var service in state.Slos.Select(slo => slo.Objective.Slo.Id.Service).Distinct())
            exposition.Sample(Labels.Of(("service", service)), inForce.GetValueOrDefault(service));
    }

    private static void WritePolicy(StateReading state, Exposition exposition)
    {
        if (state.Policy is { } policy) exposition.Sample(Labels.Of(("version", policy.Version)), 1);
    }

    private static void WriteSuccess(StateReading state, Exposition exposition)
    {
        foreach (var (part, read) in ((string, bool)[])
            [("snapshots", state.Slos.All(slo => slo.IsRead)), ("runs", state.Runs is not null), ("sign_offs", state.SignOffs is not null), ("undelivered", state.Undelivered is not null)])
            exposition.Sample(Labels.Of(("part", part)), read ? 1 : 0);
    }
}
