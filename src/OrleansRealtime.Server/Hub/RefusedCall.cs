using OrleansRealtime.Gateway.Connections;

namespace OrleansRealtime.Server.Hub;

/// <summary>What a call that failed gives instead of throwing: SignalR logs each exception as an error of the server's, with its stack trace, and what a
/// client did wrong is none. <see cref="CodedHubProtocol"/> makes the call's error of it.</summary>
/// <param name="Text"><c>code: sentence</c>, which reaches the client as it is.</param>
internal sealed record RefusedCall(string Text)
{
    public static RefusedCall Of(CallRefusedException refused) => new(refused.Message);
}
