using System.Collections.Immutable;

namespace ErrorBudget;

/// <summary>
/// Corrections that follow one another without an hour between them. They are laid one over the other, so what one of them
/// takes depends on those before it: all are laid or none, whichever part of their time a sum is asked for.
/// </summary>
/// <param name="Corrections">Them, by their beginning.</param>
/// <param name="Start">The first minute of the first.</param>
/// <param name="End">The minute after the last one of any.</param>
internal sealed record CorrectionChain(ImmutableArray<Adjustment> Corrections, Minute Start, Minute End)
{
    /// <summary>
    /// All corrections in chains. They are told apart by whole hours, since an hour of coarse history and a slice are
    /// corrected as one piece.
    /// </summary>
    /// <param name="corrections">Corrections of one SLO, by their beginning.</param>
    public static ImmutableArray<CorrectionChain> Of(IEnumerable<Adjustment> corrections)
    {
        var chains = ImmutableArray.CreateBuilder<CorrectionChain>();
        foreach (var correction in corrections)
        {
            var end = correction.To!.Value;
            if (chains.Count > 0 && chains[^1] is var last && correction.From.Hour < HourAfter(last.End))
                chains[^1] = last with { Corrections = last.Corrections.Add(correction), End = Minute.Max(last.End, end) };
            else
                chains.Add(new CorrectionChain([correction], correction.From, end));
        }

        return chains.DrainToImmutable();
    }

    /// <summary>Those to lay for sums in a stretch of whole hours: none, or all that begin before its end.</summary>
    /// <remarks>What began longer before it than a correction may last is left out: its counts may be gone.</remarks>
    public IEnumerable<Adjustment> Within(MinuteRange hours) => Start < hours.End && End > hours.Start
        ? Corrections.Where(correction => correction.From < hours.End && correction.From > hours.Start - Adjustment.LongestCorrectionMinutes)
        : [];

    /// <summary>The first full hour that is not before a minute.</summary>
    private static Minute HourAfter(Minute minute) => minute == minute.Hour ? minute : minute.Hour + Minute.PerHour;
}
