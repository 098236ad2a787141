namespace ErrorBudget.Pipeline.Tickets;

/// <summary>Where a ticket is.</summary>
/// <param name="Tracker">The tracker's <see cref="ITracker.Address"/>: its name in the policy may come to mean another one.</param>
/// <param name="Number">What the tracker calls it: <c>17</c>, <c>OPS-17</c>.</param>
/// <param name="Url">Its page.</param>
public sealed record TicketPlace(string Tracker, string Number, Uri Url);
