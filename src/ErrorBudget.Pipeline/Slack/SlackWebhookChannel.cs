using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Notices;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Slack;

/// <summary>Sends to Slack through an incoming webhook, which answers <c>ok</c> or a code, both as plain text.</summary>
public sealed class SlackWebhookChannel(OutgoingHttp http) : INoticeChannel<SlackWebhook>
{
    /// <inheritdoc/>
    public async Task<Receipt> TellAsync(SlackWebhook channel, Notice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(notice);
        var body = JsonPost.Write(json =>
        {
            json.WriteStartObject();
            SlackLayout.Write(json, notice);
            json.WriteEndObject();
        });
        var answer = await http.SendAsync(JsonPost.To(new Uri(channel.Url.Reveal()), body), cancellationToken);
        if (answer.IsSuccess) return Receipt.Delivered($"{answer.Place} took it");
        if (answer.Status is 0 or 429) return answer.Failure();
        if (SlackReason.Read(answer.Body) is { } code) return SlackReason.Receipt(answer, code, channel);

        // An error of a server on the way, after which nobody knows what became of the message.
        return answer.Failure() with { MayHaveArrived = answer.Status >= 500 };
    }
}
