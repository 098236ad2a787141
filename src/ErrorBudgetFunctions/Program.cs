using ErrorBudgetFunctions;
using ErrorBudgetFunctions.Access;
using ErrorBudgetFunctions.Dashboard;
using ErrorBudgetFunctions.Http;
using ErrorBudgetFunctions.Metrics;
using ErrorBudgetFunctions.OpenApi;
using ErrorBudgetFunctions.Triggers;

var settings = AppSettings.Read(Environment.GetEnvironmentVariable);

// Settings are read once. Watching for changes would mean to watch every folder below the working directory, at the start.
var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
builder.AddErrorBudget(settings);
builder.AddRequestLimits();

var app = builder.Build();
app.UseSecurityHeaders();
app.UseNoEndpointProblems();
app.UseRequestLimits();
app.UseAccessControl(settings);
app.UseStorageProblems();
app.MapGet("/", () => "Error Budget Functions").Anonymous().ExcludeFromDescription();
app.MapHealth();
app.MapBudgets();
app.MapGate();
app.MapSignOffs();
app.MapAdjustments();
app.MapAudit();
app.MapDashboard();
app.MapMetrics(settings);
app.MapUndelivered();
app.MapCounts();
app.MapAzureDevOpsCheck();
ApiDescription.Map(app);

// Only the Functions host, on the machine's own address, may pull the triggers; the standalone host calls them itself.
if (!settings.IsStandalone) app.MapInvocations();
await app.RunAsync();
