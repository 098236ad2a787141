namespace ErrorBudget.Benchmarks;

/// <summary>Lines of cells in columns, the first to the left, the others to the right.</summary>
internal sealed class TextTable(string[] head)
{
    private readonly List<string[]> _lines = [head];

    /// <summary>Adds a line with a cell for each column.</summary>
    public void Add(params string[] cells)
    {
        if (cells.Length != head.Length) throw new ArgumentException($"A line has {head.Length} cells, not {cells.Length}.", nameof(cells));
        _lines.Add(cells);
    }

    /// <summary>Prints it with a line below the head.</summary>
    public void Print(TextWriter output)
    {
        var widths = head.Select((_, column) => _lines.Max(line => line[column].Length)).ToArray();
        foreach (var (number, line) in _lines.Index())
        {
            output.WriteLine(string.Join("  ", line.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd());
            if (number == 0) output.WriteLine(new string('-', widths.Sum() + (2 * (widths.Length - 1))));
        }
    }
}
