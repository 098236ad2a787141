namespace ErrorBudget.Pipeline.Tables;

/// <summary>A burn-rate rule of a snapshot in bytes.</summary>
internal static class RuleFormat
{
    /// <summary>Writes a rule; times are stored as distances to <paramref name="through"/>.</summary>
    public static void Write(ByteWriter writer, RuleSnapshot snapshot, Minute through)
    {
        var rule = snapshot.Rule;
        writer.Text(rule.Name);
        writer.Byte((byte)rule.Severity);
        writer.Unsigned((ulong)rule.WindowMinutes);
        writer.Unsigned((ulong)(rule.ConfirmWindowMinutes ?? 0));
        writer.Decimal(rule.Multiplier);
        writer.Unsigned((ulong)rule.HoldMinutes);
        WriteGuards(writer, rule.Guards);
        WriteBurn(writer, snapshot.Window);
        writer.Bool(snapshot.Confirm is not null);
        if (snapshot.Confirm is { } confirm) WriteBurn(writer, confirm);
        WriteAlert(writer, snapshot.Alert, through);
    }

    /// <summary>Reads a rule.</summary>
    public static RuleSnapshot Read(ref ByteReader reader, Minute through)
    {
        var rule = new BurnRateRule
        {
            Name = reader.Text(),
            Severity = reader.OneOf(BurnSeverity.Critical),
            WindowMinutes = reader.UpTo(int.MaxValue),
            ConfirmWindowMinutes = reader.UpTo(int.MaxValue) is > 0 and var confirm ? confirm : null,
            Multiplier = reader.Decimal(),
            HoldMinutes = reader.UpTo(int.MaxValue),
            Guards = ReadGuards(ref reader),
        };
        return new RuleSnapshot(rule, ReadBurn(ref reader), reader.Bool() ? ReadBurn(ref reader) : null, ReadAlert(ref reader, through));
    }

    private static void WriteGuards(ByteWriter writer, LowTrafficGuards guards)
    {
        writer.Bool(guards != LowTrafficGuards.Default);
        if (guards == LowTrafficGuards.Default) return;
        writer.Unsigned((ulong)guards.MinimumBad);
        writer.Unsigned((ulong)guards.MinimumTotal);
        writer.Decimal(guards.Significance);
    }

    private static LowTrafficGuards ReadGuards(ref ByteReader reader) =>
        reader.Bool() ? new LowTrafficGuards(reader.Count(), reader.Count(), reader.Decimal()) : LowTrafficGuards.Default;

    private static void WriteBurn(ByteWriter writer, BurnRate burn)
    {
        writer.Bool(burn.IsKnown);
        writer.Unsigned((ulong)burn.Bad);
        writer.Unsigned((ulong)burn.Total);
    }

    private static BurnRate ReadBurn(ref ByteReader reader)
    {
        var known = reader.Bool();
        return new BurnRate(reader.Count(), reader.Count(), known);
    }

    private static void WriteAlert(ByteWriter writer, Alert alert, Minute through)
    {
        writer.Bool(alert != Alert.None);
        if (alert == Alert.None) return;
        writer.Byte((byte)alert.Phase);
        writer.MinuteOrNone(alert.Since, through);
        writer.MinuteOrNone(alert.FiredAt, through);
        writer.MinuteOrNone(alert.BelowSince, through);
        writer.Bool(alert.IsFrozen);
        writer.TextOrNone(alert.Suppressed);
    }

    private static Alert ReadAlert(ref ByteReader reader, Minute through) => !reader.Bool() ? Alert.None : new Alert
    {
        Phase = reader.OneOf(AlertPhase.Resolved),
        Since = reader.MinuteOrNone(through),
        FiredAt = reader.MinuteOrNone(through),
        BelowSince = reader.MinuteOrNone(through),
        IsFrozen = reader.Bool(),
        Suppressed = reader.TextOrNone(),
    };
}
