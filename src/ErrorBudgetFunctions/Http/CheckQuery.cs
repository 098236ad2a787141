using System.Globalization;
using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Gate;

namespace ErrorBudgetFunctions.Http;

/// <summary>What a check asks, as it stands in its address.</summary>
/// <param name="Service">The service.</param>
/// <param name="Slo">One of its SLOs; none for all.</param>
/// <param name="Change">standard, critical, fix or rollback.</param>
/// <param name="Mode">sync or callback; by default a callback if the headers of a task are there.</param>
/// <param name="Wait">How many minutes the gate may take to open.</param>
internal readonly record struct CheckQuery(string Service, string? Slo, string? Change, string? Mode, string? Wait)
{
    /// <summary>Reads it.</summary>
    /// <param name="question">What the gate is asked.</param>
    /// <param name="wait">How long it may take to open.</param>
    /// <returns>What cannot be understood; null if all can.</returns>
    public string? Read(out GateRequest question, out TimeSpan wait)
    {
        var change = WireNames.ParseChange(Change);
        var minutes = 0;
        var isWait = string.IsNullOrEmpty(Wait) || int.TryParse(Wait, NumberStyles.None, CultureInfo.InvariantCulture, out minutes);
        question = new GateRequest(Service, string.IsNullOrEmpty(Slo) ? null : Slo, change ?? default);
        wait = TimeSpan.FromMinutes(minutes);
        if (change is null) return $"'change' is '{Change}'; expected standard, critical, fix or rollback.";
        if (Mode is not (null or "" or "sync" or "callback")) return $"'mode' is '{Mode}'; expected sync or callback.";
        return isWait && wait <= PendingCheck.LongestWait ? null : $"'wait' is '{Wait}'; expected whole minutes, 0 to {PendingCheck.LongestWait.TotalMinutes}.";
    }

    /// <summary>Whether the task waits for a callback.</summary>
    public bool IsCallback(IHeaderDictionary headers) => Mode == "callback" || (Mode != "sync" && CheckRequest.Headers.Any(headers.ContainsKey));
}
