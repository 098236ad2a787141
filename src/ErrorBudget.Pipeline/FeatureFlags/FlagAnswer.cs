using ErrorBudget.Pipeline.Dispatch;

namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>What a store of flags answered: the flag, or why not.</summary>
public sealed record FlagAnswer
{
    private FlagAnswer()
    {
    }

    /// <summary>The flag as it is now; null if something went wrong.</summary>
    public FlagState? State { get; private init; }

    /// <summary>What went wrong.</summary>
    public Receipt? Failure { get; private init; }

    /// <summary>Whether the flag was no longer as it was read, so that it was not switched.</summary>
    public bool WasOvertaken { get; private init; }

    /// <summary>It was read, or switched.</summary>
    public static FlagAnswer Of(FlagState state) => new() { State = state };

    /// <summary>It was not.</summary>
    public static FlagAnswer Failed(Receipt failure) => new() { Failure = failure };

    /// <summary>Somebody changed it meanwhile.</summary>
    public static FlagAnswer Overtaken { get; } = new() { WasOvertaken = true };
}
