using Microsoft.AspNetCore.SignalR;

namespace OrleansRealtime.Server.Gateway;

/// <summary>A call on the hub that failed. Its text is <c>code: sentence</c>, and reaches the client as it is.</summary>
internal sealed class HubProblem(ErrorCode error, string? sentence = null) : HubException($"{error.Code}: {sentence ?? error.Title}")
{
    public ErrorCode Error { get; } = error;
}
