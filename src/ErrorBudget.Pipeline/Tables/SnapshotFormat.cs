using System.Collections.Immutable;
using System.Security;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>A snapshot in bytes. Times are stored as distances to those of its ledger, settings that are the default as one byte.</summary>
internal static class SnapshotFormat
{
    private const int MaximumRules = 64;

    /// <summary>Writes all of a snapshot but the SLO's name.</summary>
    public static void Write(ByteWriter writer, Snapshot snapshot, Ledger ledger)
    {
        var through = snapshot.DataThrough;
        writer.Minute(through, ledger.Through);
        writer.Minute(snapshot.CoveredFrom, ledger.CoveredFrom);
        writer.MinuteOrNone(snapshot.LastKnown, through);
        writer.MinuteOrNone(snapshot.ExhaustedSince, through);
        writer.MinuteOrNone(snapshot.SprintSince, through);
        writer.MinuteOrNone(snapshot.RollbackSince, through);
        writer.Signed(snapshot.EvaluatedAt.UtcTicks - through.Start.UtcTicks);
        writer.Text(snapshot.Owner);
        writer.Text(snapshot.PolicyVersion);
        WriteWindow(writer, snapshot.Window);
        writer.Unsigned((ulong)(snapshot.Slices?.Minutes ?? 0));
        if (snapshot.Slices is { } slices) writer.Decimal(slices.Target);
        WriteBudget(writer, snapshot.Budget);
        writer.Byte((byte)snapshot.State);
        writer.Byte((byte)snapshot.Zone);
        WriteZones(writer, snapshot.Zones);
        writer.Bool(snapshot.TimeToExhaustion is not null);
        if (snapshot.TimeToExhaustion is { } time) writer.Signed(time.Ticks);
        writer.Decimal(snapshot.Coverage);
        if (snapshot.Rules.Length > MaximumRules) throw new ArgumentException($"{snapshot.Id} has {snapshot.Rules.Length} burn-rate rules; at most {MaximumRules} are stored.", nameof(snapshot));
        writer.Unsigned((ulong)snapshot.Rules.Length);
        foreach (var rule in snapshot.Rules) RuleFormat.Write(writer, rule, through);
        if (snapshot.Adjusted is { } adjusted) AdjustedFormat.Write(writer, adjusted, through);
    }

    /// <summary>Reads a snapshot.</summary>
    public static Snapshot Read(ref ByteReader reader, SloId slo, Ledger ledger)
    {
        var through = reader.Minute(ledger.Through);
        return new Snapshot
        {
            Id = slo,
            DataThrough = through,
            CoveredFrom = reader.Minute(ledger.CoveredFrom),
            LastKnown = reader.MinuteOrNone(through),
            ExhaustedSince = reader.MinuteOrNone(through),
            SprintSince = reader.MinuteOrNone(through),
            RollbackSince = reader.MinuteOrNone(through),
            EvaluatedAt = new DateTimeOffset(checked(through.Start.UtcTicks + reader.Signed()), TimeSpan.Zero),
            Owner = reader.Text(),
            PolicyVersion = reader.Text(),
            Window = ReadWindow(ref reader),
            Slices = reader.UpTo(Minute.PerHour) is > 0 and var minutes ? new SliceRule(minutes, reader.Decimal()) : null,
            Budget = ReadBudget(ref reader),
            State = reader.OneOf(SloState.Unknown),
            Zone = reader.OneOf(Zone.Unknown),
            Zones = ReadZones(ref reader),
            TimeToExhaustion = reader.Bool() ? new TimeSpan(reader.Signed()) : null,
            Coverage = reader.Decimal(),
            Rules = ReadRules(ref reader, through),
            Adjusted = reader.IsAtEnd ? null : AdjustedFormat.Read(ref reader, slo, through),
        };
    }

    private static void WriteWindow(ByteWriter writer, SloWindow window)
    {
        writer.Byte((byte)window.Kind);
        if (window.Kind == WindowKind.Rolling) writer.Unsigned((ulong)window.Days);
        else writer.Text(window.Zone.Equals(TimeZoneInfo.Utc) ? "" : window.Zone.Id);
    }

    private static SloWindow ReadWindow(ref ByteReader reader)
    {
        var kind = reader.OneOf(WindowKind.Year);
        return kind == WindowKind.Rolling ? SloWindow.Rolling(reader.UpTo(SloWindow.MaximumDays)) : SloWindow.Calendar(kind, ZoneOf(reader.Text()));
    }

    private static TimeZoneInfo ZoneOf(string id)
    {
        if (id.Length == 0) return TimeZoneInfo.Utc;

        // The id becomes a file name on some systems.
        if (id.Length > 64 || id[0] == '/' || id.Contains("..", StringComparison.Ordinal) || id.Any(c => c is < ' ' or > '~' or '\\')) throw new InvalidDataException("A time zone's name is damaged.");
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(id);
        }
        catch (Exception exception) when (exception is TimeZoneNotFoundException or InvalidTimeZoneException or SecurityException or IOException)
        {
            throw new InvalidDataException($"Its calendar window is in time zone '{id}', which this machine does not know.", exception);
        }
    }

    private static void WriteBudget(ByteWriter writer, Budget budget)
    {
        writer.Decimal(budget.Target.Fraction);
        writer.Unsigned((ulong)budget.Bad);
        writer.Unsigned((ulong)budget.Total);
        writer.Bool(budget.IsKnown);
    }

    private static Budget ReadBudget(ref ByteReader reader) => new(new Target(reader.Decimal()), reader.Count(), reader.Count(), reader.Bool());

    private static void WriteZones(ByteWriter writer, ZoneThresholds zones)
    {
        writer.Bool(zones != ZoneThresholds.Default);
        if (zones == ZoneThresholds.Default) return;
        writer.Decimal(zones.StandardAbovePct);
        writer.Decimal(zones.MonitorFromPct);
        writer.Decimal(zones.SignOffFromPct);
        writer.Unsigned((ulong)zones.FreezeAfterDays);
        writer.Byte((byte)zones.Strictest);
    }

    private static ZoneThresholds ReadZones(ref ByteReader reader) => !reader.Bool() ? ZoneThresholds.Default : new ZoneThresholds
    {
        StandardAbovePct = reader.Decimal(),
        MonitorFromPct = reader.Decimal(),
        SignOffFromPct = reader.Decimal(),
        FreezeAfterDays = reader.UpTo(int.MaxValue),
        Strictest = reader.OneOf(Zone.Freeze),
    };

    private static ImmutableArray<RuleSnapshot> ReadRules(ref ByteReader reader, Minute through)
    {
        var rules = ImmutableArray.CreateBuilder<RuleSnapshot>(reader.UpTo(MaximumRules));
        while (rules.Count < rules.Capacity) rules.Add(RuleFormat.Read(ref reader, through));
        return rules.MoveToImmutable();
    }
}
