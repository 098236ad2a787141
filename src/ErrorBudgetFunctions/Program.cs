using ErrorBudgetFunctions;
using ErrorBudgetFunctions.Http;

var settings = AppSettings.Read(Environment.GetEnvironmentVariable);
var builder = WebApplication.CreateSlimBuilder(args);
builder.AddErrorBudget(settings);

var app = builder.Build();
app.UseStorageProblems();
app.MapGet("/", () => "Error Budget Functions");
app.MapHealth();
app.MapBudgets();
app.MapGate();
app.MapAzureDevOpsCheck();
await app.RunAsync();
