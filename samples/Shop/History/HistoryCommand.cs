using System.Globalization;
using Shop.Traffic;

namespace Shop.History;

/// <summary><c>history --out FILE [--days 15] [--seed 1] [--job shop] [--instance shop-1]</c>: writes the shop's past up to now.</summary>
internal static class HistoryCommand
{
    private const int MaximumDays = 400;

    public static int Run(string[] arguments, TimeProvider clock, TextWriter log)
    {
        var options = new ConfigurationBuilder().AddCommandLine(arguments).Build();
        if (options["out"] is not { Length: > 0 } path)
            return Refuse(log, "history: --out FILE is missing; it names the OpenMetrics file to write");
        if (!int.TryParse(options["days"] ?? "15", NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days is < 1 or > MaximumDays)
            return Refuse(log, $"history: --days {options["days"]} is not a whole number from 1 to {MaximumDays}");
        if (!int.TryParse(options["seed"] ?? "1", NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            return Refuse(log, $"history: --seed {options["seed"]} is not a whole number of 0 or more");

        var end = clock.GetUtcNow();
        var histories = ShopServices.All.Select((service, index) => ServiceHistory.Simulate(service, end, days, seed + index)).ToList();
        using var text = new StreamWriter(path);
        new OpenMetricsFile(text, options["job"] ?? "shop", options["instance"] ?? "shop-1").Write(histories);
        log.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{histories.Count} services, {days} days up to {end:yyyy-MM-dd HH:mm:ss}Z written to {path}"));
        return 0;
    }

    private static int Refuse(TextWriter log, string why)
    {
        log.WriteLine(why);
        return 2;
    }
}
