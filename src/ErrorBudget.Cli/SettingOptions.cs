using System.CommandLine;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Cli;

/// <summary>The options that go before settings of the environment. Secrets have none: other users can read command lines.</summary>
internal sealed class SettingOptions
{
    private const string PolicySetting = "ERRORBUDGET_POLICY";
    private const string TableSetting = "ERRORBUDGET_TABLE";

    private readonly Option<string?> _policy = new("--policy", "-p") { Description = $"The policy file or folder, instead of {PolicySetting}.", HelpName = "FILE|FOLDER" };
    private readonly Option<string?> _prometheus = new("--prometheus") { Description = $"The Prometheus server, instead of {PolicyReader.PrometheusUrlSetting}.", HelpName = "URL" };
    private readonly Option<string?> _table = new("--table") { Description = $"The storage table, instead of {TableSetting}.", HelpName = "NAME" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_policy, _prometheus, _table]) command.Options.Add(option);
    }

    /// <summary>Adds the option of the table to a command that needs no policy and reads no metrics.</summary>
    public void AddTableTo(Command command) => command.Options.Add(_table);

    /// <summary>The settings a command runs with.</summary>
    public Settings Read(ParseResult arguments, Terminal terminal)
    {
        var given = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [PolicySetting] = arguments.GetValue(_policy),
            [PolicyReader.PrometheusUrlSetting] = arguments.GetValue(_prometheus),
            [TableSetting] = arguments.GetValue(_table),
        };
        return new Settings(name => given.GetValueOrDefault(name) ?? terminal.Setting(name));
    }
}
