using System.Globalization;

namespace OrleansRealtime.LoadTest.Processes;

/// <summary>The time of all processors since the machine started, in ticks: what was worked, and what the hypervisor gave to others.</summary>
internal readonly record struct Machine(double Busy, double Stolen, double All)
{
    private const int Idle = 3;
    private const int Waiting = 4;
    private const int StolenTime = 7;

    /// <summary>Guests' times are in user's already.</summary>
    private const int Fields = 8;

    public static Machine Now
    {
        get
        {
            var line = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            double[] times = [.. line.Skip(1).Take(Fields).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            return new(times.Sum() - times[Idle] - times[Waiting] - times[StolenTime], times[StolenTime], times.Sum());
        }
    }

    public static Machine operator -(Machine later, Machine earlier) => new(later.Busy - earlier.Busy, later.Stolen - earlier.Stolen, later.All - earlier.All);
}
