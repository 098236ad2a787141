using System.CommandLine;
using ErrorBudget.Cli.Output;

namespace ErrorBudget.Cli;

/// <summary>What several commands are told in the same words.</summary>
internal static class Arguments
{
    private const string Ledger = "ledger";
    private const string Prometheus = "prometheus";

    /// <summary>A service that has to be named.</summary>
    public static Argument<string> Service() => NoOption(new Argument<string>("SERVICE") { Description = "The service as the policy names it." });

    /// <summary>A service that may be named.</summary>
    public static Argument<string?> AnyService() => NoOption(new Argument<string?>("SERVICE") { Description = "One service; all if it is left out.", Arity = ArgumentArity.ZeroOrOne });

    /// <summary>One of the service's SLOs.</summary>
    public static Option<string?> Slo() => new("--slo") { Description = "One of its SLOs; all if it is left out.", HelpName = "NAME" };

    /// <summary>Whether to print for programs.</summary>
    public static Option<bool> Json(string what) => new("--json") { Description = what };

    /// <summary>Where counts are looked up.</summary>
    public static Option<string> From(string what)
    {
        var option = new Option<string>("--from") { Description = what, DefaultValueFactory = _ => Ledger };
        option.AcceptOnlyFromAmong(Ledger, Prometheus);
        return option;
    }

    /// <summary>The value of <see cref="From"/>.</summary>
    public static Origin OriginOf(string? from) => from == Prometheus ? Origin.Prometheus : Origin.Ledger;

    /// <summary>A whole number between two others.</summary>
    public static Option<int> Number(string name, string what, string helpName, int standard, int minimum, int maximum)
    {
        var option = new Option<int>(name) { Description = what, DefaultValueFactory = _ => standard, HelpName = helpName };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < minimum || value > maximum))
                result.AddError(Numbers.Text($"{name} takes {minimum} to {maximum:N0}."));
        });
        return option;
    }

    /// <summary>What begins with a dash is an option that does not exist and no name.</summary>
    private static Argument<T> NoOption<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } token) result.AddError($"There is no option '{token.Value}'.");
        });
        return argument;
    }
}
