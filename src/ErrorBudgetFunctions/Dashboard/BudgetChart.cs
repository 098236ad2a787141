using System.Globalization;
using System.Text;
using ErrorBudget;
using ErrorBudget.Pipeline.Budgets;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>
/// How the budget of the window that ends now was spent: what was left after each step, and below it what each step took, on
/// one axis of time. No line where nothing is known; what is excluded is shaded.
/// </summary>
/// <remarks>The allowance is that of the whole window, so the line ends at what is left now. It stays at 100 % up to a reset.</remarks>
internal sealed class BudgetChart
{
    private const int Left = 52;
    private const int Width = 760;
    private const int Top = 14;
    private const int LineHeight = 170;
    private const int BarsTop = Top + LineHeight + 34;
    private const int BarsHeight = 60;
    private const int Height = BarsTop + BarsHeight + 24;

    private readonly Snapshot _snapshot;
    private readonly MinuteRange _range;
    private readonly int _step;
    private readonly List<(HistoryPoint Point, long Spent, decimal Left)> _steps = [];
    private readonly decimal _lowest;
    private readonly long _mostSpent;

    private BudgetChart(Snapshot snapshot, MinuteRange range, int stepMinutes, IReadOnlyList<HistoryPoint> points)
    {
        (_snapshot, _range, _step) = (snapshot, range, stepMinutes);
        var spent = snapshot.Budget.Bad;
        foreach (var point in points.Reverse())
        {
            var taken = SpentIn(snapshot, point);
            _steps.Add((point, taken, Math.Min(1, 1 - (spent / snapshot.Budget.Allowed))));
            spent -= taken;
        }

        _steps.Reverse();
        _lowest = Math.Min(0, _steps.Min(step => step.Left));
        _mostSpent = _steps.Max(step => step.Spent);
    }

    /// <summary>The chart.</summary>
    /// <param name="snapshot">What is known of the budget now.</param>
    /// <param name="range">The time it shows.</param>
    /// <param name="stepMinutes">The length of a step in minutes.</param>
    /// <param name="points">The steps, in order of time; those that are not known may be absent.</param>
    public static HtmlText Of(Snapshot snapshot, MinuteRange range, int stepMinutes, IReadOnlyList<HistoryPoint> points) =>
        points.Count < 2 || !snapshot.Budget.IsKnown || snapshot.Budget.Allowed <= 0
            ? $"<p>There is too little history to draw.</p>"
            : new BudgetChart(snapshot, range, stepMinutes, points).Draw();

    /// <summary>What a step took from the budget: bad events, or bad slices where slices are counted.</summary>
    public static long SpentIn(Snapshot snapshot, HistoryPoint point) => snapshot.Slices is null ? point.Counted.Bad : point.Counted.BadSlices;

    private HtmlText Draw()
    {
        HtmlText axis = $"""<line class="grid" x1="{Text(Left)}" x2="{Text(Width)}" y1="{Y(1)}" y2="{Y(1)}"/><text x="0" y="{Y(1)}">100 %</text><line class="zero" x1="{Text(Left)}" x2="{Text(Width)}" y1="{Y(0)}" y2="{Y(0)}"/><text x="0" y="{Y(0)}">0 %</text>""";
        HtmlText lowest = _lowest < -0.1m ? $"""<text x="0" y="{Y(_lowest)}">{Layout.Number(_lowest * 100, "0")} %</text>""" : HtmlText.None;
        HtmlText spent = $"""<text x="0" y="{Text(BarsTop - 8)}">{(_snapshot.Slices is null ? "bad events" : "bad slices")} in {Figures.Duration(_step)}, at most {Layout.Number(_mostSpent)}</text>""";
        return $"""<div class="wide"><svg class="chart" viewBox="0 0 {Text(Width + 10)} {Text(Height)}" role="img" aria-label="What was left of the budget, and what was spent">{Days()}{axis}{lowest}{Excluded()}{Lines()}{spent}{Bars()}</svg></div>""";
    }

    /// <summary>One line for each stretch without a gap.</summary>
    private IEnumerable<HtmlText> Lines()
    {
        var line = new StringBuilder();
        Minute? last = null;
        foreach (var (point, _, left) in _steps)
        {
            if (point.Counted.KnownMinutes == 0) continue;
            if (last is not null && point.At - last > _step)
            {
                yield return $"""<polyline class="line" points="{line.ToString()}"/>""";
                line.Clear();
            }

            line.Append(CultureInfo.InvariantCulture, $"{X(Minute.Min(point.At + _step, _range.End))},{Y(left)} ");
            last = point.At;
        }

        yield return $"""<polyline class="line" points="{line.ToString()}"/>""";
    }

    private IEnumerable<HtmlText> Bars()
    {
        if (_mostSpent <= 0) yield break;
        foreach (var (point, spent, _) in _steps)
        {
            if (spent <= 0) continue;
            var height = Math.Max(1, (double)spent / _mostSpent * BarsHeight);
            yield return $"""<rect class="spent" x="{X(point.At)}" width="{Wide(0.8)}" y="{Text(BarsTop + BarsHeight - height)}" height="{Text(height)}"><title>{Layout.Time(point.At.Start)}: {Layout.Number(spent)}</title></rect>""";
        }
    }

    private IEnumerable<HtmlText> Excluded()
    {
        foreach (var point in _steps.Select(step => step.Point).Where(point => point.ExcludedMinutes > 0))
            yield return $"""<rect class="out" x="{X(point.At)}" width="{Wide(1)}" y="{Text(Top)}" height="{Text(LineHeight)}"><title>{Layout.Time(point.At.Start)}: {Figures.Duration(point.ExcludedMinutes)} excluded</title></rect>""";
    }

    /// <summary>A line and a date every so many days.</summary>
    private IEnumerable<HtmlText> Days()
    {
        var every = Math.Max(1, (_range.Length / Minute.PerDay / 8) + 1);
        for (var day = _range.Start.Day + Minute.PerDay; day < _range.End; day += every * Minute.PerDay)
            yield return $"""<line class="grid" x1="{X(day)}" x2="{X(day)}" y1="{Text(Top)}" y2="{Text(BarsTop + BarsHeight)}"/><text x="{X(day)}" y="{Text(Height - 6)}">{day.Start.UtcDateTime.ToString("d MMM", CultureInfo.InvariantCulture)}</text>""";
    }

    private string X(Minute minute) => Text(Left + ((double)(minute - _range.Start) / _range.Length * (Width - Left)));

    private string Wide(double share) => Text(Math.Max(1, share * _step / _range.Length * (Width - Left)));

    private string Y(decimal left) => Text(Top + ((double)((1 - left) / (1 - _lowest)) * LineHeight));

    private static string Text(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
