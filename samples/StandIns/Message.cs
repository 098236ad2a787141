namespace StandIns;

/// <summary>A message in Slack.</summary>
/// <param name="Channel">Where.</param>
/// <param name="Text">What its notification says.</param>
/// <param name="IsReply">Whether it answers in a thread.</param>
internal sealed record Message(string Channel, string Text, bool IsReply);
