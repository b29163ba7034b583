using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Timing;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>When connections that are sent away together are to come back: each at a moment of its own, so that the processes that are left get
/// them one after the other.</summary>
internal static class ReturnSpread
{
    /// <summary>So many a second: each opens a socket, signs in and asks for all that it watches, and a core takes a few thousand of these.</summary>
    private const int PerSecond = 1_000;

    /// <summary>However many they are: past this, people notice that nothing moves.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>How long it takes until all of them are to be back.</summary>
    public static TimeSpan WindowOf(int connections) => TimeSpan.FromSeconds(Math.Min((double)connections / PerSecond, Longest.TotalSeconds));

    /// <summary>The goodbye for one of them; one after which nobody comes back stays as it is.</summary>
    public static GoodbyeCode Spread(this GoodbyeCode code, TimeSpan window) =>
        code with { ReconnectAfterMs = code.ReconnectAfterMs + (int)Jitter.Share(window).TotalMilliseconds };
}
