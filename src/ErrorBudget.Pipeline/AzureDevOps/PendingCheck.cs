using System.Security.Cryptography;
using System.Text;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Gate;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>A check that has been asked and not been answered.</summary>
public sealed record PendingCheck
{
    /// <summary>The longest a check may wait: a job token is good for 48 hours.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(47);

    /// <summary>Who waits.</summary>
    public required CheckTask Task { get; init; }

    /// <summary>What is asked.</summary>
    public required GateRequest Question { get; init; }

    /// <summary>The job token, sealed by <see cref="TokenCipher"/>.</summary>
    public required ReadOnlyMemory<byte> SealedToken { get; init; }

    /// <summary>A digest of the job token. The same task with another token is another run of it, and is answered anew.</summary>
    public required string TokenDigest { get; init; }

    /// <summary>When it was asked, UTC.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Until when the gate may open; then the answer is no. Equal to <see cref="AskedAt"/> to decide at once.</summary>
    public required DateTimeOffset WaitUntil { get; init; }

    /// <summary>The final answer, once there is one: kept before it is sent, so that it stays the same if it has to be sent again.</summary>
    public CheckVerdict? Verdict { get; init; }

    /// <summary>The last decision the task was told of, so that it hears of changes only; null if it was told of none.</summary>
    public string? Told { get; init; }

    /// <summary>
    /// The audit row of the latest decision while it may not be in the trail yet. It is stored with the decision and added
    /// to the trail before anybody is told, so that whoever takes over adds the very same row and not another one.
    /// </summary>
    public AuditEntry? Unrecorded { get; init; }

    /// <summary>The stored version; null before it is stored.</summary>
    public string? Version { get; init; }

    /// <summary>When the token is removed, answered or not.</summary>
    public DateTimeOffset ExpiresAt => AskedAt + LongestWait;

    /// <summary>A check as it is asked.</summary>
    /// <param name="request">Who asks.</param>
    /// <param name="question">What.</param>
    /// <param name="wait">How long the gate may take to open; zero to decide at once.</param>
    /// <param name="cipher">Seals the token.</param>
    /// <param name="now">The time now, UTC.</param>
    public static PendingCheck Ask(CheckRequest request, GateRequest question, TimeSpan wait, TokenCipher cipher, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(cipher);
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wait, LongestWait);
        return new PendingCheck
        {
            Task = request.Task,
            Question = question,
            SealedToken = cipher.Seal(request.Token, request.Task),
            TokenDigest = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(request.Token.Reveal()))),
            AskedAt = now,
            WaitUntil = now + wait,
        };
    }
}
