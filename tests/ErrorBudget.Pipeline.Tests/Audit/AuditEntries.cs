using ErrorBudget.Pipeline.Audit;

namespace ErrorBudget.Pipeline.Tests.Audit;

internal static class AuditEntries
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static AuditEntry At(DateTimeOffset at, string service = "payment-gateway", string reason = "remaining 12.4 % is below 20 %") =>
        new(Guid.CreateVersion7(at), at, AuditEvent.Decided, service, "availability", "ci", "2.0-1f3a9c02")
        {
            Decision = new AuditedDecision(
                ChangeKind.Critical, DecisionKind.SignOff, false, [reason, "fast burn"], 0.999m, 1148, 1_310_000, 12.4m, [new AuditedBurn("fast", 15.25m, true)], at.AddMinutes(-2), "run-17", null),
        };
}
