namespace OrleansRealtime.Server;

/// <summary>The server cannot start, for a reason that its operator can mend. The message is one line, and says how.</summary>
internal sealed class StartException(string message) : Exception(message);
