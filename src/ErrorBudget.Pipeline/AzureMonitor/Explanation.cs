using System.Text.Json;

namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>What an error of the Azure REST APIs says: the codes and the innermost message, on one line.</summary>
internal static class Explanation
{
    private const int Longest = 300;
    private const int Deepest = 6;

    /// <summary>The text of an answer with an <c>error</c>, or of the error itself; empty if there is none.</summary>
    public static string Of(JsonElement answer)
    {
        var error = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("error", out var inner) ? inner : answer;
        var (codes, message) = (new List<string>(), "");
        for (var depth = 0; depth < Deepest && error.ValueKind == JsonValueKind.Object; depth++)
        {
            if (Text(error, "code") is { } code) codes.Add(code);
            message = Text(error, "message") ?? message;
            if (!error.TryGetProperty("innererror", out inner)
                && !(error.TryGetProperty("details", out inner) && inner.ValueKind == JsonValueKind.Array && inner.GetArrayLength() > 0)) break;
            error = inner.ValueKind == JsonValueKind.Array ? inner[0] : inner;
        }

        return Line(codes.Count == 0 ? message : message.Length == 0 ? string.Join(", ", codes) : $"{string.Join(", ", codes)}: {message}");
    }

    /// <summary>The beginning of a foreign text on one line.</summary>
    public static string Line(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        line = new string([.. line.Where(c => !char.IsControl(c))]);
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }

    private static string? Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
