namespace ErrorBudget.Pipeline.Policies;

/// <summary>Slack through a bot, which answers in threads. The channel is <see cref="Channel.Name"/>.</summary>
/// <param name="Token">The bot's token, with the scope <c>chat:write</c>.</param>
/// <param name="Api">The API's base address; <c>chat.postMessage</c> is appended.</param>
public sealed record SlackBot(Secret Token, Uri Api) : Channel;
