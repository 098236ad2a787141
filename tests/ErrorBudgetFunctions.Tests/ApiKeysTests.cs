using ErrorBudgetFunctions.Access;

namespace ErrorBudgetFunctions.Tests;

/// <summary>A role takes several keys, so that one is replaced while both are good.</summary>
public sealed class ApiKeysTests
{
    private const string Old = "the-old-key-0123456789";
    private const string New = "the-new-key-0123456789";

    [Theory]
    [InlineData($"ci={Old}", true, false)]
    [InlineData($"ci={Old};ci={New}", true, true)]
    [InlineData($"ci={New}", false, true)]
    public void A_key_is_replaced_in_two_steps_and_keeps_its_name(string setting, bool oldIsGood, bool newIsGood)
    {
        var keys = ApiKeys.Read(name => name == "ERRORBUDGET_KEYS__gate" ? setting : null);

        Assert.Equal(oldIsGood, IsGate(Old));
        Assert.Equal(newIsGood, IsGate(New));

        bool IsGate(string key)
        {
            var (name, roles) = keys.Find(key);
            Assert.Equal(name is null ? [] : new[] { Role.Gate }, roles);
            Assert.True(name is null or "ci");
            return name is not null;
        }
    }

    [Theory]
    [InlineData("ci=short")]
    [InlineData("a-key-without-a-name")]
    [InlineData($"ci={Old};{New}")]
    public void What_is_no_key_stops_the_start_and_is_not_repeated(string setting)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => ApiKeys.Read(name => name == "ERRORBUDGET_KEYS__gate" ? setting : null));

        Assert.Contains("ERRORBUDGET_KEYS__gate cannot be understood", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Old, refused.Message, StringComparison.Ordinal);
    }
}
