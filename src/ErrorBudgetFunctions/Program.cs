using ErrorBudgetFunctions;
using ErrorBudgetFunctions.Access;
using ErrorBudgetFunctions.Http;

var settings = AppSettings.Read(Environment.GetEnvironmentVariable);
var builder = WebApplication.CreateSlimBuilder(args);
builder.AddErrorBudget(settings);
builder.AddRequestLimits();

var app = builder.Build();
app.UseSecurityHeaders();
app.UseRequestLimits();
app.UseAccessControl(settings);
app.UseStorageProblems();
app.MapGet("/", () => "Error Budget Functions");
app.MapHealth();
app.MapBudgets();
app.MapGate();
app.MapSignOffs();
app.MapAudit();
await app.RunAsync();
