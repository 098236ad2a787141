using System.Collections.Immutable;

namespace ErrorBudget;

/// <summary>The adjustments of one SLO that are in force.</summary>
public sealed class SloAdjustments
{
    private readonly ImmutableArray<Adjustment> _all;
    private readonly ImmutableArray<CorrectionChain> _corrections;

    private SloAdjustments(ImmutableArray<Adjustment> all) => (_all, _corrections) = (all, CorrectionChain.Of(all.Where(adjustment => adjustment.Kind == AdjustmentKind.Correction)));

    /// <summary>None.</summary>
    public static SloAdjustments None { get; } = new([]);

    /// <summary>All of them, by their beginning.</summary>
    public ImmutableArray<Adjustment> All => _all;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _all.IsEmpty;

    /// <summary>
    /// How many minutes before a stretch of time the counts have to be at hand for its sums: a correction that begins before
    /// it is shared out from its own beginning, and so are those it is laid over.
    /// </summary>
    public int LookBackMinutes => _corrections.IsEmpty ? 0 : Adjustment.LongestCorrectionMinutes;

    /// <summary>Those of an SLO that nobody revoked.</summary>
    /// <param name="slo">The SLO.</param>
    /// <param name="all">Adjustments, also of other SLOs, in any order; each makes sense (<see cref="Adjustment.WhatIsWrong"/>).</param>
    public static SloAdjustments Of(SloId slo, IEnumerable<Adjustment> all)
    {
        ImmutableArray<Adjustment> own = [.. all.Where(adjustment => adjustment.IsFor(slo)).OrderBy(adjustment => adjustment.From).ThenBy(adjustment => adjustment.Id.Number)];
        return own.IsEmpty ? None : new SloAdjustments(own);
    }

    /// <summary>What makes no sense about them together, for people, and the last of those it is about; null if they do.</summary>
    public (string Why, Adjustment Last)? WhatIsWrong()
    {
        foreach (var chain in _corrections)
        {
            if (chain.End - chain.Start > Adjustment.LongestCorrectionMinutes)
                return (FormattableString.Invariant($"{chain.Corrections.Length} corrections without an hour between them, from {chain.Start} to {chain.End}, are longer than a day; let one end at a full hour and the next begin there"), chain.Corrections[^1]);
        }

        return null;
    }

    /// <summary>What counts for the budget: everything is laid over the ledger.</summary>
    /// <param name="ledger">The ledger with the hours of <see cref="EdgesIn"/> at hand.</param>
    /// <param name="slices">How slices are judged; null if events are counted.</param>
    /// <param name="reach">The stretch of time outside which no sum will be asked for.</param>
    public AdjustedLedger ForBudget(Ledger ledger, SliceRule? slices, MinuteRange reach) => Over(ledger, slices, reach, isForBudget: true);

    /// <summary>
    /// What burns: maintenance and corrections are laid over the ledger. An incident that is not to be charged and a reset
    /// say nothing about what happened: alerts are about that.
    /// </summary>
    /// <inheritdoc cref="ForBudget" path="/param"/>
    public AdjustedLedger ForBurn(Ledger ledger, SliceRule? slices, MinuteRange reach) => Over(ledger, slices, reach, isForBudget: false);

    /// <summary>The minutes in whose hours the adjustments of a stretch of time begin and end: their running sums are looked up.</summary>
    public IEnumerable<MinuteRange> EdgesIn(MinuteRange reach)
    {
        reach = InHours(reach);
        foreach (var adjustment in _all)
        {
            if (adjustment.Kind == AdjustmentKind.BudgetReset && reach.Contains(adjustment.From)) yield return new MinuteRange(adjustment.From, adjustment.From + 1);
            foreach (var edge in Stretches(adjustment, reach).SelectMany(EdgesOf)) yield return edge;
        }

        foreach (var edge in CorrectionsIn(reach).SelectMany(correction => EdgesOf(StretchOf(correction)))) yield return edge;
    }

