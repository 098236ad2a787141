using System.Text.Json;
using ErrorBudget.Testing;

namespace StandIns;

/// <summary>What the receivers got.</summary>
/// <param name="Messages">What is to be read in Slack, in order.</param>
/// <param name="Tickets">The issues on GitHub.</param>
/// <param name="IsFlagOn">Whether the feature flag is on.</param>
/// <param name="Faults">What a real receiver would have refused; nothing, unless something is wrong with the sender.</param>
internal sealed record Received(IReadOnlyList<Message> Messages, IReadOnlyList<Ticket> Tickets, bool IsFlagOn, IReadOnlyList<string> Faults)
{
    /// <summary>The feature flag that the demo's policy names.</summary>
    public const string Flag = "new-checkout";

    public static Received By(FakeSlack slack, FakeGitHub github, FakeAppConfiguration flags) => new(
        [.. slack.Messages.Select(message => new Message(message.Channel, message.Text, message.Thread is not null))],
        [.. github.Tickets.Select(ticket => new Ticket(ticket.Number, ticket.Title, ticket.Comments.Count, github.IsOpen(ticket)))],
        JsonDocument.Parse(flags[Flag].Value).RootElement.GetProperty("enabled").GetBoolean(),
        [.. slack.Faults, .. github.Faults, .. flags.Faults]);
}
