namespace ErrorBudget.Tests;

internal static class SignOffs
{
    /// <summary>For the whole service of <see cref="Snapshots"/>, in force for an hour before and after.</summary>
    public static SignOff Any { get; } = new()
    {
        Id = new SignOffId("payment-gateway", Guid.Parse("01a208c9-6c8c-74df-86a6-e20ed78328b3")),
        Approver = "Ada",
        GrantedBy = "ada@example.com",
        Reason = "the fix is in this release",
        CreatedAt = new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero),
        ExpiresAt = new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero),
    };
}
