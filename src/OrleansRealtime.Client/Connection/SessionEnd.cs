namespace OrleansRealtime.Client.Connection;

/// <summary>How a connection ended.</summary>
/// <param name="Lasted">Since it was open; nothing when it never was.</param>
/// <param name="Goodbye">What the server said.</param>
/// <param name="Failure">What went wrong.</param>
internal sealed record SessionEnd(TimeSpan Lasted, GoodbyeFrame? Goodbye, RealtimeException? Failure);
