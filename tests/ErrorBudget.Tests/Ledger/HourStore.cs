namespace ErrorBudget.Tests;

/// <summary>Keeps sealed hours beside a ledger, as a table would, and hands out only what is asked for.</summary>
internal sealed class HourStore
{
    private readonly Dictionary<Minute, LedgerSegment> _hours = [];

    public int Loaded { get; private set; }

    public void Keep(IEnumerable<LedgerSegment> hours)
    {
        foreach (var hour in hours) _hours.Add(hour.Start, hour);
    }

    /// <summary>The ledger as it comes back from the table: none of its sealed hours at hand.</summary>
    public static Ledger Forget(Ledger ledger) => Ledger.Restore(ledger.CoveredFrom, ledger.Floor, ledger.Open);

    /// <summary>Loads the hours that <see cref="Ledger.MissingHour"/> names for some minutes, and no others.</summary>
    public Ledger Load(Ledger ledger, IEnumerable<Minute> minutes)
    {
        foreach (var minute in minutes)
        {
            if (ledger.MissingHour(minute) is not { } hour) continue;
            ledger = ledger.WithHours([_hours[hour]]);
            Loaded++;
        }

        return ledger;
    }

    public Ledger Load(Ledger ledger, IEnumerable<MinuteRange> ranges) =>
        Load(ledger, ranges.SelectMany(range => Enumerable.Range(0, range.Length).Select(i => range.Start + i)));
}
