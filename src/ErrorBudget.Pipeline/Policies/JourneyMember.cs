namespace ErrorBudget.Pipeline.Policies;

/// <summary>One of the SLOs a journey is made of.</summary>
/// <param name="Objective">The SLO, which may be a journey itself.</param>
/// <param name="Share">What it is to the journey.</param>
public sealed record JourneyMember(Objective Objective, JourneyShare Share)
{
    /// <summary>How its events are counted; taken once, because journeys share members.</summary>
    /// <remarks>What is pushed is told apart by the SLO that it is pushed for, and by nothing else.</remarks>
    public string Fingerprint { get; } = Objective.Sli is PushedSli ? $"{Objective.Fingerprint}|{Objective.Slo.Id}" : Objective.Fingerprint;
}
