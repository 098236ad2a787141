using System.Globalization;
using System.Text;

namespace ErrorBudget.Testing;

/// <summary>KQL in tokens: names, numbers, time spans, string literals (with a leading quote) and signs.</summary>
internal sealed class KqlTokens
{
    private readonly List<string> _tokens = [];
    private int _next;

    public KqlTokens(string kql)
    {
        for (var at = 0; at < kql.Length;)
        {
            if (char.IsWhiteSpace(kql[at])) at++;
            else if (kql[at] is '"' or '\'') at = Literal(kql, at);
            else if (char.IsLetterOrDigit(kql[at]) || kql[at] == '_') at = Word(kql, at);
            else at = Sign(kql, at);
        }
    }

    public bool AtEnd => _next == _tokens.Count;

    public string Peek => AtEnd ? "" : _tokens[_next];

    public string Take() => AtEnd ? throw new KqlSyntaxException("the query ends too early") : _tokens[_next++];

    public bool TakeIf(string token)
    {
        if (Peek != token) return false;
        _next++;
        return true;
    }

    public void Expect(string token)
    {
        if (!TakeIf(token)) throw new KqlSyntaxException($"'{token}' expected, found '{Peek}'");
    }

    private int Literal(string kql, int at)
    {
        var (quote, text) = (kql[at++], new StringBuilder("\""));
        for (; at < kql.Length && kql[at] != quote; at++)
        {
            if (kql[at] is '\n' or '\r') throw new KqlSyntaxException("a string literal holds a line break");
            if (kql[at] != '\\') text.Append(kql[at]);
            else if (++at < kql.Length && kql[at] == 'u')
            {
                text.Append((char)ushort.Parse(kql.AsSpan(at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                at += 4;
            }
            else text.Append(at < kql.Length && kql[at] is '\\' or '"' or '\'' ? kql[at] : throw new KqlSyntaxException("an unknown escape"));
        }

        if (at >= kql.Length) throw new KqlSyntaxException("a string literal does not end");
        _tokens.Add(text.ToString());
        return at + 1;
    }

    private int Word(string kql, int at)
    {
        // A datetime's inside is one word.
        var start = at;
        var isTime = _tokens.Count > 1 && _tokens[^1] == "(" && _tokens[^2] == "datetime";
        while (at < kql.Length && (char.IsLetterOrDigit(kql[at]) || kql[at] is '_' or '.' || (isTime && kql[at] is '-' or ':'))) at++;
        _tokens.Add(kql[start..at]);
        return at;
    }

    private int Sign(string kql, int at)
    {
        var two = at + 1 < kql.Length ? kql.Substring(at, 2) : "";
        _tokens.Add(two is "==" or "<=" or ">=" ? two : kql.Substring(at, 1));
        return at + _tokens[^1].Length;
    }
}
