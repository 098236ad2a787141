using System.Text.RegularExpressions;
using ErrorBudget.Testing;

namespace ErrorBudgetFunctions.Tests.Telemetry;

/// <summary>docs/telemetry.md says what there is, both ways.</summary>
public sealed partial class TelemetryDocsTests(AppInProcess app) : IClassFixture<AppInProcess>
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppProcess.Repository, "docs", "telemetry.md"));

    [Fact]
    public void Every_instrument_is_documented_with_its_kind_unit_and_attributes_and_nothing_else_is()
    {
        using var measured = new Measured(app);
        var written = Rows("Metrics").Select(row => $"{row[0]} {row[1]} {row[2]} [{string.Join(' ', Names(row[3]).Order(StringComparer.Ordinal))}]".Replace("`", "", StringComparison.Ordinal));
        var real = measured.Instruments.Values.Select(instrument => $"{instrument.Name} {Measured.KindOf(instrument)} {instrument.Unit} [{string.Join(' ', measured.AttributesOf(instrument.Name).Order(StringComparer.Ordinal))}]");
        Assert.Equal(real.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
        Assert.All(measured.Instruments.Values, instrument => Assert.False(string.IsNullOrEmpty(instrument.Description), instrument.Name));
    }

    [Fact]
    public void Every_record_for_dashboards_is_documented_with_its_attributes_and_nothing_else_is()
    {
        var written = Rows("Log records").ToDictionary(row => row[0].Trim('`'), row => Names(row[2]).ToHashSet());
        Assert.Equal(LogTemplates.All.Keys.Order(StringComparer.Ordinal), written.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, attributes) in LogTemplates.All) Assert.Equal(attributes.Order(StringComparer.Ordinal), written[name].Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string[]> Rows(string heading) => Lines
        .SkipWhile(line => line != $"## {heading}").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith('|')).Skip(2)
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));

    private static IEnumerable<string> Names(string cell) => Code().Matches(cell).Select(match => match.Groups[1].Value);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
