namespace ErrorBudget.Pipeline.Collect;

/// <summary>
/// The buckets of a reading and the instants they are evaluated at: a bucket is counted by what there is at its end.
/// </summary>
/// <param name="Start">The first bucket's first minute.</param>
/// <param name="Count">How many buckets.</param>
/// <param name="Resolution">Their width.</param>
internal readonly record struct BucketGrid(Minute Start, int Count, Resolution Resolution)
{
    /// <summary>The width of a bucket in minutes.</summary>
    public int Width => Resolution == Resolution.Hour ? Minute.PerHour : 1;

    /// <summary>Seconds between two evaluations.</summary>
    public int StepSeconds => Width * 60;

    /// <summary>When the first bucket is evaluated, in Unix seconds.</summary>
    public long FirstEvaluation => EvaluationOf(0);

    /// <summary>When the last bucket is evaluated, in Unix seconds.</summary>
    public long LastEvaluation => EvaluationOf(Count - 1);

    /// <summary>The grid of a stretch of time.</summary>
    /// <exception cref="ArgumentException">The stretch is not whole hours although the buckets are hours.</exception>
    public static BucketGrid Of(MinuteRange range, Resolution resolution)
    {
        if (resolution == Resolution.Hour && (range.Start != range.Start.Hour || range.End != range.End.Hour))
            throw new ArgumentException($"Hours are read in whole hours, but {range} was asked for.", nameof(range));
        return new BucketGrid(range.Start, range.Length / (resolution == Resolution.Hour ? Minute.PerHour : 1), resolution);
    }

    /// <summary>The first minute of a bucket.</summary>
    public Minute BucketAt(int index) => Start + (index * Width);

    /// <summary>When a bucket is evaluated, in Unix seconds: at its end.</summary>
    public long EvaluationOf(int index) => BucketAt(index + 1).UnixSeconds;

    /// <summary>The bucket that is evaluated at an instant; null if none is.</summary>
    /// <param name="unixMilliseconds">The instant, in Unix milliseconds.</param>
    public int? EvaluatedAt(long unixMilliseconds)
    {
        var (steps, rest) = Math.DivRem(unixMilliseconds - (FirstEvaluation * 1000), StepSeconds * 1000L);
        return rest == 0 && steps >= 0 && steps < Count ? (int)steps : null;
    }

    /// <summary>Some of the buckets.</summary>
    public BucketGrid Slice(int first, int count) => this with { Start = BucketAt(first), Count = count };

    /// <summary>The index in this grid of the first bucket of a slice of it.</summary>
    public int OffsetOf(BucketGrid slice) => (slice.Start - Start) / Width;

    /// <summary>The grid in consecutive pieces of at most <paramref name="size"/> buckets.</summary>
    public IEnumerable<BucketGrid> Pieces(int size)
    {
        for (var first = 0; first < Count; first += size) yield return Slice(first, Math.Min(size, Count - first));
    }

    /// <inheritdoc/>
    public override string ToString() => new MinuteRange(Start, BucketAt(Count)).ToString();
}
