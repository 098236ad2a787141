using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Telemetry;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>
/// The tick: reads the minutes since the watermark and again those that were provisional, puts them into the ledgers, derives the budgets and commits what
/// changed. May be called late, twice or at the same time on two machines: a commit only succeeds on the version it was
/// made from, so every minute is counted once.
/// </summary>
public sealed class BudgetEvaluator(
    ILedgerStore store,
    ISliSource source,
    INoticeQueue queue,
    AdjustmentReader adjustments,
    TimeProvider time,
    ILogger<BudgetEvaluator> log,
    EvaluationOptions options,
    BudgetLog? told = null) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly ConcurrentDictionary<Slot, SlotState> _slots = new();
    private readonly HistoryReader _history = new(source, options);
    private readonly OutboxRelay _outbox = new(store, queue);
    private EvaluationPlan? _plan;
    private MadeAdjustments _made = new([]);

    /// <summary>Evaluates one shard and stores how it went. Calls in one process take turns.</summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="shard">Which shard, 0 to <see cref="Policy.Shards"/> − 1.</param>
    /// <param name="cancellationToken">Stops between two commits; what was committed stays.</param>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    public async Task<RunReport> RunAsync(Policy policy, int shard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await EvaluateAsync(policy, shard, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private async Task<RunReport> EvaluateAsync(Policy policy, int shard, CancellationToken cancellationToken)
    {
        var plan = _plan is { } known && ReferenceEquals(known.Policy, policy) ? known : _plan = new EvaluationPlan(policy);
        var slots = Slot.OfShard(shard, policy.Shards).Where(slot => !plan[slot].IsEmpty)
            .Select(slot => _slots.GetOrAdd(slot, key => new SlotState(key, store))).ToArray();
        var started = time.GetUtcNow();
        var problems = new ProblemList();

        using var span = Spans.Start("evaluate")?.SetTag(TelemetryName.Shard, shard);
        _made = await adjustments.CurrentAsync(cancellationToken);
        await RunAsync(slots, slot => slot.LoadAsync(cancellationToken), cancellationToken);
        foreach (var (slot, planned) in slots.SelectMany(slot => plan[slot.Slot], (slot, planned) => (slot, planned)))
        {
            if (slot.DamageOf(planned.Id) is { } damage) problems.Add(damage, planned.Id);
        }

        await CatchUpAsync(plan, slots, started, problems, cancellationToken);
        await RelayAsync(slots, problems, cancellationToken);
        await BackfillAsync(plan, slots, started, problems, cancellationToken);
        await PurgeAsync(plan.Policy, slots, started, cancellationToken);

        var watermarks = slots.SelectMany(slot => plan[slot.Slot], (slot, planned) => slot.Find(planned)?.Record.Ledger.Through).ToArray();
        var report = new RunReport(
            shard, started, time.GetUtcNow(), watermarks.Min(), watermarks.Length, Incomplete(plan, slots).Count(), policy.Version, problems.ToList())
        {
            Behind = slots.SelectMany(slot => plan[slot.Slot], (slot, planned) => (slot.Find(planned)?.Record.Ledger.Through, Due: plan.Policy.Settled(planned.Objective, started)))
                .Count(slo => slo.Through is not { } through || through < slo.Due),
        };
        span?.SetTag(TelemetryName.Slos, report.Slos).SetTag(TelemetryName.Failures, report.Behind);
        await store.SaveRunAsync(report, cancellationToken);
        return report;
    }

    /// <summary>Reads and commits stretch by stretch until every SLO is up to date or cannot be read.</summary>
    private async Task CatchUpAsync(EvaluationPlan plan, SlotState[] slots, DateTimeOffset now, ProblemList problems, CancellationToken cancellationToken)
    {
        var attempts = new Attempts();
        while (true)
        {
            var due = slots
                .SelectMany(slot => plan[slot.Slot], (slot, planned) => (Slot: slot, Planned: planned, Through: plan.Policy.Settled(planned.Objective, now)))
                .Where(item => attempts.MayTry(item.Planned.Id) && item.Slot.DamageOf(item.Planned.Id) is null)
                .Select(item => (item.Slot, item.Through, Evaluation: SloEvaluation.Begin(item.Planned, item.Slot.Find(item.Planned), item.Through)))
                .Where(item => item.Evaluation.Ledger.Through < item.Through)
                .ToArray();
            if (due.Length == 0) return;

            // What one source answered is committed at once: a source that is slow keeps nobody else waiting.
            var sources = due.GroupBy(item => item.Evaluation.Planned.Objective.Sli.Source, StringComparer.Ordinal);
            await foreach (var reading in Task.WhenEach(sources.Select(items => ReadAsync([.. items], attempts, problems, cancellationToken))).WithCancellation(cancellationToken))
            {
                var read = (await reading).Select(item => (item.Slot, item.Slot.WithNewRejection(item.Evaluation)));
                await CommitAsync(plan.Policy, read, attempts, problems, cancellationToken);
            }
        }
    }

    /// <summary>Reads the next minutes of SLOs that share a source; those that have come equally far by one reading.</summary>
    private async Task<IReadOnlyList<(SlotState Slot, SloEvaluation Evaluation)>> ReadAsync(
        (SlotState Slot, Minute Through, SloEvaluation Evaluation)[] due, Attempts attempts, ProblemList problems, CancellationToken cancellationToken)
    {
        var read = new List<(SlotState, SloEvaluation)>(due.Length);
        foreach (var stretch in due.GroupBy(item => new MinuteRange(
            item.Evaluation.ReadFrom, Minute.Min(item.Through, item.Evaluation.Ledger.Through + options.CatchUpMinutes))))
        {
            var reading = await source.ReadAsync([.. stretch.Select(item => item.Evaluation.Planned.Objective)], stretch.Key, Resolution.Minute, cancellationToken);
            problems.Add(reading);
            attempts.GiveUp(reading.Failures.Keys);
            var rejections = reading.Rejections.ToLookup(rejection => rejection.Slo);
            read.AddRange(stretch.Where(item => reading.Counts.ContainsKey(item.Evaluation.Id)).Select(item => (
                item.Slot, item.Evaluation.Read(reading.Counts[item.Evaluation.Id]) with { Rejected = rejections[item.Evaluation.Id].FirstOrDefault()?.Reason })));
        }

        return read;
    }

    /// <summary>Reads history backwards, step by step, for as long as the tick has time.</summary>
    private async Task BackfillAsync(EvaluationPlan plan, SlotState[] slots, DateTimeOffset started, ProblemList problems, CancellationToken cancellationToken)
    {
        var attempts = new Attempts();
        while (HasTime())
        {
            // The SLOs that reach back least go first, so that all of them get their recent history soon.
            var incomplete = Incomplete(plan, slots).ToList();
            var step = incomplete
                .Where(item => attempts.MayTry(item.Planned.Id))
                .Select(item => (item.Slot, Evaluation: SloEvaluation.Begin(item.Planned, item.Stored, item.Stored.Record.Ledger.Through)))
                .GroupBy(item => _history.NextStep(item.Evaluation.Planned, item.Evaluation.Ledger))
                .MaxBy(group => group.Key.Range.End.Index);
            if (step is null) return;

            var extended = 0;
            foreach (var batch in step.Chunk(options.BackfillBatch).TakeWhile(_ => HasTime()))
                extended += await BackfillAsync(plan.Policy, batch, step.Key, attempts, problems, cancellationToken);
            log.LogInformation(
                "History: {Slos} of {Incomplete} SLOs with history left to read are read back to {From} by the {Resolution}",
                extended, incomplete.Count, step.Key.Range.Start, step.Key.Resolution);
        }

        bool HasTime() => time.GetUtcNow() - started < TimeSpan.FromSeconds(options.BackfillSeconds);
    }

    /// <summary>Reads one step of history for several SLOs and commits it.</summary>
    /// <returns>For how many it could be read.</returns>
    private async Task<int> BackfillAsync(
        Policy policy, (SlotState Slot, SloEvaluation Evaluation)[] batch, HistoryStep step, Attempts attempts, ProblemList problems, CancellationToken cancellationToken)
    {
        var slots = batch.ToDictionary(item => item.Evaluation.Id, item => item.Slot);
        var (extended, failed) = await _history.ReadAsync([.. batch.Select(item => item.Evaluation)], step, problems, cancellationToken);
        attempts.GiveUp(failed);
        await CommitAsync(policy, extended.Select(evaluation => (slots[evaluation.Id], evaluation)), attempts, problems, cancellationToken);
        return extended.Count;
    }

    /// <summary>Evaluates and commits, slot by slot. Where another evaluation was faster, the slot is read anew and it is tried again.</summary>
    private Task CommitAsync(
        Policy policy, IEnumerable<(SlotState Slot, SloEvaluation Evaluation)> evaluations, Attempts attempts, ProblemList problems, CancellationToken cancellationToken) =>
        RunAsync(evaluations.GroupBy(item => item.Slot, item => item.Evaluation), async slot =>
        {
            var (complete, cut, damaged) = await slot.Key.WithHoursAsync([.. slot.Select(evaluation => evaluation with { Slo = _made.LaidOver(evaluation.Planned.Objective.Slo) })], cancellationToken);
            foreach (var slo in cut) problems.Add("a sealed hour of the ledger is gone from the store; the ledger begins after it and its history is read again", slo);
            foreach (var (slo, damage) in damaged) problems.Add(damage, slo);
            attempts.GiveUp(damaged.Select(item => item.Slo));

            using var span = Spans.Start("commit")?.SetTag(TelemetryName.Slot, slot.Key.Slot.ToString()).SetTag(TelemetryName.Slos, complete.Count);
            var now = time.GetUtcNow();
            if (await slot.Key.CommitAsync([.. complete.Select(evaluation => evaluation.Commit(policy.Version, now))], cancellationToken))
            {
                slot.Key.RejectionsTold(complete);
                if (told is not null) foreach (var evaluation in complete) told.Tell(evaluation.Told, slot.Key.Find(evaluation.Planned)!.Record.Snapshot);
                return;
            }

            log.LogInformation("Another evaluation was faster in slot {Slot}; reading it again", slot.Key.Slot);
            await slot.Key.LoadAsync(cancellationToken);
            attempts.Count(slot.Select(evaluation => evaluation.Id));
        }, cancellationToken);

    /// <summary>Hands on what happened. What cannot be handed on now stays in the outbox.</summary>
    private Task RelayAsync(SlotState[] slots, ProblemList problems, CancellationToken cancellationToken) =>
        RunAsync(slots.Where(slot => slot.MayHaveOutbox), async slot =>
        {
            try
            {
                await _outbox.RunAsync(slot.Slot, cancellationToken);
                slot.MayHaveOutbox = false;
            }
            catch (StorageException unreachable)
            {
                problems.Add($"notices wait in the outbox: {unreachable.Message}");
            }
        }, cancellationToken);

    /// <summary>Once a day and slot: deletes the hours that the policy no longer keeps, a bounded number of rows a tick.</summary>
    private Task PurgeAsync(Policy policy, SlotState[] slots, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var keptFrom = (Minute.Containing(now) - (policy.RetentionDays * Minute.PerDay)).Day;
        return RunAsync(slots.Where(slot => slot.PurgedTo != keptFrom), async slot =>
        {
            var rows = await store.PurgeAsync(slot.Slot, keptFrom, cancellationToken);
            if (rows == 0) slot.PurgedTo = keptFrom;
            else log.LogInformation("{Rows} days of counts from before {KeptFrom} deleted in slot {Slot}", rows, keptFrom, slot.Slot);
        }, cancellationToken);
    }

    private static IEnumerable<(SlotState Slot, PlannedSlo Planned, StoredSlo Stored)> Incomplete(EvaluationPlan plan, SlotState[] slots) =>
        from slot in slots
        from planned in plan[slot.Slot]
        let stored = slot.Find(planned)
        where stored is not null && stored.Record.Fingerprint == planned.Fingerprint && HistoryReader.IsIncomplete(planned, stored.Record.Ledger)
        select (slot, planned, stored);

    private Task RunAsync<T>(IEnumerable<T> items, Func<T, Task> action, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellationToken },
            async (item, _) => await action(item));
}