    /// <summary>Whether a ledger has all the hours at hand that <see cref="EdgesIn"/> names; those beyond the retention are gone.</summary>
    public bool HaveEdgesIn(Ledger ledger, MinuteRange reach)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        return EdgesIn(reach).All(edge => ledger.MissingHour(Minute.Max(edge.Start, ledger.CoveredFrom).Hour + 1) is null);
    }

    /// <summary>What each adjustment has in a stretch of time, in their order; those that have nothing there are left out.</summary>
    public IEnumerable<AppliedAdjustment> In(MinuteRange range) => _all.Select(adjustment => AppliedAdjustment.Of(adjustment, range)).OfType<AppliedAdjustment>();

    /// <summary>
    /// What each adjustment changes about a budget, one laid over the other: corrections first, then what is excluded, then
    /// resets. What was counted and all the changes add up to exactly the adjusted budget.
    /// </summary>
    /// <param name="slo">The SLO, for its window and slices.</param>
    /// <param name="ledger">Its ledger with the window's hours and those of <see cref="EdgesIn"/> at hand.</param>
    /// <param name="through">The end of the window.</param>
    /// <returns>Those that lie in the window or change anything.</returns>
    public IReadOnlyList<AdjustmentEffect> EffectsOn(Slo slo, Ledger ledger, Minute through)
    {
        ArgumentNullException.ThrowIfNull(slo);
        var (window, reach) = (slo.Window.UpTo(through), Evaluation.ReachOf(slo, through, through));
        var effects = new List<AdjustmentEffect>();
        var laid = ImmutableArray<Adjustment>.Empty;
        var before = Budget.Of(slo, ledger, through);
        foreach (var adjustment in _all.OrderBy(adjustment => adjustment.Kind switch { AdjustmentKind.Correction => 0, AdjustmentKind.BudgetReset => 2, _ => 1 }))
        {
            laid = laid.Add(adjustment);
            var after = Budget.Of(slo, new SloAdjustments(laid).ForBudget(ledger, slo.Slices, reach), through);
            if (after != before || AppliedAdjustment.Of(adjustment, window) is not null)
                effects.Add(new AdjustmentEffect(adjustment, after.Bad - before.Bad, after.Total - before.Total));
            before = after;
        }

        return effects;
    }

    /// <summary>What a snapshot says of the adjustments in its window.</summary>
    /// <param name="ledger">The ledger with them.</param>
    /// <param name="window">The window.</param>
    /// <returns>Null if none has a minute in the window.</returns>
    public AdjustedWindow? InEffect(AdjustedLedger ledger, MinuteRange window)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        if (IsEmpty) return null;
        var applied = In(window).ToArray();
        return applied.Length == 0 ? null : new AdjustedWindow(
            applied.Length, ledger.ExcludedMinutes(window), [.. applied.OrderByDescending(adjustment => adjustment.To).Take(AdjustedWindow.MostShown)]);
    }

    private AdjustedLedger Over(Ledger ledger, SliceRule? slices, MinuteRange reach, bool isForBudget)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        if (IsEmpty) return ledger;
        reach = InHours(reach);
        return new AdjustedLedger(
            ledger,
            slices,
            Of(AdjustmentKind.Maintenance).Concat(isForBudget ? Of(AdjustmentKind.ExcludedIncident) : []).SelectMany(adjustment => Stretches(adjustment, reach)),
            isForBudget ? Of(AdjustmentKind.BudgetReset).Select(adjustment => adjustment.From).Where(reset => reset > reach.Start && reset <= reach.End) : [],
            CorrectionsIn(reach).Select(correction => (StretchOf(correction), correction.Bad, correction.Total)));
    }

    private IEnumerable<Adjustment> Of(AdjustmentKind kind) => _all.Where(adjustment => adjustment.Kind == kind);

    /// <summary>Whole hours: an adjustment right outside may share a coarse hour or a slice with a minute inside.</summary>
    private static MinuteRange InHours(MinuteRange reach) => new(reach.Start.Hour, reach.End.Hour + Minute.PerHour);

    /// <summary>A correction is shared out over all of its minutes.</summary>
    private IEnumerable<Adjustment> CorrectionsIn(MinuteRange hours) => _corrections.SelectMany(chain => chain.Within(hours));

    private static MinuteRange StretchOf(Adjustment correction) => new(correction.From, correction.To!.Value);

    /// <summary>What is excluded counts only inside.</summary>
    private static IEnumerable<MinuteRange> Stretches(Adjustment adjustment, MinuteRange reach) => adjustment.Kind == AdjustmentKind.Correction
        ? []
        : adjustment.Within(reach).Select(stretch => new MinuteRange(Minute.Max(stretch.Start, reach.Start), Minute.Min(stretch.End, reach.End)));

    private static IEnumerable<MinuteRange> EdgesOf(MinuteRange stretch)
    {
        yield return new MinuteRange(stretch.Start, stretch.Start + 1);

        // At the end of an hour its own sums reach: the next hour is not needed.
        var last = stretch.End == stretch.End.Hour ? stretch.End - 1 : stretch.End;
        yield return new MinuteRange(last, last + 1);
    }
}
