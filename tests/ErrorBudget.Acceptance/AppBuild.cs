namespace ErrorBudget.Acceptance;

/// <summary>The ways the app is published.</summary>
public enum AppBuild
{
    /// <summary>For an installed .NET runtime: <c>dotnet ErrorBudgetFunctions.dll</c>.</summary>
    FrameworkDependent,

    /// <summary>A native binary for linux-x64.</summary>
    Native,
}
