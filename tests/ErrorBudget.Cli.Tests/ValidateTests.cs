namespace ErrorBudget.Cli.Tests;

public sealed class ValidateTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("errorbudget-validate-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Everything_that_is_wrong_is_printed_as_compilers_print_it()
    {
        var path = Write("""
            policy:
              version: "2.0"
              servces: []
            """);

        var run = await Run.OfAsync(["validate", path]);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Out);
        Assert.StartsWith($"{path}:3:3: unknown key \"servces\" in policy: did you mean \"services\"?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_good_policy_is_summed_up_and_channels_nobody_configured_are_warned_of()
    {
        var path = Write("""
            policy:
              version: "2.0"
              services:
                - name: checkout
                  sli: { metric: http_requests_total, label: code, success_values: ["2.."] }
                  slo: { target: 0.999, window_days: 30 }
                  burn_rates: { fast: { window_minutes: 60, multiplier: 14.4 } }
                  enforcement: { notification: { channels: ["slack:#reliability"] } }
            """);

        var run = await Run.OfAsync(["validate", path], new() { ["PROMETHEUS_URL"] = "http://127.0.0.1:9" });

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 service, 1 SLO, 1 burn-rate rule, 1 channel.", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"checkout +availability +99\.9 % +30 d +fast 14\.4x/1 h\+5 min +slack:#reliability", run.Out);
        Assert.StartsWith($"{path}: warning: slack:#reliability cannot be reached: set SLACK_BOT_TOKEN", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused() => Assert.Equal(1, (await Run.OfAsync(["validate", Path.Combine(_directory.FullName, "none.yaml")])).ExitCode);

    private string Write(string text)
    {
        var path = Path.Combine(_directory.FullName, "policy.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
