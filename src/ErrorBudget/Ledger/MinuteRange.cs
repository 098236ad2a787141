namespace ErrorBudget;

/// <summary>A half-open stretch of minutes: <see cref="Start"/> belongs to it, <see cref="End"/> does not.</summary>
public readonly record struct MinuteRange
{
    /// <summary>Creates the range.</summary>
    /// <exception cref="ArgumentException">The end lies before the start.</exception>
    public MinuteRange(Minute start, Minute end)
    {
        if (end < start) throw new ArgumentException($"The range ends ({end}) before it starts ({start}).", nameof(end));
        Start = start;
        End = end;
    }

    /// <summary>The first minute.</summary>
    public Minute Start { get; }

    /// <summary>The minute after the last one.</summary>
    public Minute End { get; }

    /// <summary>How many minutes it holds; 0 or more.</summary>
    public int Length => End - Start;

    /// <summary>Whether it holds no minute.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The <paramref name="minutes"/> minutes that end right before <paramref name="end"/>.</summary>
    public static MinuteRange Last(int minutes, Minute end) => new(end - minutes, end);

    /// <summary>Whether <paramref name="minute"/> belongs to it.</summary>
    public bool Contains(Minute minute) => minute >= Start && minute < End;

    /// <summary>ISO 8601 interval.</summary>
    public override string ToString() => $"{Start}/{End}";
}
