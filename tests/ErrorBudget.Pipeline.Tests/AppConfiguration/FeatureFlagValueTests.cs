using ErrorBudget.Pipeline.AppConfiguration;

namespace ErrorBudget.Pipeline.Tests.AppConfiguration;

public sealed class FeatureFlagValueTests
{
    [Theory]
    [InlineData("""{"id":"a","enabled":true}""", """{"id":"a","enabled":false}""")]
    [InlineData("{ \"enabled\" :\ttrue , \"x-unknown\": [1.50, {\"enabled\": true}], \"description\": \"é 🙂 \\u00e9 enabled\" }\n", "{ \"enabled\" :\tfalse , \"x-unknown\": [1.50, {\"enabled\": true}], \"description\": \"é 🙂 \\u00e9 enabled\" }\n")]
    [InlineData("""{"telemetry":{"enabled":true},"variants":[{"name":"Big"}],"\u0065nabled":true}""", """{"telemetry":{"enabled":true},"variants":[{"name":"Big"}],"\u0065nabled":false}""")]
    public void Switching_changes_the_one_word_and_nothing_else(string on, string off)
    {
        var value = FeatureFlagValue.Parse(on);
        Assert.True(value.IsOn);
        Assert.Equal(off, value.Switched(on: false));
        Assert.Equal(on, FeatureFlagValue.Parse(off).Switched(on: true));
        Assert.Equal(value.Rest, FeatureFlagValue.Parse(off).Rest);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{"enabled":true""", "no JSON")]
    [InlineData("""{"enabled":true} x""", "no JSON")]
    [InlineData("""{"id":"a","nested":{"enabled":true}}""", "has no 'enabled'")]
    [InlineData("""{"enabled":"true"}""", "neither true nor false")]
    [InlineData("""{"enabled":true,"enabled":false}""", "'enabled' twice")]
    public void A_value_that_is_no_flag_is_refused(string value, string why) =>
        Assert.Contains(why, Assert.Throws<InvalidDataException>(() => FeatureFlagValue.Parse(value)).Message, StringComparison.Ordinal);
}
