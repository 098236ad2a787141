using Spectre.Console;
using Spectre.Console.Rendering;

namespace ErrorBudget.Cli.Output;

/// <summary>Tables as all commands print them: aligned columns without lines, so that they can be searched and cut.</summary>
internal static class Columns
{
    /// <summary>A table with headings; one that begins with <c>&gt;</c> is aligned to the right.</summary>
    public static Table Of(params ReadOnlySpan<string> headings)
    {
        var table = new Table().NoBorder();
        foreach (var heading in headings)
        {
            var column = new TableColumn(new Markup($"[bold]{Markup.Escape(heading.TrimStart('>'))}[/]")).PadLeft(0).PadRight(2).NoWrap();
            table.AddColumn(heading.StartsWith('>') ? column.RightAligned() : column);
        }

        return table;
    }

    /// <summary>Adds a row of texts as they are.</summary>
    public static void Add(this Table table, params ReadOnlySpan<Cell> cells)
    {
        var row = new IRenderable[cells.Length];
        for (var i = 0; i < cells.Length; i++) row[i] = new Text(cells[i].Text, cells[i].Style);
        table.AddRow(row);
    }
}
