using System.Buffers;
using System.Globalization;
using System.Text;

namespace ErrorBudgetFunctions.Metrics;

/// <summary>
/// Writes the Prometheus text format 0.0.4. Our own, because client libraries (prometheus-net, OpenTelemetry) keep what a
/// process counts: series that live in a registry from scrape to scrape. Here every scrape is a fresh view of what is
/// stored, in which a series that is unknown has to be gone, and what is left of the task is this format.
/// </summary>
/// <remarks>Samples have no timestamps: with them Prometheus would not notice that a series is gone.</remarks>
internal sealed class Exposition(IBufferWriter<byte> output)
{
    /// <summary>The format's media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const int LongestNumber = 32;

    private byte[] _name = [];

    /// <summary>Begins a metric, whose samples follow in one block.</summary>
    public void Begin(string name, string type, string help)
    {
        _name = Encoding.UTF8.GetBytes(name);
        var escaped = help.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        output.Write(Encoding.UTF8.GetBytes($"# HELP {name} {escaped}\n# TYPE {name} {type}\n"));
    }

    /// <summary>Writes a sample of the metric that was begun.</summary>
    public void Sample(Labels labels, double value) => Sample(labels, default, value);

    /// <summary>Writes a sample that has further labels, so that those of an SLO are not copied for each of its series.</summary>
    public void Sample(Labels labels, Labels more, double value)
    {
        var first = labels.Text;
        var second = more.Text;
        var span = output.GetSpan(_name.Length + first.Length + second.Length + LongestNumber + 5);
        var length = Copy(_name, span, 0);
        if (!first.IsEmpty || !second.IsEmpty)
        {
            span[length++] = (byte)'{';
            length = Copy(first, span, length);
            if (!first.IsEmpty && !second.IsEmpty) span[length++] = (byte)',';
            length = Copy(second, span, length);
            span[length++] = (byte)'}';
        }

        span[length++] = (byte)' ';
        length += Number(value, span[length..]);
        span[length++] = (byte)'\n';
        output.Advance(length);
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> span, int at)
    {
        text.CopyTo(span[at..]);
        return at + text.Length;
    }

    /// <summary>The shortest digits that are read back as the same number; infinities as Go spells them.</summary>
    private static int Number(double value, Span<byte> span)
    {
        if (double.IsInfinity(value)) return Copy(value > 0 ? "+Inf"u8 : "-Inf"u8, span, 0);
        return value.TryFormat(span, out var length, default, CultureInfo.InvariantCulture) ? length : throw new InvalidOperationException($"A number is longer than {LongestNumber} characters.");
    }
}
