using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

public sealed class PolicyMergeTests
{
    private const string Head = "policy:\n  version: \"2.0\"\n";
    private const string Shop = "  services:\n    - name: shop\n      slo: {target: 0.99, window_days: 30}\n";

    [Fact]
    public void An_SLI_may_name_a_source_of_another_file()
    {
        var policy = Read(
            Head + "  sources:\n    main: {url: 'http://main:9090'}\n",
            Head + "  services:\n    - name: shop\n      sli: {source: main}\n      slo: {target: 0.99, window_days: 30}\n").Policy!;

        Assert.Equal("main", Assert.Single(policy.Prometheus).Key);
        Assert.Equal("main", Assert.Single(policy.Objectives).Sli.Source);
    }

    [Fact]
    public void Defaults_are_those_of_the_same_file()
    {
        var policy = Read(
            Head + "  defaults: {owner: one}\n" + Shop,
            Head + Shop.Replace("shop", "cart", StringComparison.Ordinal)).Policy!;

        Assert.Equal(["cart:", "shop:one"], policy.Objectives.Select(objective => $"{objective.Slo.Id.Service}:{objective.Slo.Owner}"));
    }

    [Fact]
    public void What_is_declared_twice_is_refused_where_it_stands_the_second_time()
    {
        var first = Head + "  shards: 2\n  retention_days: 90\n  sources:\n    main: {url: 'http://main:9090'}\n" + Shop;
        var second = Head + "  shards: 2\n  retention_days: 91\n  sources:\n    Main: {url: 'http://main:9090'}\n" + Shop.Replace("shop", "SHOP", StringComparison.Ordinal);

        Assert.Equal(
            [
                "file2.yaml:3:11: \"shards\" stands twice; it is already in file1.yaml:3",
                "file2.yaml:4:19: \"retention_days\" stands twice; it is already in file1.yaml:4",
                "file2.yaml:6:5: the source \"Main\" stands twice; it is already in file1.yaml:6 (names that differ only in case are the same)",
                "file2.yaml:8:13: the service \"SHOP\" stands twice; it is already in file1.yaml:8 (names that differ only in case are the same)",
            ],
            PolicyTexts.Shown(Read(first, second)));
    }

    [Fact]
    public void Only_one_file_says_how_long_audit_rows_are_kept() => Assert.Equal(
        ["file2.yaml:3:25: \"audit_retention_days\" stands twice; it is already in file1.yaml:3"],
        PolicyTexts.Shown(Read(Head + "  audit_retention_days: 90\n" + Shop, Head + "  audit_retention_days: 90\n" + Shop.Replace("shop", "cart", StringComparison.Ordinal))));

    [Fact]
    public void The_problems_of_all_files_are_reported_in_order()
    {
        var reading = Read("services:\n  a: {target: 2, window_days: 30}\n", "nothing", Head + "  shards: 99\n" + Shop);

        Assert.Null(reading.Policy);
        Assert.Equal(["file1.yaml:2", "file2.yaml:1", "file3.yaml:3"], reading.Problems.Select(problem => $"{problem.File}:{problem.Line}"));
    }

    [Fact]
    public void A_file_that_cannot_be_read_does_not_make_others_wrong()
    {
        var reading = Read(Head + "  sources: {main: [", Head + "  services:\n    - name: shop\n      sli: {source: main}\n      slo: {target: 0.99, window_days: 30}\n");

        Assert.Equal("file1.yaml", Assert.Single(reading.Problems).File);
    }

    [Fact]
    public void The_setting_PROMETHEUS_URL_is_the_server_of_SLIs_without_a_source()
    {
        var reading = PolicyReader.Read([new PolicyFile("p.yaml", PolicyTexts.Service())], name => name == "PROMETHEUS_URL" ? "https://prom.example.com/prefix" : null);

        Assert.Equal(new Uri("https://prom.example.com/prefix"), reading.Policy!.Prometheus["prometheus"].Url);
    }

    [Theory]
    [InlineData("https://shop-abcd.westeurope.prometheus.monitor.azure.com", true)]
    [InlineData("https://prometheus.monitor.azure.com.example.com", false)]
    [InlineData("https://evilprometheus.monitor.azure.com", false)]
    [InlineData("http://shop-abcd.westeurope.prometheus.monitor.azure.com", false)]
    public void An_Azure_Monitor_workspace_in_PROMETHEUS_URL_is_known_by_its_host_and_no_other_gets_a_token(string url, bool isManaged)
    {
        var reading = PolicyReader.Read([new PolicyFile("p.yaml", PolicyTexts.Service())], name => name == "PROMETHEUS_URL" ? url : null);

        Assert.Equal(isManaged, reading.Policy!.Prometheus["prometheus"].AzureManaged);
    }

    [Fact]
    public void A_wrong_PROMETHEUS_URL_is_refused_without_showing_it()
    {
        var reading = PolicyReader.Read([new PolicyFile("p.yaml", PolicyTexts.Service())], name => name == "PROMETHEUS_URL" ? "http://user:s3cret@host" : null);

        Assert.Equal(
            "p.yaml:1:1: the setting PROMETHEUS_URL, the server of SLIs without a source, must not hold a user name or password; they go into basic_auth",
            Assert.Single(reading.Problems).ToString());
    }

    [Fact]
    public void No_file_is_no_policy() => Assert.Equal("policy:1:1: there is no policy file", Assert.Single(PolicyReader.Read([], _ => null).Problems).ToString());

    private static PolicyReading Read(params string[] texts) =>
        PolicyReader.Read([.. texts.Select((text, i) => new PolicyFile($"file{i + 1}.yaml", text))], _ => null);
}
