namespace ErrorBudget.Pipeline.Teams;

/// <summary>How much of a message a card shows; each next size is smaller, and the last one always fits.</summary>
/// <param name="Title">The most characters of the title.</param>
/// <param name="Summary">The most characters of the summary.</param>
/// <param name="Facts">How many numbers.</param>
/// <param name="Consequences">How many consequences.</param>
/// <param name="Links">How many links.</param>
internal sealed record TeamsCardSize(int Title, int Summary, int Facts, int Consequences, int Links)
{
    /// <summary>All sizes, the greatest first.</summary>
    public static IReadOnlyList<TeamsCardSize> All { get; } =
    [
        new(Title: 400, Summary: 4000, Facts: 20, Consequences: 12, Links: 6),
        new(Title: 400, Summary: 4000, Facts: 0, Consequences: 12, Links: 6),
        new(Title: 400, Summary: 4000, Facts: 0, Consequences: 0, Links: 6),
        new(Title: 400, Summary: 1000, Facts: 0, Consequences: 0, Links: 0),
    ];
}
