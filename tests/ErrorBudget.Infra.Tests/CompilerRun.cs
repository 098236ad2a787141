namespace ErrorBudget.Infra.Tests;

/// <summary>What a run of the compiler came to.</summary>
internal sealed record CompilerRun(int ExitCode, string Output, string Diagnostics)
{
    /// <summary>Fails unless the compiler had nothing to say: no error, no warning, no hint.</summary>
    public CompilerRun WithoutDiagnostics()
    {
        Assert.Equal("", Diagnostics.Trim());
        Assert.Equal(0, ExitCode);
        return this;
    }
}
