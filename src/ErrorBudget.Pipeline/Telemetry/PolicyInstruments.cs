using System.Diagnostics.Metrics;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Telemetry;

/// <summary>Whether the policy's files are accepted, as a metric of the meter <c>ErrorBudget</c>.</summary>
public sealed class PolicyInstruments
{
    /// <summary>Creates the instrument. It is read when metrics are exported.</summary>
    public PolicyInstruments(PolicyInForce policy, IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(meters);
        meters.Create(TelemetryName.Source).CreateObservableGauge(
            "errorbudget.policy.problems", () => policy.Problems.Length, "{problem}", "Mistakes for which the policy's files are refused as they are now; 0 if they are in force.");
    }
}
