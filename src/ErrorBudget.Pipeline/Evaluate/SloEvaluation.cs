using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>One SLO on its way through a tick: what is stored, and the ledger with what has been read since.</summary>
/// <param name="Planned">The objective.</param>
/// <param name="Stored">Its record in the store; null if it has none that counts the same way.</param>
/// <param name="ETag">The stored version to replace, also when what is stored counts another way; null to add one.</param>
/// <param name="Ledger">The ledger with what has been read.</param>
/// <param name="SealedHours">Hours to store beside it.</param>
internal sealed record SloEvaluation(
    PlannedSlo Planned, SloRecord? Stored, string? ETag, Ledger Ledger, IReadOnlyList<LedgerSegment> SealedHours)
{
    /// <summary>The SLO.</summary>
    public SloId Id => Planned.Id;

    /// <summary>
    /// Begins from what is stored. A new SLO, or one that is counted in another way than before, begins an hour ago, or
    /// where minutes are no longer provisional; its history is read afterwards.
    /// </summary>
    public static SloEvaluation Begin(PlannedSlo planned, StoredSlo? stored, Minute through)
    {
        var same = stored is not null && stored.Record.Fingerprint == planned.Fingerprint;
        var ledger = same ? stored!.Record.Ledger : Ledger.StartingAt(through - Math.Max(Minute.PerHour, planned.ResettleMinutes));
        return new SloEvaluation(planned, same ? stored!.Record : null, stored?.ETag, ledger, []) { Told = stored?.Record.Snapshot };
    }

    /// <summary>The snapshot up to which what happened has been told, also if that was counted in another way; null if there is none.</summary>
    public Snapshot? Told { get; init; }

    /// <summary>The objective with all that is laid over its counts.</summary>
    public Slo Slo { get; init; } = Planned.Objective.Slo;

    /// <summary>Why a count that was read now was refused; null if none was, or if that need not be told again.</summary>
    public string? Rejected { get; init; }

    /// <summary>Where reading goes on: at the watermark, or before it where minutes were provisional when they were read.</summary>
    public Minute ReadFrom => Minute.Max(Ledger.Open.Start, Ledger.Through - Planned.ResettleMinutes);

    /// <summary>With the minutes from <see cref="ReadFrom"/> on, beyond the watermark.</summary>
    public SloEvaluation Read(IReadOnlyCollection<Bucket> buckets) =>
        this with { Ledger = Ledger.Replace(ReadFrom, buckets, Planned.Objective.Slo.Slices) };

    /// <summary>With older hours.</summary>
    public SloEvaluation Prepend(IReadOnlyList<IReadOnlyCollection<Bucket>> hours)
    {
        var (ledger, segments) = Ledger.Prepend(hours, Planned.Objective.Slo.Slices);
        return this with { Ledger = ledger, SealedHours = segments };
    }

    /// <summary>The sealed hours whose sums the evaluation looks up.</summary>
    public IReadOnlySet<Minute> HoursNeeded()
    {
        var from = Evaluation.BeginsAt(Ledger, Stored?.Snapshot);
        var hours = new HashSet<Minute>();
        var adjusted = Slo.Adjustments.EdgesIn(Evaluation.ReachOf(Slo, from, Ledger.Through));
        foreach (var edge in Evaluation.EdgesOf(Slo, from, Ledger.Through).Concat(adjusted))
        {
            var last = Minute.Min(edge.End, Ledger.Open.Start);
            for (var hour = Minute.Max(edge.Start, Ledger.CoveredFrom).Hour; hour < last; hour += Minute.PerHour) hours.Add(hour);
        }

        return hours;
    }

    /// <summary>Evaluates and says what is to be stored.</summary>
    /// <param name="policyVersion">Which policy the objective comes from.</param>
    /// <param name="now">The time now, UTC.</param>
    public SloCommit Commit(string policyVersion, DateTimeOffset now)
    {
        var snapshot = Evaluation.Advance(Slo, Ledger, Stored?.Snapshot, now, policyVersion);

        // A ledger that begins anew knows nothing of its budget yet: whether an exhaustion is over is said when it does.
        if (Stored is null && !snapshot.Budget.IsKnown) snapshot = snapshot with { ExhaustedSince = Told?.ExhaustedSince };
        snapshot = BudgetEvents.Mark(Told, snapshot, Planned.Objective);
        var (ledger, hours) = Ledger.Seal(Planned.OpenMinutes);
        return new SloCommit(
            Id,
            ETag,
            new SloRecord(Planned.Fingerprint, ledger, snapshot),
            [.. SealedHours, .. hours],
            BudgetEvents.Between(Told, snapshot, Planned.Objective, Rejected));
    }
}
