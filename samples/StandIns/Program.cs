using ErrorBudget.Testing;
using StandIns;

// Receivers on free ports of this machine. ASPNETCORE_URLS is where people and the demo ask what they got.
await using var slack = await FakeSlack.StartAsync();
await using var github = await FakeGitHub.StartAsync();
await using var flags = await FakeAppConfiguration.StartAsync(TimeProvider.System);
flags.Set(Received.Flag, $$$"""{"id":"{{{Received.Flag}}}","enabled":true,"conditions":{"client_filters":[]}}""");

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
var app = builder.Build();
app.MapGet("/", () => "Slack, GitHub and App Configuration stand-ins: /settings, /received");
app.MapGet("/settings", () => Settings.Of(slack, github, flags));
app.MapGet("/received", () => Received.By(slack, github, flags));
await app.RunAsync();
