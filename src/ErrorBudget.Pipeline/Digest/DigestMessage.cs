using System.Text;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Digest;

/// <summary>Puts a text into an event that fits the queue.</summary>
internal static class DigestMessage
{
    /// <summary>The longest event, in bytes.</summary>
    private const int Longest = 15 * 1024;

    /// <summary>The event for the queue, with as many lines of its text as fit.</summary>
    public static OutboxRecord Of(BudgetEvent told)
    {
        told = told.Traced();
        var (json, text) = (told.ToJson(), told.Detail!);
        while (Encoding.UTF8.GetByteCount(json) > Longest && text.LastIndexOf('\n') is var end and > 0)
        {
            text = text[..end];
            json = (told with { Detail = text + "\n… the rest is on the dashboard" }).ToJson();
        }

        return new OutboxRecord(told.Id, Minute.Containing(told.At), json);
    }
}
