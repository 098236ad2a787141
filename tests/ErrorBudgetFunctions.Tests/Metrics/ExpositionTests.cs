using System.Buffers;
using System.Globalization;
using System.Text;
using ErrorBudgetFunctions.Metrics;

namespace ErrorBudgetFunctions.Tests.Metrics;

/// <summary>The text format, byte by byte.</summary>
public sealed class ExpositionTests
{
    private readonly ArrayBufferWriter<byte> _output = new();

    private string Text => Encoding.UTF8.GetString(_output.WrittenSpan);

    [Fact]
    public void A_metric_is_its_head_and_then_its_samples_each_on_a_line_that_ends()
    {
        var exposition = new Exposition(_output);
        exposition.Begin("a_ratio", "gauge", "What it is.");
        exposition.Sample(default, 1);
        exposition.Sample(Labels.Of(("x", "1")), 0.25);
        exposition.Sample(Labels.Of(("x", "1")), Labels.Of(("y", "2")), -3);
        exposition.Sample(default, Labels.Of(("y", "2")), 4);
        Assert.Equal("# HELP a_ratio What it is.\n# TYPE a_ratio gauge\na_ratio 1\na_ratio{x=\"1\"} 0.25\na_ratio{x=\"1\",y=\"2\"} -3\na_ratio{y=\"2\"} 4\n", Text);
    }

    [Fact]
    public void What_has_a_meaning_in_the_format_is_escaped()
    {
        var exposition = new Exposition(_output);
        exposition.Begin("a", "gauge", "back\\slash \"quoted\"\nline");
        exposition.Sample(Labels.Of(("x", "back\\slash \"quoted\"\nline} 1 ü€")), 1);
        Assert.Equal("# HELP a back\\\\slash \"quoted\"\\nline\n# TYPE a gauge\na{x=\"back\\\\slash \\\"quoted\\\"\\nline} 1 ü€\"} 1\n", Text);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(1e-7, "1E-07")]
    [InlineData(9007199254740991, "9007199254740991")]
    [InlineData(double.MinValue, "-1.7976931348623157E+308")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Numbers_are_spelt_as_Go_reads_them_whatever_the_culture(double value, string text)
    {
        // Made by hand: the tests run without the cultures of the system.
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "minus";
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            new Exposition(_output).Sample(default, value);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal($" {text}\n", Text);
    }

    [Fact]
    public void A_label_without_a_value_is_left_out() =>
        Assert.Equal("x=\"1\",z=\"3\"", Encoding.UTF8.GetString(Labels.Of(("w", ""), ("x", "1"), ("y", null), ("z", "3")).Text));
}
