using System.Globalization;
using System.Text;
using ErrorBudget;
using ErrorBudget.Pipeline.Budgets;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>
/// A burn-down as a picture: what was left after each step, and below it what each step took, on one axis of time. No line
/// where nothing is known; what is excluded is shaded.
/// </summary>
internal sealed class BurnDownChart
{
    private const int Left = 52;
    private const int Width = 760;
    private const int Top = 14;
    private const int LineHeight = 170;
    private const int BarsTop = Top + LineHeight + 34;
    private const int BarsHeight = 60;
    private const int Height = BarsTop + BarsHeight + 24;

    private readonly BurnDown _burnDown;
    private readonly string _unit;
    private readonly decimal _lowest;
    private readonly long _mostBad;

    private BurnDownChart(BurnDown burnDown, string unit)
    {
        (_burnDown, _unit) = (burnDown, unit);
        _lowest = Math.Min(0, burnDown.Steps.Min(step => step.LeftPct));
        _mostBad = burnDown.Steps.Max(step => step.Bad ?? 0);
    }

    /// <summary>The picture.</summary>
    /// <param name="burnDown">The burn-down.</param>
    /// <param name="unit">What is counted, in the plural.</param>
    public static HtmlText Of(BurnDown burnDown, string unit) => new BurnDownChart(burnDown, unit).Draw();

    private HtmlText Draw()
    {
        HtmlText axis = $"""<line class="grid" x1="{Text(Left)}" x2="{Text(Width)}" y1="{Y(100)}" y2="{Y(100)}"/><text x="0" y="{Y(100)}">100 %</text><line class="zero" x1="{Text(Left)}" x2="{Text(Width)}" y1="{Y(0)}" y2="{Y(0)}"/><text x="0" y="{Y(0)}">0 %</text>""";
        HtmlText lowest = _lowest < -10 ? $"""<text x="0" y="{Y(_lowest)}">{Layout.Number(_lowest, "0")} %</text>""" : HtmlText.None;
        HtmlText bars = $"""<text x="0" y="{Text(BarsTop - 8)}">bad {_unit} in each {Figures.Duration(_burnDown.StepMinutes)}; the most: {Layout.Number(_mostBad)}</text>""";
        return $"""<div class="wide"><svg class="chart" viewBox="0 0 {Text(Width + 10)} {Text(Height)}" role="img" aria-label="What was left of the budget, and what was spent">{Days()}{axis}{lowest}{Excluded()}{Lines()}{bars}{Bars()}</svg></div>""";
    }

    /// <summary>One line for each stretch without a gap.</summary>
    private IEnumerable<HtmlText> Lines()
    {
        var line = new StringBuilder();
        foreach (var step in _burnDown.Steps)
        {
            if (step.Bad is not null)
            {
                line.Append(CultureInfo.InvariantCulture, $"{X(End(step))},{Y(step.LeftPct)} ");
            }
            else if (line.Length > 0)
            {
                yield return Line(line);
                line.Clear();
            }
        }

        if (line.Length > 0) yield return Line(line);
    }

    private IEnumerable<HtmlText> Bars()
    {
        foreach (var step in _burnDown.Steps)
        {
            if (step.Bad is not (> 0 and var bad)) continue;
            var height = Math.Max(1, (double)bad / _mostBad * BarsHeight);
            yield return $"""<rect class="spent" x="{X(step.From)}" width="{Wide(step, 0.8)}" y="{Text(BarsTop + BarsHeight - height)}" height="{Text(height)}"><title>{Layout.Time(step.From.Start)}: {Layout.Number(bad)}</title></rect>""";
        }
    }

    private IEnumerable<HtmlText> Excluded()
    {
        foreach (var step in _burnDown.Steps.Where(step => step.ExcludedMinutes > 0))
            yield return $"""<rect class="out" x="{X(step.From)}" width="{Wide(step, 1)}" y="{Text(Top)}" height="{Text(LineHeight)}"><title>{Layout.Time(step.From.Start)}: {Figures.Duration(step.ExcludedMinutes)} excluded</title></rect>""";
    }

    /// <summary>A line and a date every so many days.</summary>
    private IEnumerable<HtmlText> Days()
    {
        var window = _burnDown.Window;
        var every = Math.Max(1, (window.Length / Minute.PerDay / 8) + 1);
        for (var day = window.Start.Day + Minute.PerDay; day < window.End; day += every * Minute.PerDay)
            yield return $"""<line class="grid" x1="{X(day)}" x2="{X(day)}" y1="{Text(Top)}" y2="{Text(BarsTop + BarsHeight)}"/><text x="{X(day)}" y="{Text(Height - 6)}">{day.Start.UtcDateTime.ToString("d MMM", CultureInfo.InvariantCulture)}</text>""";
    }

    private static HtmlText Line(StringBuilder points) => $"""<polyline class="line" points="{points.ToString().TrimEnd()}"/>""";

    private Minute End(BurnDownStep step) => Minute.Min(step.From + _burnDown.StepMinutes, _burnDown.Window.End);

    private string X(Minute minute) => Text(Left + ((double)(minute - _burnDown.Window.Start) / _burnDown.Window.Length * (Width - Left)));

    private string Wide(BurnDownStep step, double share) => Text(Math.Max(1, share * (End(step) - step.From) / _burnDown.Window.Length * (Width - Left)));

    private string Y(decimal leftPct) => Text(Top + ((double)((100 - leftPct) / (100 - _lowest)) * LineHeight));

    private static string Text(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
