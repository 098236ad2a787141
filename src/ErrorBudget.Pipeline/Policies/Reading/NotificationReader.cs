namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads the section <c>notification</c>.</summary>
internal static class NotificationReader
{
    private static readonly (string, int)[] Events = [.. NotificationEvents.All.Select((name, number) => (name, number))];

    /// <summary>Who is told of what.</summary>
    public static NotificationRules Read(Fields fields)
    {
        fields.Require("channels");
        var channels = ChannelAddresses.Read(fields, "channels");
        var when = TextList.Read(fields, "when", Events.Length) ?? [];
        foreach (var (node, _) in when) fields.File.Scalars.Choice(node, "when", Events);
        return new NotificationRules(channels, [.. when.Select(item => item.Text)]) { Escalation = EscalationReader.Read(fields) };
    }
}
