using System.Collections.Immutable;

namespace Shop.Traffic;

/// <summary>
/// The shop. Rates and incidents are chosen so that, with the targets of <c>config/demo-policy.yaml</c> over 14 days, each
/// service ends up in a zone of its own: see the comment at each.
/// </summary>
internal static class ShopServices
{
    public static readonly ImmutableArray<SimulatedService> All =
    [
        // Target 99.9 %: about 90 % of the budget left. A blip and the usual errors.
        new SimulatedService
        {
            Name = "checkout-api",
            Shape = new DayShape(PeakPerSecond: 60, NightShare: 0.1),
            Working = [("200", 0.97), ("404", 0.03)],
            Failing = [("500", 0.7), ("503", 0.3)],
            UsualErrors = 0.0001,
            Incidents = [new Incident(6, new TimeOnly(10, 20), TimeSpan.FromMinutes(2), new Fault(Errors: 0.05, Slow: 0))],
        },

        // Target 99.5 %: about 65 % left. A bad index answered errors for most of an hour.
        new SimulatedService
        {
            Name = "search",
            Shape = new DayShape(PeakPerSecond: 80, NightShare: 0.2),
            Working = [("200", 0.999), ("400", 0.001)],
            Failing = [("500", 0.2), ("504", 0.8)],
            UsualErrors = 0.0007,
            Incidents = [new Incident(5, new TimeOnly(12, 5), TimeSpan.FromMinutes(55), new Fault(Errors: 0.25, Slow: 0))],
        },

        // Target 99.95 % within 0.5 s: about 35 % left. The acquirer was slow for some 20 minutes.
        new SimulatedService
        {
            Name = "payment-gateway",
            Shape = new DayShape(PeakPerSecond: 30, NightShare: 0.15),
            Working = [("200", 0.7), ("201", 0.3)],
            Failing = [("500", 0.4), ("502", 0.6)],
            UsualErrors = 0.00005,
            Latency = new LatencyProfile
            {
                Usual = [(0.008, 0.08), (0.02, 0.27), (0.04, 0.35), (0.08, 0.2), (0.2, 0.08), (0.4, 0.01995), (0.8, 0.00005)],
                Slowed = [(0.8, 0.5), (1.8, 0.35), (4, 0.1), (8, 0.04), (12, 0.01)],
            },
            Incidents = [new Incident(3, new TimeOnly(15, 40), TimeSpan.FromMinutes(22), new Fault(Errors: 0, Slow: 0.12))],
        },

        // Target 99 %, one or two requests a minute: overspent. It was down for two hours, which few noticed.
        new SimulatedService
        {
            Name = "invoices",
            Shape = new DayShape(PeakPerSecond: 2.0 / 60, NightShare: 0.1),
            Working = [("200", 0.9), ("201", 0.1)],
            Failing = [("500", 1)],
            UsualErrors = 0.001,
            Incidents = [new Incident(4, new TimeOnly(11, 0), TimeSpan.FromMinutes(125), new Fault(Errors: 1, Slow: 0))],
        },
    ];

    public static SimulatedService? Find(string name) => All.FirstOrDefault(service => service.Name == name);
}
