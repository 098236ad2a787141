using System.Text;
using System.Text.Json;

namespace ErrorBudget.Pipeline.AppConfiguration;

/// <summary>
/// The JSON of a feature flag. Switching replaces the one word after <c>enabled</c> in the text, so that properties that
/// this program does not know, and even the layout, stay as they are.
/// </summary>
internal sealed class FeatureFlagValue
{
    private readonly byte[] _text;
    private readonly int _start;
    private readonly int _length;

    private FeatureFlagValue(byte[] text, int start, int length, bool isOn)
    {
        _text = text;
        _start = start;
        _length = length;
        IsOn = isOn;
    }

    /// <summary>Whether it is on, filters aside.</summary>
    public bool IsOn { get; }

    /// <summary>The text without whether it is on.</summary>
    public string Rest => With("?");

    /// <summary>Finds the property.</summary>
    /// <exception cref="InvalidDataException">It is no object that has <c>enabled</c> once, as true or false.</exception>
    public static FeatureFlagValue Parse(string json)
    {
        var text = Encoding.UTF8.GetBytes(json);
        FeatureFlagValue? found = null;
        try
        {
            var reader = new Utf8JsonReader(text);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new InvalidDataException("its value is no JSON object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isEnabled = reader.ValueTextEquals("enabled"u8);
                reader.Read();
                if (isEnabled) found = found is null ? At(reader, text) : throw new InvalidDataException("its value has 'enabled' twice");
                reader.Skip();
            }

            // What comes after the object would be no JSON.
            while (reader.Read())
            {
            }
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException("its value is no JSON", malformed);
        }

        return found ?? throw new InvalidDataException("its value has no 'enabled'");
    }

    /// <summary>The text with the flag switched.</summary>
    public string Switched(bool on) => With(on ? "true" : "false");

    private static FeatureFlagValue At(Utf8JsonReader reader, byte[] text) => reader.TokenType is JsonTokenType.True or JsonTokenType.False
        ? new FeatureFlagValue(text, (int)reader.TokenStartIndex, reader.ValueSpan.Length, reader.TokenType == JsonTokenType.True)
        : throw new InvalidDataException("its 'enabled' is neither true nor false");

    private string With(string word) => Encoding.UTF8.GetString([.. _text.AsSpan(0, _start), .. Encoding.UTF8.GetBytes(word), .. _text.AsSpan(_start + _length)]);
}
