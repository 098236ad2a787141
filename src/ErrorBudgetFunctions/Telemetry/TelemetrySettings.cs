using System.Globalization;

namespace ErrorBudgetFunctions.Telemetry;

/// <summary>Where telemetry goes, chosen by the settings that the Functions host itself goes by.</summary>
/// <param name="ExportsOtlp">Whether it goes to an OTLP endpoint; the SDK reads where by itself.</param>
/// <param name="AzureMonitor">The connection string of Application Insights; null if none is set.</param>
/// <param name="Identity">Who sends to Application Insights; null for the connection string's key alone.</param>
/// <param name="BudgetMinutes">How often every budget is told, in minutes; 0 for changes only.</param>
internal sealed record TelemetrySettings(bool ExportsOtlp, string? AzureMonitor, MonitorIdentity? Identity, int BudgetMinutes)
{
    private const string Connection = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Minutes = "ERRORBUDGET_TELEMETRY_BUDGET_MINUTES";

    /// <summary>Whether anything is exported at all.</summary>
    public bool IsOn => ExportsOtlp || AzureMonitor is not null;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be understood; the message says which, and never holds a key.</exception>
    public static TelemetrySettings Read(Func<string, string?> setting) => new(
        setting("OTEL_EXPORTER_OTLP_ENDPOINT") is { } endpoint && IsAddress(endpoint),
        setting(Connection) is not { } text ? null
            : text.Contains("InstrumentationKey=", StringComparison.OrdinalIgnoreCase) ? text
            : throw new InvalidOperationException($"{Connection} has no InstrumentationKey; expected InstrumentationKey=…;IngestionEndpoint=https://…"),
        MonitorIdentity.Read(setting),
        int.TryParse(setting(Minutes) ?? "15", NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes <= 1440
            ? minutes
            : throw new InvalidOperationException($"{Minutes} is '{setting(Minutes)}'; expected whole minutes from 0 (changes only) to 1440."));

    private static bool IsAddress(string endpoint) => Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        ? true
        : throw new InvalidOperationException("OTEL_EXPORTER_OTLP_ENDPOINT is no address; expected for example http://localhost:4317.");
}
