using Spectre.Console;
using Spectre.Console.Rendering;

namespace ErrorBudget.Cli.Output;

/// <summary>Tables as all commands print them: aligned columns without lines, so that they can be searched and cut.</summary>
internal static class Columns
{
    /// <summary>Narrower than this no list is broken into lines.</summary>
    private const int NarrowestList = 20;

    /// <summary>A table with headings; one that begins with <c>&gt;</c> is aligned to the right, one that begins with <c>~</c> heads lists, which may be broken into lines.</summary>
    public static Table Of(params ReadOnlySpan<string> headings)
    {
        var table = new Table().NoBorder();
        foreach (var heading in headings)
        {
            var column = new TableColumn(new Markup($"[bold]{Markup.Escape(heading.TrimStart('>', '~'))}[/]")).PadLeft(0).PadRight(2);
            if (!heading.StartsWith('~')) column.NoWrap();
            table.AddColumn(heading.StartsWith('>') ? column.RightAligned() : column);
        }

        return table;
    }

    /// <summary>Writes a table. Where it is wider than the window, its lines are: a name that is broken into pieces can neither be read nor copied.</summary>
    public static void Print(this Table table, Terminal terminal)
    {
        var console = terminal.Results();
        var options = RenderOptions.Create(console, console.Profile.Capabilities);
        console.Profile.Width = Math.Max(console.Profile.Width, table.Columns.Select((column, index) => WidthOf(column, index)).Sum());
        console.Write(table);

        int WidthOf(TableColumn column, int index)
        {
            var widths = table.Rows.Select(row => row[index]).Append(column.Header).Select(cell => cell.Measure(options, int.MaxValue)).ToList();
            var (needed, longest) = (widths.Max(width => width.Min), widths.Max(width => width.Max));
            return (column.Padding?.Left ?? 0) + (column.Padding?.Right ?? 0) + (column.NoWrap ? longest : Math.Min(longest, Math.Max(needed, NarrowestList)));
        }
    }

    /// <summary>Adds a row of texts as they are.</summary>
    public static void Add(this Table table, params ReadOnlySpan<Cell> cells)
    {
        var row = new IRenderable[cells.Length];
        for (var i = 0; i < cells.Length; i++) row[i] = new Text(cells[i].Text, cells[i].Style);
        table.AddRow(row);
    }
}
