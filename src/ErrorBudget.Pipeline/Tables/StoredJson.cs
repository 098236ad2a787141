using System.Text.Json;
using System.Text.Json.Serialization;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>The JSON of run reports.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(MinuteAsNumber)])]
[JsonSerializable(typeof(RunReport))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    private const int MaximumProblems = 20;
    private const int MaximumProblemLength = 1000;

    /// <summary>A text property holds 32 Ki characters.</summary>
    private const int MaximumLength = 32_000;

    /// <summary>A report with as many of its problems as fit, at most 20.</summary>
    public static string Write(RunReport report)
    {
        List<string> problems = [.. report.Problems.Take(MaximumProblems).Select(problem => problem.Length <= MaximumProblemLength ? problem : problem[..MaximumProblemLength] + '…')];
        while (true)
        {
            var json = JsonSerializer.Serialize(report with { Problems = problems }, Default.RunReport);
            if (json.Length <= MaximumLength || problems.Count == 0) return json;
            problems.RemoveAt(problems.Count - 1);
        }
    }

    /// <summary>A report as it was written.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static RunReport Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.RunReport) ?? throw new InvalidDataException("It holds no report.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    /// <summary>A minute as the whole minutes since 1970.</summary>
    private sealed class MinuteAsNumber : JsonConverter<Minute>
    {
        public override Minute Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

        public override void Write(Utf8JsonWriter writer, Minute value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Index);
    }
}
