namespace ErrorBudgetFunctions.Http;

/// <summary>Says that a batch is in the queue: it will be counted, each of its ids once.</summary>
/// <param name="Accepted">How many counts the batch has.</param>
internal sealed record AcceptedCountsJson(int Accepted);
