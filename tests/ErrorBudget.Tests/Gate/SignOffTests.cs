namespace ErrorBudget.Tests;

public sealed class SignOffTests
{
    private static readonly SloId Slo = new("payment-gateway", "availability");
    private static readonly DateTimeOffset Now = SignOffs.Any.CreatedAt.AddHours(1);

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("availability", null, null, true)]
    [InlineData("latency", null, null, false)]
    [InlineData("Availability", null, null, false)]
    [InlineData(null, ChangeKind.Critical, null, true)]
    [InlineData(null, ChangeKind.Standard, null, false)]
    [InlineData(null, null, "run-17", true)]
    [InlineData(null, null, "run-18", false)]
    [InlineData("availability", ChangeKind.Critical, "run-17", true)]
    [InlineData("availability", ChangeKind.Critical, "run-18", false)]
    public void It_opens_only_what_it_is_for(string? slo, ChangeKind? change, string? run, bool opens)
    {
        var signOff = SignOffs.Any with { Slo = slo, Change = change, PipelineRun = run };
        Assert.Equal(opens, signOff.Opens(Slo, ChangeKind.Critical, "run-17", "ci", Now));
    }

    [Fact]
    public void It_does_not_open_another_service() =>
        Assert.False(SignOffs.Any.Opens(Slo with { Service = "search" }, ChangeKind.Critical, null, null, Now));

    [Fact]
    public void One_for_a_pipeline_run_does_not_open_for_who_does_not_say_which_run_it_is() =>
        Assert.False((SignOffs.Any with { PipelineRun = "run-17" }).Opens(Slo, ChangeKind.Critical, null, null, Now));

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(7199, true)]
    [InlineData(7200, false)]
    public void It_begins_when_it_is_made_and_ends_when_it_expires(int seconds, bool opens) =>
        Assert.Equal(opens, SignOffs.Any.Opens(Slo, ChangeKind.Standard, null, null, SignOffs.Any.CreatedAt.AddSeconds(seconds)));

    [Fact]
    public void It_ends_when_it_is_revoked()
    {
        var revoked = SignOffs.Any with { RevokedAt = Now };
        Assert.True(revoked.Opens(Slo, ChangeKind.Standard, null, null, Now.AddTicks(-1)));
        Assert.False(revoked.Opens(Slo, ChangeKind.Standard, null, null, Now));
    }

    [Theory]
    [InlineData("ada@example.com", false)]
    [InlineData("ADA@example.com", false)]
    [InlineData("ada", false)]
    [InlineData("bob@example.com", true)]
    [InlineData(null, true)]
    public void Nobody_signs_off_for_themselves(string? askedBy, bool opens) =>
        Assert.Equal(opens, SignOffs.Any.Opens(Slo, ChangeKind.Standard, null, askedBy, Now));

    [Fact]
    public void Where_no_identity_is_known_it_counts() =>
        Assert.True((SignOffs.Any with { GrantedBy = null }).Opens(Slo, ChangeKind.Standard, null, null, Now));

    [Theory]
    [InlineData("payment-gateway")]
    [InlineData("a.b-c_d")]
    public void An_id_is_read_as_it_is_written(string service)
    {
        var id = new SignOffId(service, Guid.CreateVersion7());
        Assert.True(SignOffId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("payment-gateway")]
    [InlineData(".01a208c96c8c74df86a6e20ed78328b3")]
    [InlineData("payment-gateway.01a208c9-6c8c-74df-86a6-e20ed78328b3")]
    [InlineData("payment-gateway.x")]
    public void What_is_no_id_is_refused(string? text) => Assert.False(SignOffId.TryParse(text, out _));
}
