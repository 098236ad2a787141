using System.Text.Json;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Notices;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.PagerDuty;

/// <summary>
/// Opens and closes incidents with Events API v2. What has no end is no incident and is not sent. PagerDuty knows a
/// repetition by its key.
/// </summary>
public sealed class PagerDutyChannel(OutgoingHttp http) : INoticeChannel<PagerDutyService>
{
    private const int LongestReason = 300;

    /// <inheritdoc/>
    public async Task<Receipt> TellAsync(PagerDutyService channel, Notice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(notice);
        if (notice.Phase == NoticePhase.Tells)
            return Receipt.Skipped("PagerDuty is for what begins and ends: this would open an incident that nothing closes");

        var answer = await http.SendAsync(JsonPost.To(JsonPost.Below(channel.Api, "v2/enqueue"), PagerDutyEvent.Write(channel, notice)), cancellationToken);
        return answer.IsSuccess
            ? Receipt.Delivered($"{answer.Place} took it", PagerDutyKey.Of(notice.Thread))
            : answer.Failure(Reason(answer.Body, channel.RoutingKey));
    }

    /// <summary>What PagerDuty says is wrong, without the key, which it may repeat; null if it says nothing.</summary>
    private static string? Reason(string body, Secret key)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            IEnumerable<JsonElement> said = root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array ? errors.EnumerateArray() : [];
            if (root.TryGetProperty("message", out var message)) said = said.Prepend(message);
            var reason = string.Join("; ", said.Where(text => text.ValueKind == JsonValueKind.String).Select(text => text.GetString()))
                .Replace(key.Reveal(), "***", StringComparison.Ordinal);
            return reason.Length == 0 ? null : Clip.Line(reason, LongestReason);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
