using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>What was adjusted in a snapshot's window, in bytes. The last part of a record, and only there if anything was.</summary>
internal static class AdjustedFormat
{
    private const int GuidBytes = 16;

    /// <summary>Writes it.</summary>
    public static void Write(ByteWriter writer, AdjustedWindow adjusted, Minute through)
    {
        writer.Unsigned((ulong)adjusted.Count);
        writer.Unsigned((ulong)adjusted.ExcludedMinutes);
        writer.Unsigned((ulong)adjusted.Latest.Length);
        foreach (var applied in adjusted.Latest)
        {
            foreach (var part in applied.Id.Number.ToByteArray()) writer.Byte(part);
            writer.Byte((byte)applied.Kind);
            writer.Text(applied.Author);
            writer.Minute(applied.From, through);
            writer.Minute(applied.To, through);
            writer.Signed(applied.Bad);
            writer.Signed(applied.Total);
        }
    }

    /// <summary>Reads it.</summary>
    public static AdjustedWindow Read(ref ByteReader reader, SloId slo, Minute through)
    {
        var (count, excluded) = (reader.UpTo(int.MaxValue), reader.UpTo(int.MaxValue));
        var latest = ImmutableArray.CreateBuilder<AppliedAdjustment>(reader.UpTo(AdjustedWindow.MostShown));
        while (latest.Count < latest.Capacity)
        {
            var number = new byte[GuidBytes];
            for (var i = 0; i < number.Length; i++) number[i] = reader.Byte();
            latest.Add(new AppliedAdjustment(
                new AdjustmentId(slo.Service, new Guid(number)), reader.OneOf(AdjustmentKind.BudgetReset), reader.Text(),
                reader.Minute(through), reader.Minute(through), reader.Signed(), reader.Signed()));
        }

        return new AdjustedWindow(count, excluded, latest.MoveToImmutable());
    }
}
