using System.Text.Json;
using System.Text.Json.Serialization;

namespace ErrorBudget.Benchmarks;

/// <summary>Prices and assumptions, from a file that everybody replaces by their own.</summary>
/// <param name="Note">What the prices stand for: region, date, where they are from.</param>
/// <param name="Currency">The currency.</param>
/// <param name="TableTransactionsPer10K">10,000 calls of tables; a batch is one.</param>
/// <param name="QueueTransactionsPer10K">10,000 calls of queues.</param>
/// <param name="TableGBMonth">A gigabyte in tables for a month.</param>
/// <param name="ExecutionsPerMillion">A million executions of functions.</param>
/// <param name="GBSecond">A gigabyte of an instance's memory for a second of execution.</param>
/// <param name="FreeExecutions">Executions a month that are not billed.</param>
/// <param name="FreeGBSeconds">Gigabyte-seconds a month that are not billed.</param>
/// <param name="MinimumSeconds">What an execution is billed as at least.</param>
/// <param name="InstanceGB">An instance's memory, in gigabytes.</param>
/// <param name="LogGB">A gigabyte of logs.</param>
/// <param name="FreeLogGB">Gigabytes of logs a month that are not billed.</param>
/// <param name="LogGBPerDay">Logs, metrics and traces a day that do not depend on the number of SLOs, at a tick a minute.</param>
/// <param name="LogGBPerDayAnd1000Slos">Logs a day for every 1,000 SLOs.</param>
/// <param name="KeptDays">For how many days counts are stored.</param>
/// <param name="GateAsks">Gate requests a month.</param>
/// <param name="Notices">Notices, tickets and flags a month.</param>
/// <param name="QueuePollSeconds">The pause between two looks into an empty queue.</param>
internal sealed record PriceList(
    string Note, string Currency,
    double TableTransactionsPer10K, double QueueTransactionsPer10K, double TableGBMonth,
    double ExecutionsPerMillion, double GBSecond, double FreeExecutions, double FreeGBSeconds, double MinimumSeconds, double InstanceGB,
    double LogGB, double FreeLogGB, double LogGBPerDay, double LogGBPerDayAnd1000Slos,
    int KeptDays, double GateAsks, double Notices, double QueuePollSeconds)
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="JsonException">A price is missing or unknown.</exception>
    public static PriceList Read(FileInfo file)
    {
        using var stream = file.OpenRead();
        return JsonSerializer.Deserialize(stream, PriceJson.Default.PriceList) ?? throw new JsonException($"{file} is empty.");
    }
}

/// <summary>JSON of prices, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PriceList))]
internal sealed partial class PriceJson : JsonSerializerContext;
