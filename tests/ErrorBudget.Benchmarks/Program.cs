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
return await command.Parse(args).InvokeAsync();

static void Within(Option<int> option, int minimum, int maximum) => option.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is var value && (value < minimum || value > maximum)) result.AddError($"{option.Name} is {value}; {minimum} to {maximum} are allowed.");
});
