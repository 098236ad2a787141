namespace ErrorBudget.Pipeline.Notices;

/// <summary>The zones as people write them.</summary>
internal static class ZoneNames
{
    /// <summary>For example <c>sign-off</c>.</summary>
    public static string Of(Zone zone) => zone == Zone.SignOff ? "sign-off" : zone.ToString().ToLowerInvariant();
}
