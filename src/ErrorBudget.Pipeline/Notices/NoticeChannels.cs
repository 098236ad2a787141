using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.PagerDuty;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Slack;
using ErrorBudget.Pipeline.Teams;
using ErrorBudget.Pipeline.Webhooks;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>Sends a message the way its channel wants it.</summary>
public sealed class NoticeChannels(
    INoticeChannel<SlackWebhook> slackWebhook,
    INoticeChannel<SlackBot> slackBot,
    INoticeChannel<PagerDutyService> pagerDuty,
    INoticeChannel<TeamsWorkflow> teams,
    INoticeChannel<Webhook> webhook)
{
    /// <summary>All channels over one sender.</summary>
    public static NoticeChannels Over(OutgoingHttp http, TimeProvider time) => new(
        new SlackWebhookChannel(http), new SlackBotChannel(http), new PagerDutyChannel(http), new TeamsChannel(http), new WebhookChannel(http, time));

    /// <summary>Makes one attempt to send. Never throws for what the receiver answers, or for its silence.</summary>
    public Task<Receipt> TellAsync(Channel channel, Notice notice, CancellationToken cancellationToken) => channel switch
    {
        SlackWebhook to => slackWebhook.TellAsync(to, notice, cancellationToken),
        SlackBot to => slackBot.TellAsync(to, notice, cancellationToken),
        PagerDutyService to => pagerDuty.TellAsync(to, notice, cancellationToken),
        TeamsWorkflow to => teams.TellAsync(to, notice, cancellationToken),
        Webhook to => webhook.TellAsync(to, notice, cancellationToken),
        UnconfiguredChannel to => Task.FromResult(Receipt.Refused($"{to.Address} is not configured: {to.Missing}")),
        _ => throw new ArgumentOutOfRangeException(nameof(channel), channel, "There is no way to send to this kind of channel."),
    };
}
