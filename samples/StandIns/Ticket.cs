namespace StandIns;

/// <summary>An issue on GitHub.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Title">Its title.</param>
/// <param name="Comments">How many comments it has.</param>
/// <param name="IsOpen">Whether it is open.</param>
internal sealed record Ticket(string Number, string Title, int Comments, bool IsOpen);
