using System.Globalization;
using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Notices;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Teams;

/// <summary>
/// Sends to Microsoft Teams through a workflow's webhook, which answers 202. The connector webhooks before it answered 200
/// and hid errors in the text; that is still read, because their addresses are still around.
/// </summary>
public sealed partial class TeamsChannel(OutgoingHttp http) : INoticeChannel<TeamsWorkflow>
{
    /// <inheritdoc/>
    public async Task<Receipt> TellAsync(TeamsWorkflow channel, Notice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(notice);
        var answer = await http.SendAsync(JsonPost.To(new Uri(channel.Url.Reveal()), TeamsCard.Write(notice)), cancellationToken);
        if (!answer.IsSuccess) return Failure(answer);
        return HiddenError().Match(answer.Body) is { Success: true } hidden
            ? Failure(answer with { Status = Status(hidden) })
            : Receipt.Delivered($"{answer.Place} took it");
    }

    private static Receipt Failure(HttpAnswer answer)
    {
        var why = answer.Status switch
        {
            401 or 403 => "the workflow does not accept the address: copy it again from the workflow",
            404 or 410 => "the workflow is gone or switched off: create another, or ask its owner",
            413 => "the message is too large",
            _ => null,
        };

        // After an error of a server on the way nobody knows what became of the message.
        return answer.Failure(why) with { MayHaveArrived = answer.MayHaveArrived || answer.Status >= 500 };
    }

    /// <summary>The status in the text; 400 where it says that it failed and not how.</summary>
    private static int Status(Match hidden) =>
        hidden.Groups["status"] is { Success: true } status ? int.Parse(status.ValueSpan, CultureInfo.InvariantCulture) : 400;

    [GeneratedRegex(@"(message delivery failed.*?)?HTTP error (?<status>[1-5]\d\d)|message delivery failed", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex HiddenError();
}
