using System.Globalization;
using Shop.Traffic;

namespace Shop.Live;

/// <summary><c>GET /faults</c>, <c>POST /faults/{service}?errors=&amp;slow=&amp;minutes=</c> and <c>DELETE /faults/{service}</c>.</summary>
internal static class FaultEndpoints
{
    private const double MaximumMinutes = 1440;

    public static void MapFaults(this IEndpointRouteBuilder app)
    {
        app.MapGet("/faults", (FaultBoard faults) => faults.Active);
        app.MapPost("/faults/{service}", Inject);
        app.MapDelete("/faults/{service}", Lift);
    }

    private static IResult Inject(string service, double? errors, double? slow, double? minutes, FaultBoard faults)
    {
        if (ShopServices.Find(service) is not { } found) return Unknown(service);
        if (Refusal(found, errors ?? 0, slow ?? 0, minutes ?? 10) is { } why) return Results.Problem(why, statusCode: StatusCodes.Status400BadRequest);
        return Results.Ok(faults.Inject(found.Name, new Fault(errors ?? 0, slow ?? 0), TimeSpan.FromMinutes(minutes ?? 10)));
    }

    private static IResult Lift(string service, FaultBoard faults)
    {
        if (ShopServices.Find(service) is null) return Unknown(service);
        return faults.Lift(service) ? Results.NoContent() : Results.Problem($"{service} has no fault", statusCode: StatusCodes.Status404NotFound);
    }

    private static string? Refusal(SimulatedService service, double errors, double slow, double minutes)
    {
        // Not-a-number fails every comparison, so each range is asked for, not its opposite.
        if (!(errors is >= 0 and <= 1)) return Text($"errors={errors} is not a share from 0 to 1");
        if (!(slow is >= 0 and <= 1)) return Text($"slow={slow} is not a share from 0 to 1");
        if (!(minutes is > 0 and <= MaximumMinutes)) return Text($"minutes={minutes} is not above 0 and at most {MaximumMinutes}");
        if (errors == 0 && slow == 0) return "nothing to inject: set errors or slow, for example ?errors=0.3";
        return slow > 0 && service.Latency is null ? $"{service.Name} only counts its requests: slow would not show; use errors" : null;
    }

    private static IResult Unknown(string service) => Results.Problem(
        $"there is no service {service}; there are {string.Join(", ", ShopServices.All.Select(known => known.Name))}", statusCode: StatusCodes.Status404NotFound);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
