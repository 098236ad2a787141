namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>What an SLO promises, and how what happens is judged, before its rules are known.</summary>
/// <param name="Target">The fraction that is to be good.</param>
/// <param name="Window">The time the budget is for.</param>
/// <param name="Slices">How slices are judged; null if events are counted.</param>
/// <param name="UnknownAfterMinutes">How many minutes may be unknown.</param>
/// <param name="Guards">The low-traffic guards of rules that have none of their own.</param>
internal sealed record SloTerms(Target Target, SloWindow Window, SliceRule? Slices, int UnknownAfterMinutes, LowTrafficGuards Guards)
{
    /// <summary>The unknown time that is borne if the policy names none, in minutes.</summary>
    public const int DefaultUnknownAfterMinutes = 5;
}
