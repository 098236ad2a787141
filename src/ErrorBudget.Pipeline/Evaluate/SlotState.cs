using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>
/// What one process knows of a slot between two ticks. Only a memory of what the store answered last: every commit states
/// the version it was made from, so a memory that another instance has made stale is refused and read anew.
/// </summary>
internal sealed class SlotState(Slot slot, ILedgerStore store)
{
    private readonly Dictionary<SloId, Minute> _rejectionTold = [];
    private Dictionary<SloId, StoredSlo>? _records;
    private Dictionary<SloId, StorageException> _unreadable = [];

    /// <summary>The slot.</summary>
    public Slot Slot => slot;

    /// <summary>Whether its outbox may hold something: after a commit that told something or came too late, and at first, when nobody knows.</summary>
    public bool MayHaveOutbox { get; set; } = true;

    /// <summary>Up to which day its sealed hours have been purged by this process.</summary>
    public Minute? PurgedTo { get; set; }

    /// <summary>Reads the slot's records unless all of them are known.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_records is not null && _unreadable.Count == 0) return;
        var stored = await store.LoadAsync(slot, cancellationToken);
        (_records, _unreadable) = (new Dictionary<SloId, StoredSlo>(stored.Slos), new Dictionary<SloId, StorageException>(stored.Unreadable));
    }

    /// <summary>Why the record of an SLO cannot be read; null if it can, or there is none. Until a person has seen to it nothing is written over it.</summary>
    public string? DamageOf(SloId slo) => _unreadable.GetValueOrDefault(slo)?.Message;

    /// <summary>The record of an SLO; null if it has none.</summary>
    public StoredSlo? Find(PlannedSlo planned) => _records!.GetValueOrDefault(planned.Id);

    /// <summary>The evaluation without what was refused if that has been told today.</summary>
    public SloEvaluation WithNewRejection(SloEvaluation evaluation) =>
        _rejectionTold.TryGetValue(evaluation.Id, out var told) && told == evaluation.Ledger.Through.Day ? evaluation with { Rejected = null } : evaluation;

    /// <summary>Remembers whose refused counts have been told today.</summary>
    public void RejectionsTold(IEnumerable<SloEvaluation> evaluations)
    {
        foreach (var evaluation in evaluations.Where(evaluation => evaluation.Rejected is not null)) _rejectionTold[evaluation.Id] = evaluation.Ledger.Through.Day;
    }

    /// <summary>Stores commits and remembers what was accepted.</summary>
    /// <returns>Whether all were accepted; if not, the memory was stale and is dropped.</returns>
    public async Task<bool> CommitAsync(IReadOnlyList<SloCommit> commits, CancellationToken cancellationToken)
    {
        if (commits.Count == 0) return true;
        MayHaveOutbox |= commits.Any(commit => commit.Outbox.Count > 0);
        IReadOnlyDictionary<SloId, string> versions;
        try
        {
            versions = await store.CommitAsync(slot, commits, cancellationToken);
        }
        catch
        {
            // Part of it may have come through.
            _records = null;
            throw;
        }

        if (versions.Count < commits.Count)
        {
            _records = null;

            // Whoever was faster may have died before handing on what they told.
            MayHaveOutbox = true;
            return false;
        }

        foreach (var commit in commits) _records![commit.Slo] = new StoredSlo(commit.Record, versions[commit.Slo]);
        return true;
    }

    /// <summary>
    /// Puts the sealed hours at hand that evaluating needs and drops those it does not. A missing hour is read once for all
    /// SLOs of the slot.
    /// </summary>
    /// <returns>The evaluations; those among them whose ledgers begin later now because the store has lost an hour of theirs; and the SLOs left out because one cannot be read.</returns>
    public async Task<(IReadOnlyList<SloEvaluation> Complete, IReadOnlyList<SloId> Cut, IReadOnlyList<(SloId Slo, string Damage)> Damaged)> WithHoursAsync(
        IReadOnlyList<SloEvaluation> evaluations, CancellationToken cancellationToken)
    {
        var wanted = evaluations.Select(evaluation => (Evaluation: evaluation, Hours: evaluation.HoursNeeded())).ToArray();
        var loaded = new Dictionary<Minute, SlotRows<LedgerSegment>>();
        foreach (var hour in wanted.SelectMany(want => Missing(want.Evaluation.Ledger, want.Hours)).Distinct().Order().ToArray()) await HourAsync(hour);

        var complete = new List<SloEvaluation>(evaluations.Count);
        var (cut, damaged) = (new List<SloId>(), new List<(SloId, string)>());
        foreach (var (evaluation, hours) in wanted)
        {
            var rows = Missing(evaluation.Ledger, hours).Select(hour => loaded[hour]).ToArray();
            if (rows.Select(row => row.Unreadable.GetValueOrDefault(evaluation.Id)).FirstOrDefault(damage => damage is not null) is { } damage)
            {
                damaged.Add((evaluation.Id, damage.Message));
                continue;
            }

            var ledger = evaluation.Ledger.WithHours(rows.Select(row => row.Find(evaluation.Id)).OfType<LedgerSegment>()).KeepingHours(hours);
            if (Missing(ledger, hours).OrderDescending().ToArray() is [var lost, ..])
            {
                ledger = await AfterAsync(lost, evaluation.Id, ledger, HourAsync);
                cut.Add(evaluation.Id);
            }

            complete.Add(evaluation with { Ledger = ledger });
        }

        return (complete, cut, damaged);

        async Task<SlotRows<LedgerSegment>> HourAsync(Minute hour) =>
            loaded.TryGetValue(hour, out var known) ? known : loaded[hour] = await store.LoadHourAsync(slot, hour, cancellationToken);
    }

    /// <summary>
    /// A ledger without what lies before a lost hour: it begins with the next hour that is kept and can be read. What is gone is
    /// mostly what was deleted as too old before a longer window asked for it, so the search goes on day by day.
    /// </summary>
    private static async Task<Ledger> AfterAsync(Minute lost, SloId slo, Ledger ledger, Func<Minute, Task<SlotRows<LedgerSegment>>> hourAsync)
    {
        for (var hour = lost + Minute.PerHour; hour < ledger.Open.Start; hour = hour.Day + Minute.PerDay)
        {
            if ((await hourAsync(hour)).Slos.TryGetValue(slo, out var first)) return ledger.WithHours([first]).WithoutBefore(hour);
        }

        return ledger.WithoutBefore(ledger.Open.Start);
    }

    private static IEnumerable<Minute> Missing(Ledger ledger, IReadOnlySet<Minute> hours) =>
        hours.Where(hour => ledger.MissingHour(hour + 1) is not null);
}
