namespace ErrorBudget.Pipeline.Tests.AzureDevOps;

public class PlanUrlRulesTests
{
    /// <summary>What somebody with the gate's key may write to get at a job token, or to make the app call a machine of their choice.</summary>
    public static TheoryData<string> Attacks { get; } =
    [
        "http://dev.azure.com/acme/",
        "ftp://dev.azure.com/acme/",
        "//dev.azure.com/acme/",
        "https:/dev.azure.com/acme/",
        "https:\\\\dev.azure.com\\acme\\",
        "https://attacker.example/acme/",
        "https://dev.azure.com.attacker.example/acme/",
        "https://attacker.example/dev.azure.com/acme/",
        "https://notdev.azure.com/acme/",
        "https://vsrm.dev.azure.com/acme/",
        "https://dev.azure.com@attacker.example/acme/",
        "https://user:password@dev.azure.com/acme/",
        "https://attacker.example\\@dev.azure.com/acme/",
        "https://attacker.example#@dev.azure.com/acme/",
        "https://attacker.example?x=dev.azure.com/acme/",
        "https://dev.azure.com/acme/?api-version=1",
        "https://dev.azure.com/acme/#fragment",
        "https://dev.azure.com:8443/acme/",
        "https://dev.azure.com:443/acme/",
        "https://dev.azure.com./acme/",
        "https://dev%2eazure%2ecom/acme/",
        "https://dev.azure.com/%2e%2e/acme/",
        "https://dev.azure.com/../acme/",
        "https://dev.azure.com/acme/..",
        "https://dev.azure.com/acme/other/",
        "https://dev.azure.com//",
        "https://dev.azure.com//acme/",
        "https://dev.azure.com/",
        "https://dev.azure.com",
        "https://d\u0435v.azure.com/acme/",
        "https://dev.azure\u3002com/acme/",
        "https://dev.azure.com\u2044acme/",
        "https://xn--dv-fka.azure.com/acme/",
        "https://127.0.0.1/acme/",
        "https://[::1]/acme/",
        "https://2130706433/acme/",
        "https://0x7f.1/acme/",
        "https://169.254.169.254/metadata/",
        "https://localhost/acme/",
        "https://.visualstudio.com/",
        "https://acme.evil.visualstudio.com/",
        "https://acme.visualstudio.com.attacker.example/",
        "https://acmevisualstudio.com/",
        "https://-acme.visualstudio.com/",
        "https://acme.visualstudio.com/project/",
        "https://dev.azure.com/acme/\r\nX-Injected: 1",
        " https://dev.azure.com/acme/",
        "https://dev.azure.com/acme /",
        "$(system.CollectionUri)",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void An_address_that_is_not_an_organisations_is_refused(string url)
    {
        Assert.Null(Headers.Rules().Read(url, out var refusal));
        Assert.NotNull(refusal);
    }

    [Fact]
    public void An_endless_address_is_refused() =>
        Assert.Null(Headers.Rules().Read($"https://dev.azure.com/{new string('a', 5000)}/", out _));

    [Theory]
    [InlineData("https://dev.azure.com/acme/", "https://dev.azure.com/acme/")]
    [InlineData("https://dev.azure.com/acme", "https://dev.azure.com/acme/")]
    [InlineData("https://DEV.azure.com/Acme-Corp/", "https://dev.azure.com/Acme-Corp/")]
    [InlineData("https://acme.visualstudio.com/", "https://acme.visualstudio.com/")]
    [InlineData("https://acme.visualstudio.com", "https://acme.visualstudio.com/")]
    [InlineData("https://acme.visualstudio.com/DefaultCollection/", "https://acme.visualstudio.com/DefaultCollection/")]
    public void An_organisations_address_passes(string url, string expected)
    {
        Assert.Equal(expected, Headers.Rules().Read(url, out var refusal)?.ToString());
        Assert.Null(refusal);
    }

    [Theory]
    [InlineData("https://tfs.example.com/tfs/DefaultCollection/", true)]
    [InlineData("https://tfs.example.com:8443/tfs/DefaultCollection/", false)]
    [InlineData("https://old.example.com:8443/Main/", true)]
    [InlineData("https://old.example.com/Main/", false)]
    [InlineData("https://tfs.example.com/", false)]
    [InlineData("https://a.tfs.example.com/Main/", false)]
    public void A_configured_host_is_taken_with_exactly_its_port(string url, bool passes) =>
        Assert.Equal(passes, Headers.Rules(hosts: "tfs.example.com, OLD.example.com:8443").Read(url, out _) is not null);

    [Theory]
    [InlineData("https://dev.azure.com/ACME/", true)]
    [InlineData("https://other.visualstudio.com/", true)]
    [InlineData("https://dev.azure.com/acme2/", false)]
    [InlineData("https://attacker.visualstudio.com/", false)]
    [InlineData("https://tfs.example.com/tfs/acme/", true)]
    [InlineData("https://tfs.example.com/acme/Main/", false)]
    public void Only_listed_organisations_pass_once_there_is_a_list(string url, bool passes) =>
        Assert.Equal(passes, Headers.Rules("tfs.example.com", "acme,other").Read(url, out _) is not null);

    [Theory]
    [InlineData("https://tfs.example.com")]
    [InlineData("*.example.com")]
    [InlineData("10.0.0.1")]
    [InlineData("tfs.example.com:0")]
    [InlineData("tfs.example.com:70000")]
    [InlineData("user@tfs.example.com")]
    public void A_setting_that_is_no_host_is_refused_by_name(string hosts)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Headers.Rules(hosts));
        Assert.Contains("AZURE_DEVOPS_HOSTS", refused.Message, StringComparison.Ordinal);
    }
}
