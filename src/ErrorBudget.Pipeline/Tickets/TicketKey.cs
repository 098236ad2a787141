using System.Security.Cryptography;
using System.Text;

namespace ErrorBudget.Pipeline.Tickets;

/// <summary>What there is at most one open ticket of.</summary>
/// <param name="Slo">The SLO.</param>
/// <param name="Kind">The kind.</param>
public readonly record struct TicketKey(SloId Slo, TicketKind Kind)
{
    private const string Prefix = "ticket:";
    private const int SlugLength = 24;

    /// <summary>
    /// The label or tag that the ticket has in its tracker, for example <c>slo:sprint:checkout.availability:1f3a9c02d4</c>. At most
    /// 50 characters without blanks, commas and semicolons, as all trackers take them; what is cut off a long name, and case,
    /// which labels ignore, is in the digest at its end.
    /// </summary>
    public string Tag
    {
        get
        {
            var slug = new string([.. $"{Slo.Service}.{Slo.Slo}".Take(SlugLength).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? char.ToLowerInvariant(c) : '-')]);
            return $"slo:{Name}:{slug}:{Digest(Slo.ToString())[..10]}";
        }
    }

    private string Name => Kind.ToString().ToLowerInvariant();

    /// <summary>The key of an errand's target; null if it is not for a ticket.</summary>
    public static TicketKey? Of(SloId slo, string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.StartsWith(Prefix, StringComparison.Ordinal) && Enum.TryParse<TicketKind>(target[Prefix.Length..], ignoreCase: true, out var kind) && $"{Prefix}{new TicketKey(slo, kind).Name}" == target
            ? new TicketKey(slo, kind)
            : null;
    }

    /// <summary>What stands in a ticket to tell for which episode it was opened.</summary>
    /// <param name="episode">What a beginning and its end have in common.</param>
    public string TicketReference(string episode) => $"error-budget-ticket-{Digest($"{Kind}|{Slo}|{episode}")[..20]}";

    /// <summary>What stands in a comment to tell of which event it is.</summary>
    public static string CommentReference(string eventId) => $"error-budget-event-{Digest(eventId)[..20]}";

    /// <summary><c>service/slo kind</c>.</summary>
    public override string ToString() => $"{Slo} {Name}";

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
