namespace ErrorBudgetFunctions.Http;

/// <summary>Says that a check is stored and will be called back.</summary>
/// <param name="Status">Always <c>accepted</c>.</param>
/// <param name="CheckId">Names the check; the same task has the same.</param>
/// <param name="Service">The service.</param>
/// <param name="Change">What is to be released.</param>
/// <param name="WaitUntil">Until when the gate may open, UTC.</param>
internal sealed record AcceptedCheckJson(string Status, string CheckId, string Service, string Change, DateTime WaitUntil);
