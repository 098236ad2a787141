namespace Shop.Traffic;

/// <summary>Requests per second over a day: least at 03:00 UTC, most at 15:00 UTC, in between a cosine.</summary>
/// <param name="PeakPerSecond">The rate at 15:00; above 0.</param>
/// <param name="NightShare">The rate at 03:00 as a share of the peak, 0 to 1.</param>
internal sealed record DayShape(double PeakPerSecond, double NightShare)
{
    public double PerSecond(DateTimeOffset moment)
    {
        var sinceQuietest = (moment.UtcDateTime.TimeOfDay - TimeSpan.FromHours(3)) / TimeSpan.FromDays(1);
        var height = (1 - Math.Cos(2 * Math.PI * sinceQuietest)) / 2;
        return PeakPerSecond * (NightShare + ((1 - NightShare) * height));
    }
}
