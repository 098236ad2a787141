using System.Globalization;
using System.Text.Json;
using ErrorBudget.Pipeline.Collect;

namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>The rows of a log query's answer, one for each bucket.</summary>
internal sealed class LogTable
{
    /// <summary>What a query answers at most; from here on rows are missing.</summary>
    public const int MaximumRows = 500_000;

    private readonly string _place;
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, JsonElement> _rows = [];

    /// <summary>Reads an answer.</summary>
    /// <param name="place">Who answered, for messages.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="time">The column with a bucket's start.</param>
    /// <param name="grid">The buckets that were asked for.</param>
    /// <exception cref="AzureMonitorException">It is partial, truncated, or not what was asked for.</exception>
    public LogTable(string place, JsonElement answer, string time, BucketGrid grid)
    {
        _place = place;
        if (answer.ValueKind != JsonValueKind.Object) throw Unusable("answered with JSON that is no object");
        if (answer.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null)
            throw Unusable($"answered with a part of the result only: {Explanation.Of(answer)}. Counts are taken when it is complete again");
        if (!answer.TryGetProperty("tables", out var tables) || tables.ValueKind != JsonValueKind.Array || tables.GetArrayLength() == 0) throw Unusable("answered without a table");
        var table = tables.EnumerateArray().FirstOrDefault(each => each.GetProperty("name").GetString() == "PrimaryResult", tables[0]);
        foreach (var column in table.GetProperty("columns").EnumerateArray()) _columns.TryAdd(column.GetProperty("name").GetString() ?? "", _columns.Count);
        var rows = table.GetProperty("rows");
        if (rows.GetArrayLength() >= MaximumRows) throw Unusable("answered with as many rows as it gives at most, so that some may be missing. The query must give one row for each bucket");
        var at = IndexOf(time);
        foreach (var row in rows.EnumerateArray())
        {
            var bucket = BucketOf(row[at], grid);
            if (!_rows.TryAdd(bucket, row)) throw Unusable($"answered with several rows for {grid.BucketAt(bucket)}. The query must give one row for each bucket: … by Time = bin(TimeGenerated, {{{{bin}}}})");
        }
    }

    /// <summary>A number of a bucket; null if there is no row or no value.</summary>
    public double? this[int bucket, string column]
    {
        get
        {
            if (!_rows.TryGetValue(bucket, out var row)) return null;
            var cell = row[IndexOf(column)];
            return cell.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.Number => cell.GetDouble(),

                // Decimals, and what is no finite number, come as texts.
                JsonValueKind.String => double.TryParse(cell.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN,
                _ => double.NaN,
            };
        }
    }

    private int IndexOf(string column) => _columns.TryGetValue(column, out var index)
        ? index
        : throw Unusable($"answered without the column {column}. The query must give Time, Good and Total");

    private int BucketOf(JsonElement cell, BucketGrid grid)
    {
        if (cell.ValueKind != JsonValueKind.String || !cell.TryGetDateTimeOffset(out var instant)) throw Unusable("answered with a time that is no datetime");
        var (bucket, rest) = Math.DivRem((instant - grid.Start.Start).Ticks, TimeSpan.TicksPerSecond * grid.StepSeconds);
        return rest == 0 && bucket >= 0 && bucket < grid.Count
            ? (int)bucket
            : throw Unusable($"answered for {instant:O}, which was not asked for: {grid} by the {grid.Resolution}. The query must keep to {{{{from}}}}, {{{{to}}}} and {{{{bin}}}}");
    }

    private AzureMonitorException Unusable(string what) => new($"{_place} {what}.");
}
