using Spectre.Console;

namespace ErrorBudget.Cli.Output;

/// <summary>A text in a table and how it looks where colours are seen.</summary>
internal readonly record struct Cell(string Text, Style? Style = null)
{
    public static implicit operator Cell(string text) => new(text);

    /// <summary>A zone in its colour.</summary>
    public static Cell Of(Zone zone, string text) => new(text, zone switch
    {
        Zone.Standard => Color.Green,
        Zone.Monitor => Color.Yellow,
        Zone.SignOff => Color.Orange1,
        Zone.Block or Zone.Freeze => Color.Red,
        _ => Color.Grey,
    });

    /// <summary>An alert state, red while something fires.</summary>
    public static Cell Of(AlertState state, string text) => new(text, state switch
    {
        AlertState.Healthy => Color.Green,
        AlertState.Unknown => Color.Grey,
        _ => Color.Red,
    });
}
