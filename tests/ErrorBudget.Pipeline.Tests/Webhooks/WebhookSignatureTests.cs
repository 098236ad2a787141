using System.Text;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Webhooks;

namespace ErrorBudget.Pipeline.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    /// <summary>The vector in the tests of the reference libraries (standard-webhooks/standard-webhooks, libraries).</summary>
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public void The_reference_vector_is_signed_as_the_reference_libraries_sign_it()
    {
        using var request = Signed("msg_p5jXN8AQM9LWM0D4loKWxJek", Key);
        Assert.Equal("msg_p5jXN8AQM9LWM0D4loKWxJek", Header(request, "webhook-id"));
        Assert.Equal("1614265330", Header(request, "webhook-timestamp"));
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Header(request, "webhook-signature"));
    }

    [Fact]
    public void Every_key_has_a_signature_of_its_own()
    {
        using var request = Signed("msg_p5jXN8AQM9LWM0D4loKWxJek", "whsec_" + Convert.ToBase64String(new byte[24]), Key);
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Header(request, "webhook-signature").Split(' ')[1]);
    }

    [Theory]
    [InlineData("whsec_")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_no base64!")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==")]
    public void What_is_no_key_is_none(string key) => Assert.Null(WebhookSignature.Decode(key));

    [Fact]
    public void Ids_that_no_header_takes_stay_apart()
    {
        string[] ids = ["a.b", "a_b", "a\nb", "a\rb", "é", "", new string('x', 201), new string('x', 202), "ZoneChanged|a/b@2026-03-01T12:34Z"];
        var sent = ids.Select(WebhookSignature.HeaderId).ToArray();
        Assert.Equal(ids.Length, sent.Distinct().Count());
        Assert.All(sent, id => Assert.Matches("^[!-~]{1,200}$", id));
        Assert.All(sent, id => Assert.DoesNotContain('.', id));
        Assert.Equal(ids[^1], sent[^1]);
        foreach (var id in ids)
        {
            using var request = Signed(id, Key);
            Assert.Equal(WebhookSignature.HeaderId(id), Header(request, "webhook-id"));
        }
    }

    private static HttpRequestMessage Signed(string id, params string[] keys)
    {
        var request = new HttpRequestMessage();
        var body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
        WebhookSignature.Sign(request, id, DateTimeOffset.FromUnixTimeSeconds(1614265330), [.. keys.Select(key => new Secret(key))], body);
        return request;
    }

    private static string Header(HttpRequestMessage request, string name) => Assert.Single(request.Headers.GetValues(name));
}
