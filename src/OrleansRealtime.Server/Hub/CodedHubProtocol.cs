using Microsoft.AspNetCore.SignalR.Protocol;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Server.Hub;

/// <summary>A protocol of SignalR, with the text of a failed call as PROTOCOL.md has it, <c>code: sentence</c>. SignalR itself answers calls
/// of another shape before any filter sees them, in words of its own.</summary>
internal sealed class CodedHubProtocol(IHubProtocol inner) : RewritingHubProtocol(inner)
{
    private static readonly string NoSuchCall = $"{ProblemCodes.BadBody.Code}: The hub has no such method, or it takes other arguments.";

    protected override HubMessage Rewrite(HubMessage message) => message switch
    {
        CompletionMessage { Result: RefusedCall refused, InvocationId: { } id } => CompletionMessage.WithError(id, refused.Text),
        // SignalR's own: our filter has seen every call that reached the hub.
        CompletionMessage { Error: not null, InvocationId: { } id } => CompletionMessage.WithError(id, NoSuchCall),
        _ => message,
    };
}
