using System.Security.Cryptography;
using System.Text;
using ErrorBudget.Pipeline.AzureDevOps;

namespace ErrorBudget.Pipeline.Tests.AzureDevOps;

public class TokenCipherTests
{
    private static readonly CheckRequest Request = Headers.Request();

    [Fact]
    public void A_sealed_token_opens_for_its_task_and_does_not_show()
    {
        var cipher = Headers.Cipher();
        var sealedToken = cipher.Seal(Request.Token, Request.Task);
        Assert.Equal(Headers.Token, cipher.Open(sealedToken, Request.Task)?.Reveal());
        Assert.DoesNotContain(Headers.Token[..8], Encoding.Latin1.GetString(sealedToken), StringComparison.Ordinal);
        Assert.NotEqual(sealedToken, cipher.Seal(Request.Token, Request.Task));
    }

    [Fact]
    public void A_token_does_not_open_beside_another_address_or_task()
    {
        var cipher = Headers.Cipher();
        var sealedToken = cipher.Seal(Request.Token, Request.Task);
        Assert.Null(cipher.Open(sealedToken, Request.Task with { PlanUrl = new Uri("https://dev.azure.com/attacker/") }));
        Assert.Null(cipher.Open(sealedToken, Request.Task with { ProjectId = Guid.NewGuid() }));
        Assert.Null(cipher.Open(sealedToken, Request.Task with { PlanId = Guid.NewGuid() }));
        Assert.Null(cipher.Open(sealedToken, Request.Task with { TimelineId = Guid.NewGuid() }));
    }

    [Fact]
    public void A_damaged_token_does_not_open()
    {
        var cipher = Headers.Cipher();
        var sealedToken = cipher.Seal(Request.Token, Request.Task);
        for (var i = 0; i < sealedToken.Length; i++)
        {
            var damaged = sealedToken.ToArray();
            damaged[i] ^= 1;
            Assert.Null(cipher.Open(damaged, Request.Task));
            Assert.Null(cipher.Open(sealedToken.AsSpan(0, i), Request.Task));
        }
    }

    [Fact]
    public void A_key_can_be_replaced_while_checks_wait()
    {
        var next = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var old = Headers.Cipher().Seal(Request.Token, Request.Task);
        var both = Headers.Cipher(next, Headers.Key);
        Assert.NotNull(both.Open(old, Request.Task));
        Assert.NotNull(Headers.Cipher(next).Open(both.Seal(Request.Token, Request.Task), Request.Task));
        Assert.Null(Headers.Cipher(next).Open(old, Request.Task));
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("c2VjcmV0")]
    public void What_is_no_key_is_refused_without_repeating_it(string key)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Headers.Cipher(key));
        Assert.Contains(TokenCipher.KeySetting, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_key_nothing_is_sealed()
    {
        var cipher = TokenCipher.Read(_ => null);
        Assert.False(cipher.HasKey);
        Assert.Throws<InvalidOperationException>(() => cipher.Seal(Request.Token, Request.Task));
    }
}
