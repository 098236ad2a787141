using Spectre.Console;

namespace ErrorBudget.Cli;

/// <summary>What a command reads from and writes to.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Problems and progress.</param>
/// <param name="Setting">A setting of the environment; null if it is not set.</param>
/// <param name="Time">The clock.</param>
/// <param name="ShowsOut">Whether people look at <paramref name="Out"/>: colours then, and lines as wide as the window.</param>
/// <param name="ShowsError">Whether people look at <paramref name="Error"/>: a progress bar then.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, Func<string, string?> Setting, TimeProvider Time, bool ShowsOut, bool ShowsError)
{
    /// <summary>Wide enough that no line is broken where programs read it.</summary>
    private const int Unbroken = 1_000;

    /// <summary>The terminal and the environment of this process.</summary>
    public static Terminal OfThisProcess() => new(
        Console.Out,
        Console.Error,
        name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null,
        TimeProvider.System,
        !Console.IsOutputRedirected,
        !Console.IsErrorRedirected);

    /// <summary>For tables.</summary>
    public IAnsiConsole Results() => Open(Out, ShowsOut);

    /// <summary>For a progress bar.</summary>
    public IAnsiConsole Progress() => Open(Error, ShowsError);

    /// <summary>Writes a problem.</summary>
    public void Complain(string sentence) => Error.WriteLine(sentence);

    private static IAnsiConsole Open(TextWriter writer, bool isShown)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isShown ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isShown ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isShown ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isShown) console.Profile.Width = Unbroken;
        return console;
    }
}
