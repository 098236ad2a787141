using ErrorBudgetFunctions;
using ErrorBudgetFunctions.Http;
using ErrorBudgetFunctions.Triggers;

var settings = AppSettings.Read(Environment.GetEnvironmentVariable);
var builder = WebApplication.CreateSlimBuilder(args);
builder.AddErrorBudget(settings);

var app = builder.Build();
app.UseStorageProblems();
app.MapGet("/", () => "Error Budget Functions");
app.MapHealth();
app.MapBudgets();
app.MapGate();
app.MapAudit();

// Only the Functions host, on the machine's own address, may pull the triggers; the standalone host calls them itself.
if (!settings.IsStandalone) app.MapInvocations();
await app.RunAsync();
