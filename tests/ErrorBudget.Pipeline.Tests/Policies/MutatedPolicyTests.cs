using System.Text;
using CsCheck;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

/// <summary>Whatever the text, the reader gives a policy or says what is wrong; it never throws.</summary>
public sealed class MutatedPolicyTests
{
    private static readonly string[] Originals =
    [
        File.ReadAllText(PolicyTexts.Config("slo_config.yaml")),
        File.ReadAllText(PolicyTexts.Config("error-budget-policy.yaml")),
        File.ReadAllText(PolicyTexts.Config("examples", "full.yaml")),
        File.ReadAllText(PolicyTexts.Config("examples", "openslo.yaml")),
    ];

    private static readonly string[] Pieces =
    [
        "\t", "\n", "\r", " ", ":", ": ", "- ", "-", "[", "]", "{", "}", "${", "${A}", "$${", "\"", "'", "#", "|", ">", "&a ", "*a", "!x ", "?", "%", "@", ",", "---\n", "...\n",
        "null", "~", "true", "0", "-1", "1e999", "99.9", "0.5", "NaN", "+Inf", "\0", "\uFEFF", "\uD800", "\u0085", "\u2028", "ä", "😀", "<<: ", "\\", "\"\\x\"", "(", "{{window}}", "\n\n  ", "none",
    ];

    private static readonly Gen<Func<string, string>> Mutation =
        Gen.Select(Gen.Double.Unit, Gen.Double.Unit, Gen.Int[0, 5], Gen.Int[0, Pieces.Length - 1], (where, length, kind, piece) => (Func<string, string>)(text => Mutate(text, where, length, kind, Pieces[piece])));

    [Fact]
    public void A_mutated_policy_is_read_or_refused() =>
        Gen.Select(Gen.Int[0, Originals.Length - 1], Mutation.List[1, 8], (original, mutations) => mutations.Aggregate(Originals[original], (text, mutate) => mutate(text)))
            .Sample(IsReadOrRefused, iter: 3_000, print: text => text);

    [Fact]
    public void A_text_of_pieces_is_read_or_refused() =>
        Gen.Int[0, Pieces.Length - 1].List[0, 40].Select(pieces => "policy:" + string.Concat(pieces.Select(piece => Pieces[piece])))
            .Sample(IsReadOrRefused, iter: 3_000, print: text => text);

    [Theory]
    [InlineData("[", "values are nested deeper than 20 levels")]
    [InlineData("- ", "values are nested deeper than 20 levels")]
    [InlineData("{a: ", "values are nested deeper than 20 levels")]
    public void A_deep_text_is_refused(string piece, string message) =>
        Assert.Equal(message, Assert.Single(PolicyTexts.Read(new StringBuilder().Insert(0, piece, 50_000).ToString()).Problems).Message);

    [Fact]
    public void A_text_that_is_too_long_is_refused() =>
        Assert.Equal(
            "policy.yaml:1:1: the file has 16,000,001 characters; at most 16,000,000 are read",
            Assert.Single(PolicyTexts.Read(new string(' ', 16_000_001)).Problems).ToString());

    private static void IsReadOrRefused(string text)
    {
        var reading = PolicyReader.Read([new PolicyFile("p.yaml", text)], name => name == "A" ? "value" : "x");
        Assert.NotEqual(reading.Policy is null, reading.Problems.IsEmpty);
        Assert.InRange(reading.Problems.Length, 0, 51);

        var lines = text.Split('\n').Length + text.Count(character => character is '\r' or '\u0085' or '\u2028' or '\u2029');
        Assert.All(reading.Problems, problem =>
        {
            Assert.InRange(problem.Line, 1, lines + 1);
            Assert.True(problem.Column >= 1, problem.ToString());
            Assert.DoesNotContain(problem.Message, char.IsControl);
        });
    }

    private static string Mutate(string text, double where, double length, int kind, string piece)
    {
        var at = (int)(where * text.Length);
        var count = (int)(length * Math.Min(40, text.Length - at));
        return kind switch
        {
            0 => text.Remove(at, count),
            1 => text.Insert(at, piece),
            2 => text.Remove(at, count).Insert(at, piece),
            3 => text.Insert(at, text.Substring(at, count)),
            4 => text[..at],
            _ => text.Insert((int)(length * text.Length), text.Substring(at, count)),
        };
    }
}
