using Prometheus;
using Shop.History;
using Shop.Live;

if (args is ["history", .. var options]) return HistoryCommand.Run(options, TimeProvider.System, Console.Out);

var builder = WebApplication.CreateBuilder(args);
if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey])) builder.WebHost.UseUrls("http://localhost:8085");
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
builder.Services
    .AddProblemDetails()
    .AddSingleton(TimeProvider.System)
    .AddSingleton<ShopMetrics>()
    .AddSingleton<FaultBoard>()
    .AddHostedService<LiveTraffic>();

var app = builder.Build();
app.UseStatusCodePages();
app.MapGet("/", IndexPage.Show);
app.MapFaults();
app.MapMetrics("/metrics", app.Services.GetRequiredService<ShopMetrics>().Registry);
await app.RunAsync();
return 0;
