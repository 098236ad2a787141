using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Notices;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Webhooks;

/// <summary>
/// Sends signed CloudEvents to any system. A repetition has the same <c>webhook-id</c> and the same CloudEvent, so that the
/// receiver can drop it; only its time and signature are new.
/// </summary>
public sealed class WebhookChannel(OutgoingHttp http, TimeProvider time) : INoticeChannel<Webhook>
{
    /// <inheritdoc/>
    public async Task<Receipt> TellAsync(Webhook channel, Notice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(notice);
        if (CloudEvent.Write(notice) is not { } body)
            return Receipt.Refused($"the event is larger than the {CloudEvent.LongestEvent / 1024} KB that receivers take");

        var request = JsonPost.To(new Uri(channel.Url.Reveal()), body, CloudEvent.MediaType);
        WebhookSignature.Sign(request, notice.Event.Id, time.GetUtcNow(), channel.Keys, body);
        var answer = await http.SendAsync(request, cancellationToken);
        return answer.Status switch
        {
            >= 200 and < 300 => Receipt.Delivered($"{answer.Place} took it", WebhookSignature.HeaderId(notice.Event.Id)),
            >= 300 and < 400 => answer.Failure("redirects are not followed: set the final address"),
            410 => answer.Failure("the endpoint wants no more events: take it out of the policy"),
            _ => answer.Failure(),
        };
    }
}
