using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>
/// Reads the JSON of the Prometheus HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/) in one pass,
/// whatever the order of its members. Unknown members are skipped.
/// </summary>
internal ref struct PrometheusAnswerReader
{
    private readonly List<string> _labelNames = [];
    private readonly ImmutableArray<PrometheusSeries>.Builder _series = ImmutableArray.CreateBuilder<PrometheusSeries>();
    private readonly ImmutableArray<string>.Builder _warnings = ImmutableArray.CreateBuilder<string>();
    private Utf8JsonReader _json;
    private string _status = "";
    private string _resultType = "";
    private string _errorType = "";
    private string _error = "";
    private bool _histograms;

    private PrometheusAnswerReader(ReadOnlySpan<byte> utf8) => _json = new Utf8JsonReader(utf8);

    /// <summary>Reads an answer.</summary>
    /// <exception cref="JsonException">The text is no JSON or not an answer of Prometheus.</exception>
    public static PrometheusAnswer Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new PrometheusAnswerReader(utf8);
        return reader.ReadAnswer();
    }

    private PrometheusAnswer ReadAnswer()
    {
        Next(JsonTokenType.StartObject);
        while (NextMember(out var name))
        {
            switch (name)
            {
                case "status": _status = Text(); break;
                case "errorType": _errorType = Text(); break;
                case "error": _error = Text(); break;
                case "data": ReadData(); break;
                case "warnings": ReadWarnings(); break;
                case "isPartial": ReadIsPartial(); break;
                default: _json.Skip(); break;
            }
        }

        if (_json.Read()) throw new JsonException("Something follows the answer.");
        return new PrometheusAnswer(_status, _resultType, _series.DrainToImmutable(), _warnings.DrainToImmutable(), _errorType, _error, _histograms);
    }

    private void ReadData()
    {
        if (_json.TokenType == JsonTokenType.Null) return;
        Expect(JsonTokenType.StartObject);
        while (NextMember(out var name))
        {
            if (name == "resultType") _resultType = Text();
            else if (name == "result") ReadResult();
            else _json.Skip();
        }
    }

    private void ReadResult()
    {
        if (_json.TokenType == JsonTokenType.Null) return;
        Expect(JsonTokenType.StartArray);
        var first = true;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (first && _json.TokenType == JsonTokenType.Number)
            {
                ReadScalar();
                return;
            }

            first = false;
            ReadSeries();
        }
    }

    private void ReadScalar()
    {
        var time = Time();
        Next(JsonTokenType.String);

        // The text of a string result is no number; the result type tells.
        var value = Number() ?? double.NaN;
        Next(JsonTokenType.EndArray);
        _series.Add(new PrometheusSeries([], [new PrometheusSample(time, value)]));
    }

    private void ReadSeries()
    {
        Expect(JsonTokenType.StartObject);
        ImmutableArray<KeyValuePair<string, string>> labels = [];
        ImmutableArray<PrometheusSample> samples = [];
        while (NextMember(out var name))
        {
            switch (name)
            {
                case "metric": labels = ReadLabels(); break;
                case "value": samples = [ReadSample()]; break;
                case "values": samples = ReadSamples(); break;
                case "histogram" or "histograms": _histograms = true; _json.Skip(); break;
                default: _json.Skip(); break;
            }
        }

        if (!samples.IsEmpty) _series.Add(new PrometheusSeries(labels, samples));
    }

    private ImmutableArray<KeyValuePair<string, string>> ReadLabels()
    {
        Expect(JsonTokenType.StartObject);
        var labels = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(3);
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var name = LabelName();
            Next(JsonTokenType.String);
            labels.Add(new(name, _json.GetString()!));
        }

        return labels.DrainToImmutable();
    }

    /// <summary>The few label names repeat in every series: one string each.</summary>
    private string LabelName()
    {
        foreach (var known in _labelNames)
        {
            if (_json.ValueTextEquals(known)) return known;
        }

        var name = _json.GetString()!;
        if (_labelNames.Count < 16) _labelNames.Add(name);
        return name;
    }

    private ImmutableArray<PrometheusSample> ReadSamples()
    {
        Expect(JsonTokenType.StartArray);
        var samples = ImmutableArray.CreateBuilder<PrometheusSample>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray) samples.Add(ReadSample());
        return samples.DrainToImmutable();
    }

    private PrometheusSample ReadSample()
    {
        Expect(JsonTokenType.StartArray);
        Next(JsonTokenType.Number);
        var time = Time();
        Next(JsonTokenType.String);
        var value = Number() ?? throw new JsonException($"\"{_json.GetString()}\" is no number.");
        Next(JsonTokenType.EndArray);
        return new PrometheusSample(time, value);
    }

    private void ReadWarnings()
    {
        if (_json.TokenType == JsonTokenType.Null) return;
        Expect(JsonTokenType.StartArray);
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray) _warnings.Add(Text());
    }

    /// <summary>VictoriaMetrics says so instead of warning.</summary>
    private void ReadIsPartial()
    {
        if (_json.TokenType == JsonTokenType.True) _warnings.Add("isPartial: some storage nodes did not answer");
    }

    /// <summary>Seconds with decimals, to the millisecond.</summary>
    private long Time() =>
        _json.TryGetDouble(out var seconds) && Math.Abs(seconds) < 1e12 ? (long)Math.Round(seconds * 1000) : throw new JsonException("A time is out of range.");

    private double? Number()
    {
        if (_json.ValueTextEquals("NaN"u8)) return double.NaN;
        if (_json.ValueTextEquals("+Inf"u8)) return double.PositiveInfinity;
        if (_json.ValueTextEquals("-Inf"u8)) return double.NegativeInfinity;
        return double.TryParse(_json.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private string Text() =>
        _json.TokenType == JsonTokenType.String ? _json.GetString()! : throw new JsonException($"Found {_json.TokenType} where a text belongs.");

    /// <summary>Moves to the value of the object's next member; false at its end.</summary>
    private bool NextMember(out string name)
    {
        name = "";
        if (!_json.Read()) throw new JsonException("The answer is cut off.");
        if (_json.TokenType == JsonTokenType.EndObject) return false;
        name = _json.GetString()!;
        if (!_json.Read()) throw new JsonException("The answer is cut off.");
        return true;
    }

    private void Next(JsonTokenType type)
    {
        if (!_json.Read()) throw new JsonException("The answer is cut off.");
        Expect(type);
    }

    private void Expect(JsonTokenType type)
    {
        if (_json.TokenType != type) throw new JsonException($"Found {_json.TokenType} where {type} belongs.");
    }
}
