using ErrorBudget.Pipeline.Dispatch;

namespace ErrorBudgetFunctions.Http;

/// <summary>Something that was not delivered, as the HTTP API shows it.</summary>
internal sealed record UndeliveredJson(
    string Event, string? Service, string? Slo, DateTime HappenedAt, string Target, string Reason, int Attempts, DateTime GivenUpAt, string EventId)
{
    public static UndeliveredJson Of(UndeliveredErrand errand) => new(
        errand.Event.Kind.ToWire(),
        errand.Event.Service,
        errand.Event.Slo,
        errand.Event.At.UtcDateTime,
        errand.Target,
        errand.Reason,
        errand.Attempts,
        errand.GivenUpAt.UtcDateTime,
        errand.Event.Id);
}
