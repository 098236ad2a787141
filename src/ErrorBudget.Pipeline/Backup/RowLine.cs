using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;

namespace ErrorBudget.Pipeline.Backup;

/// <summary>
/// A row as a line of JSON: <c>{"partition":…,"row":…,"properties":{"Name":{"Type":"value"}}}</c>. Every value has its type beside it and
/// comes back as it was. Its time stamp and version are the table's own and are not in it.
/// </summary>
internal static class RowLine
{
    private const string Timestamp = "Timestamp";
    private const string Version = "odata.etag";

    public static void Write(IBufferWriter<byte> output, TableEntity row)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("partition", row.PartitionKey);
            json.WriteString("row", row.RowKey);
            json.WriteStartObject("properties");
            foreach (var (name, value) in row)
            {
                if (value is null || name is "PartitionKey" or "RowKey" or Timestamp or Version) continue;
                json.WriteStartObject(name);
                WriteValue(json, name, value);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <exception cref="InvalidDataException">The line is no row.</exception>
    public static TableEntity Read(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var row = new TableEntity(root.GetProperty("partition").GetString(), root.GetProperty("row").GetString());
            foreach (var property in root.GetProperty("properties").EnumerateObject()) row[property.Name] = Value(property.Value.EnumerateObject().Single());
            return row;
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or OverflowException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException($"a line is no row: {wrong.Message}", wrong);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case string text: json.WriteString("String", text); break;
            case byte[] bytes: json.WriteBase64String("Binary", bytes); break;
            case bool flag: json.WriteBoolean("Boolean", flag); break;
            case int number: json.WriteNumber("Int32", number); break;
            case long number: json.WriteString("Int64", number.ToString(CultureInfo.InvariantCulture)); break;
            case double number: json.WriteString("Double", number.ToString("R", CultureInfo.InvariantCulture)); break;
            case DateTimeOffset time: json.WriteString("DateTime", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)); break;
            case Guid id: json.WriteString("Guid", id); break;
            default: throw new InvalidDataException($"Property {name} is of type {value.GetType().Name}, which tables do not have.");
        }
    }

    private static object Value(JsonProperty value) => value.Name switch
    {
        "String" => value.Value.GetString()!,
        "Binary" => value.Value.GetBytesFromBase64(),
        "Boolean" => value.Value.GetBoolean(),
        "Int32" => value.Value.GetInt32(),
        "Int64" => long.Parse(value.Value.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        "Double" => double.Parse(value.Value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture),
        "DateTime" => new DateTimeOffset(DateTime.ParseExact(value.Value.GetString()!, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)),
        "Guid" => value.Value.GetGuid(),
        var other => throw new FormatException($"there is no type {other}"),
    };
}
