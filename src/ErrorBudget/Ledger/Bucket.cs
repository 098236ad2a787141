namespace ErrorBudget;

/// <summary>
/// What was counted in one bucket of the ledger: a minute, or an hour of coarse history.
/// The default value is <see cref="Unknown"/>: no minute of it could be counted.
/// </summary>
public readonly record struct Bucket
{
    private Bucket(long bad, long total, int knownMinutes)
    {
        Bad = bad;
        Total = total;
        KnownMinutes = knownMinutes;
    }

    /// <summary>Nothing is known of this bucket: no zero, no 100 %.</summary>
    public static Bucket Unknown => default;

    /// <summary>Events that failed the objective; 0 to <see cref="Total"/>.</summary>
    public long Bad { get; }

    /// <summary>All events that count.</summary>
    public long Total { get; }

    /// <summary>Events that met the objective.</summary>
    public long Good => Total - Bad;

    /// <summary>How many minutes of the bucket were really counted; 0 is unknown.</summary>
    public int KnownMinutes { get; }

    /// <summary>Whether anything of it was counted. Counted and no events is known: no traffic.</summary>
    public bool IsKnown => KnownMinutes > 0;

    /// <summary>A bucket from good and total.</summary>
    /// <param name="good">Events that met the objective.</param>
    /// <param name="total">All events.</param>
    /// <param name="knownMinutes">Minutes really counted, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or good is above total: such an answer is
    /// to be refused and reported, never clamped.</exception>
    public static Bucket Of(long good, long total, int knownMinutes = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(good);
        ArgumentOutOfRangeException.ThrowIfLessThan(total, good);
        ArgumentOutOfRangeException.ThrowIfLessThan(knownMinutes, 1);
        return new Bucket(total - good, total, knownMinutes);
    }
}
