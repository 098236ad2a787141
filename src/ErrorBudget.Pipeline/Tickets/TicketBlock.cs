using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Tickets;

/// <summary>A part of a <see cref="TicketDocument"/>. All texts are plain, and none is empty.</summary>
public abstract record TicketBlock
{
    private TicketBlock()
    {
    }

    /// <summary>A heading.</summary>
    public sealed record Heading(string Text) : TicketBlock;

    /// <summary>A paragraph.</summary>
    public sealed record Paragraph(string Text) : TicketBlock;

    /// <summary>A list with bullets or numbers.</summary>
    public sealed record Points(ImmutableArray<string> Items, bool AreNumbered = false) : TicketBlock;

    /// <summary>A table; its first column holds text, the others numbers. Every row is as long as the header.</summary>
    public sealed record Table(ImmutableArray<string> Header, ImmutableArray<ImmutableArray<string>> Rows) : TicketBlock;

    /// <summary>Links, in one line.</summary>
    public sealed record Links(ImmutableArray<(string Label, Uri Url)> Items) : TicketBlock;
}
