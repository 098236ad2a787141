using System.CommandLine;
using ErrorBudget;
using ErrorBudget.Benchmarks;

var slos = new Option<int>("--slos") { Description = "How many SLOs, each of a service of its own; 1 to 20,000.", DefaultValueFactory = _ => 1000 };
var ticks = new Option<int>("--ticks") { Description = "How many ticks are measured, warm and cold each. 60 hold each hourly cost once.", DefaultValueFactory = _ => 60 };
var history = new Option<int>("--history") { Description = "How many minutes of metrics there are before the first tick.", DefaultValueFactory = _ => 90 };
var window = new Option<int>("--window") { Description = "How many days the SLOs' windows have. Longer ones make the first tick longer; up to 2 days leave out default burn-rate rules.", DefaultValueFactory = _ => 30 };
Within(slos, 1, 20_000);
Within(ticks, 1, 1440);
Within(history, 1, 1440);
Within(window, 1, SloWindow.MaximumDays);

var command = new RootCommand("Prints what a tick costs: CPU, queries, storage traffic, allocations. Runs Prometheus and Azurite of its own.") { slos, ticks, history, window };
command.SetAction(async (arguments, cancellationToken) =>
{
    var options = new BenchmarkOptions(arguments.GetValue(slos), arguments.GetValue(ticks), arguments.GetValue(history), arguments.GetValue(window));
    await TickBenchmark.RunAsync(options, Console.Out, cancellationToken);
    AdvanceBenchmark.Run(Console.Out);
});

var native = new Option<DirectoryInfo?>("--native") { Description = "The folder the native build was published to." };
var portable = new Option<DirectoryInfo?>("--portable") { Description = "The folder the build for an installed runtime was published to." };
var starts = new Option<int>("--starts") { Description = "How many times each build is started.", DefaultValueFactory = _ => 15 };
var rate = new Option<int>("--rate") { Description = "Requests a second.", DefaultValueFactory = _ => 1000 };
var rounds = new Option<int>("--rounds") { Description = "How many times the rate is held.", DefaultValueFactory = _ => 5 };
var seconds = new Option<int>("--seconds") { Description = "How long each time.", DefaultValueFactory = _ => 10 };
Within(starts, 1, 1000);
Within(rate, 1, 20_000);
Within(rounds, 1, 100);
Within(seconds, 1, 600);
var gate = new Command("gate", "Prints how fast the published app starts and how fast its gate answers at a fixed rate.") { native, portable, starts, rate, rounds, seconds };
gate.SetAction((arguments, cancellationToken) => GateBenchmark.RunAsync(
    new GateOptions(arguments.GetValue(native), arguments.GetValue(portable), arguments.GetValue(starts), arguments.GetValue(rate), arguments.GetValue(rounds), arguments.GetValue(seconds)),
    Console.Out,
    cancellationToken));
command.Subcommands.Add(gate);

var past = new Option<int>("--slos") { Description = "How many SLOs.", DefaultValueFactory = _ => 30 };
Within(past, 1, 1000);
var backtest = new Command("backtest", "Prints what replaying a year of minutes costs.") { past };
backtest.SetAction((arguments, cancellationToken) => BacktestBenchmark.RunAsync(arguments.GetValue(past), Console.Out, cancellationToken));
command.Subcommands.Add(backtest);

var scraped = new Option<int>("--slos") { Description = "How many SLOs.", DefaultValueFactory = _ => 1000 };
var program = new Option<FileInfo?>("--program") { Description = "The app: a native binary or a DLL; the one built in this configuration if none is named." };
Within(scraped, 1, 20_000);
var metrics = new Command("metrics", "Prints what a scrape of /api/metrics costs: time, CPU, bytes, storage transactions.") { scraped, program };
metrics.SetAction((arguments, cancellationToken) => ScrapeBenchmark.RunAsync(arguments.GetValue(scraped), arguments.GetValue(program), Console.Out, cancellationToken));
command.Subcommands.Add(metrics);

var fleets = new Option<int[]>("--slos") { Description = "How many SLOs; a column for each number.", DefaultValueFactory = _ => [100, 1000], AllowMultipleArgumentsPerToken = true };
var costTicks = new Option<int>("--ticks") { Description = "How many ticks are measured for each schedule. 60 hold each hourly cost once.", DefaultValueFactory = _ => 60 };
var prices = new Option<FileInfo>("--prices") { Description = "The file of prices and assumptions.", DefaultValueFactory = _ => new FileInfo("docs/prices.json") };
Within(costTicks, 1, 240);
var costs = new Command("costs", "Prints what a month costs by measured calls and the prices of a file.") { fleets, costTicks, prices };
costs.SetAction((arguments, cancellationToken) => CostBenchmark.RunAsync(
    new CostOptions(arguments.GetValue(fleets)!, arguments.GetValue(costTicks), arguments.GetValue(prices)!), Console.Out, cancellationToken));
command.Subcommands.Add(costs);
return await command.Parse(args).InvokeAsync();

static void Within(Option<int> option, int minimum, int maximum) => option.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is var value && (value < minimum || value > maximum)) result.AddError($"{option.Name} is {value}; {minimum} to {maximum} are allowed.");
});
