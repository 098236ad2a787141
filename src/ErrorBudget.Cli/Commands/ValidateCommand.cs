using System.CommandLine;
using ErrorBudget.Cli.Output;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Cli.Commands;

/// <summary><c>errorbudget validate</c>: is this policy accepted, and what would be in force?</summary>
internal static class ValidateCommand
{
    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string?>("FILE|FOLDER") { Description = "The policy; ERRORBUDGET_POLICY if it is left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("validate", "Checks a policy: prints file:line:column: message for all that is refused, or what would be in force.") { path };
        command.SetAction(arguments => Run(arguments.GetValue(path), terminal));
        return command;
    }

    private static int Run(string? path, Terminal terminal)
    {
        var settings = new Settings(name => name == "ERRORBUDGET_POLICY" && path is not null ? path : terminal.Setting(name));
        var policy = settings.ReadPolicy();
        PolicySummary.Print(policy, terminal);
        foreach (var channel in policy.Channels.Values.OfType<UnconfiguredChannel>().OrderBy(channel => channel.Address, StringComparer.Ordinal))
            terminal.Complain($"{settings.PolicyPath}: warning: {channel.Address} cannot be reached: {channel.Missing}");
        return ExitCode.Fine;
    }
}
