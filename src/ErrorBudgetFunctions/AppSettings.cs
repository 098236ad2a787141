using System.Globalization;
using ErrorBudget.Pipeline.Queues;
using NCrontab;

namespace ErrorBudgetFunctions;

/// <summary>What the environment says about how the program runs.</summary>
/// <param name="Urls">Where it listens: the Functions host's port on 127.0.0.1, or <c>ASPNETCORE_URLS</c>, or http://localhost:7071.</param>
/// <param name="PolicyPath">The policy file or folder.</param>
/// <param name="Schedule">When the evaluation runs, with seconds, UTC.</param>
/// <param name="DigestSchedule">When owners get their digest, likewise.</param>
/// <param name="ReviewSchedule">When owners are reminded to review their objectives, likewise.</param>
/// <param name="Queues">How queues are pumped where no Functions host does it.</param>
/// <param name="IsStandalone">Whether no Functions host is there to pull the triggers.</param>
/// <param name="TrustsEasyAuth">Whether Easy Auth stands before the program, so that its principal headers can be believed.</param>
/// <param name="Setting">Any setting by name; null if it is not set.</param>
internal sealed record AppSettings(
    string Urls, string PolicyPath, CrontabSchedule Schedule, CrontabSchedule DigestSchedule, CrontabSchedule ReviewSchedule, QueuePumpOptions Queues, bool IsStandalone, bool TrustsEasyAuth, Func<string, string?> Setting)
{
    /// <summary>Settings that override host.json have this prefix; they mean the same standalone.</summary>
    private const string QueueSettings = "AzureFunctionsJobHost__extensions__queues__";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be understood; the message says which and what is expected.</exception>
    public static AppSettings Read(Func<string, string?> environment)
    {
        var port = NonEmpty("FUNCTIONS_CUSTOMHANDLER_PORT");
        return new AppSettings(
            port is null ? NonEmpty("ASPNETCORE_URLS") ?? "http://localhost:7071" : $"http://127.0.0.1:{port}",
            NonEmpty("ERRORBUDGET_POLICY") ?? "config/error-budget-policy.yaml",
            Schedule("EVALUATION_SCHEDULE", "0 * * * * *", "every minute"),
            Schedule("DIGEST_SCHEDULE", "0 0 8 * * 1", "Mondays at 08:00"),
            Schedule("REVIEW_SCHEDULE", "0 0 8 1 1,4,7,10 *", "08:00 on the first day of a quarter"),
            new QueuePumpOptions { MaximumPause = Time("maxPollingInterval", "00:00:15"), RetryDelay = Time("visibilityTimeout", "00:00:30") },
            IsStandalone: port is null,
            TrustsEasyAuth: NonEmpty("ERRORBUDGET_EASY_AUTH") switch
            {
                null or "false" => false,
                "true" => true,
                var other => throw new InvalidOperationException($"ERRORBUDGET_EASY_AUTH is '{other}'; expected true or false."),
            },
            NonEmpty);

        CrontabSchedule Schedule(string name, string standard, string meaning)
        {
            var schedule = NonEmpty(name) ?? standard;
            return CrontabSchedule.TryParse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = schedule.Trim().Split(' ').Length == 6 })
                ?? throw new InvalidOperationException($"{name} is '{schedule}'; expected NCRONTAB, for example '{standard}' for {meaning}.");
        }

        TimeSpan Time(string name, string standard) =>
            TimeSpan.TryParseExact(NonEmpty(QueueSettings + name) ?? standard, "c", CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.FromMilliseconds(100) && time <= TimeSpan.FromHours(1)
                ? time
                : throw new InvalidOperationException($"{QueueSettings}{name} is '{NonEmpty(QueueSettings + name)}'; expected a time from 00:00:00.1 to 01:00:00, for example {standard}.");

        string? NonEmpty(string name) => environment(name) is { Length: > 0 } value ? value : null;
    }
}
