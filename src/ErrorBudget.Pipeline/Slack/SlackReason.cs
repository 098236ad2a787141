using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Slack;

/// <summary>The short codes by which Slack says what is wrong.</summary>
internal static partial class SlackReason
{
    /// <summary>The receipt for a code: refused, unless it passes by itself.</summary>
    /// <param name="answer">The answer it came with.</param>
    /// <param name="code">The code.</param>
    /// <param name="channel">Where the message was to go.</param>
    public static Receipt Receipt(HttpAnswer answer, string code, Channel channel) => code switch
    {
        "ratelimited" or "rate_limited" or "rollup_error" or "service_unavailable" or "request_timeout" or "team_added_to_org" =>
            Dispatch.Receipt.Unavailable($"{answer.Place}: {code}", answer.RetryAfter),

        // "It's possible some aspect of the operation succeeded before the error was raised" (docs.slack.dev, chat.postMessage).
        "fatal_error" or "internal_error" => Dispatch.Receipt.Unavailable($"{answer.Place}: {code}", answer.RetryAfter) with { MayHaveArrived = true },
        _ => Dispatch.Receipt.Refused($"{answer.Place}: {code}{Remedy(code, channel)}"),
    };

    /// <summary>The code in a text; null for what is none, which may hold anything.</summary>
    public static string? Read(string text)
    {
        var trimmed = text.Trim();
        return Code().IsMatch(trimmed) ? trimmed : null;
    }

    private static string Remedy(string code, Channel channel) => code switch
    {
        "not_in_channel" => $". Invite the bot to {channel.Name}.",
        "channel_not_found" => $". Is there a channel {channel.Name}, and can the sender see it? For a private channel the bot must be a member.",
        "channel_is_archived" or "is_archived" => ". Choose another channel in the policy, or bring this one back.",
        "missing_scope" => ". The bot needs the scope chat:write.",
        "invalid_auth" or "not_authed" or "token_revoked" or "token_expired" or "account_inactive" => ". Set a valid bot token.",
        "no_service" or "no_active_hooks" or "invalid_token" => ". The webhook is no longer valid: create another and set its address.",
        _ => ".",
    };

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}$")]
    private static partial Regex Code();
}
