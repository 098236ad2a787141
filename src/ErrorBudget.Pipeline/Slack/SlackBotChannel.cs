using System.Net.Http.Headers;
using System.Text.Json;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Notices;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Slack;

/// <summary>
/// Sends to Slack as a bot, with <c>chat.postMessage</c>. What follows another message is posted in its thread; an end also
/// goes to the channel, where people saw the beginning.
/// </summary>
public sealed class SlackBotChannel(OutgoingHttp http) : INoticeChannel<SlackBot>
{
    /// <inheritdoc/>
    public async Task<Receipt> TellAsync(SlackBot channel, Notice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(notice);
        var request = JsonPost.To(JsonPost.Below(channel.Api, "chat.postMessage"), Body(channel, notice));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", channel.Token.Reveal());
        var answer = await http.SendAsync(request, cancellationToken);

        // After an error of a server on the way nobody knows what became of the message.
        if (!answer.IsSuccess) return answer.Failure() with { MayHaveArrived = answer.MayHaveArrived || answer.Status >= 500 };

        return Read(answer.Body) switch
        {
            { Ok: true } said => Receipt.Delivered($"{answer.Place} took it", said.Timestamp),
            { Error: { } code } => SlackReason.Receipt(answer, code, channel),
            _ => Receipt.Refused($"{answer.Place} answered {answer.Status} with something else than Slack's JSON: is the API's address right?"),
        };
    }

    private static byte[] Body(SlackBot channel, Notice notice) => JsonPost.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("channel", channel.Name);
        if (notice.ReplyTo is { } opening)
        {
            json.WriteString("thread_ts", opening);
            json.WriteBoolean("reply_broadcast", notice.Phase == NoticePhase.Closes);
        }

        SlackLayout.Write(json, notice);
        json.WriteEndObject();
    });

    private static (bool Ok, string? Timestamp, string? Error) Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("ok", out var ok)) return default;
            return (ok.ValueKind == JsonValueKind.True, Text(root, "ts"), SlackReason.Read(Text(root, "error") ?? "") ?? "unknown_error");
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
