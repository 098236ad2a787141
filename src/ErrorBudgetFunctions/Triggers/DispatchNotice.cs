using System.Text.Json;
using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudgetFunctions.Triggers;

/// <summary>What a notice in the queue starts: it is read, checked and written to the log.</summary>
internal sealed class DispatchNotice(ILogger<DispatchNotice> log)
{
    /// <exception cref="JsonException">The message is no budget event.</exception>
    public Task RunAsync(string message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var notice = BudgetEvent.Parse(message);
        log.LogInformation(
            "{Kind} of {Service}/{Slo} at {At:u}{Detail}, {Remaining} of the budget left",
            notice.Kind, notice.Service, notice.Slo, notice.At.UtcDateTime, Detail(notice),
            notice.Facts?.RemainingPct is { } remaining ? FormattableString.Invariant($"{remaining:0.##} %") : "an unknown part");
        return Task.CompletedTask;
    }

    private static string Detail(BudgetEvent notice) => notice switch
    {
        { Rule: { } rule } => $" by the rule {rule}",
        { From: { } from, To: { } to } => $" from {from} to {to}",
        _ => "",
    };
}
