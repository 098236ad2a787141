using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Tickets;

/// <summary>A description or comment without any tracker's markup: each tracker lays it out in its own way.</summary>
/// <param name="Blocks">The text, at least one block.</param>
/// <param name="Reference">Letters, digits and hyphens that the pipeline recognises it by; rendered where people are disturbed least.</param>
public sealed record TicketDocument(ImmutableArray<TicketBlock> Blocks, string Reference);
