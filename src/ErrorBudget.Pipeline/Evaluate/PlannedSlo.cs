using System.Globalization;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>An objective and what is derived from it.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="Fingerprint">How its events are counted.</param>
/// <param name="OpenMinutes">How many minutes of its ledger stay unsealed.</param>
internal sealed record PlannedSlo(Objective Objective, string Fingerprint, int OpenMinutes)
{
    /// <summary>The SLO.</summary>
    public SloId Id => Objective.Slo.Id;

    /// <summary>
    /// At least an hour stays open, which short windows need; how much more differs from SLO to SLO, so that not all of
    /// them seal in the same minute.
    /// </summary>
    public static PlannedSlo Of(Objective objective)
    {
        var spread = int.Parse(PolicyDigest.Of(objective.Slo.Id.ToString()).AsSpan(0, 6), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new PlannedSlo(objective, objective.Fingerprint, Minute.PerHour + (spread % Minute.PerHour));
    }
}
