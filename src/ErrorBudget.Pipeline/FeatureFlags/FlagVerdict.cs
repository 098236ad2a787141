using ErrorBudget.Pipeline.Dispatch;

namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>How far an attempt came: one of the two is there.</summary>
/// <param name="Result">What became of the flag, stored.</param>
/// <param name="Receipt">Why nothing became of it.</param>
internal sealed record FlagVerdict(FlagResult? Result, Receipt? Receipt)
{
    public static FlagVerdict Of(FlagResult result) => new(result, null);

    public static FlagVerdict Of(Receipt receipt) => new(null, receipt);
}
