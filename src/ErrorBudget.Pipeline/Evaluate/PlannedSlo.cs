using System.Globalization;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>An objective and what is derived from it.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="Fingerprint">How its events are counted.</param>
/// <param name="OpenMinutes">How many minutes of its ledger stay unsealed.</param>
/// <param name="ResettleMinutes">How many of the newest minutes are read again every time.</param>
internal sealed record PlannedSlo(Objective Objective, string Fingerprint, int OpenMinutes, int ResettleMinutes)
{
    /// <summary>The SLO.</summary>
    public SloId Id => Objective.Slo.Id;

    /// <summary>
    /// At least an hour stays open, which short windows need, and what is read again; how much more differs from SLO to SLO,
    /// so that not all of them seal in the same minute.
    /// </summary>
    /// <param name="objective">The objective.</param>
    /// <param name="sources">The settings of its sources: the one that has its events last decides.</param>
    public static PlannedSlo Of(Objective objective, IEnumerable<SourceSettings> sources)
    {
        var spread = int.Parse(PolicyDigest.Of(objective.Slo.Id.ToString()).AsSpan(0, 6), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var resettle = sources.Select(source => source.ResettleMinutes).DefaultIfEmpty().Max();
        return new PlannedSlo(objective, objective.Fingerprint, Minute.PerHour + resettle + (spread % Minute.PerHour), resettle);
    }
}
