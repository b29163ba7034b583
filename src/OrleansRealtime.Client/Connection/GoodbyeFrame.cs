namespace OrleansRealtime.Client.Connection;

/// <summary>Why the server ends a connection.</summary>
/// <param name="ReconnectAfterMs"><c>null</c>: do not come back.</param>
internal sealed record GoodbyeFrame(string Code, string Reason, long? ReconnectAfterMs = null);
