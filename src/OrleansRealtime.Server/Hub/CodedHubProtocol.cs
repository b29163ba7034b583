using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Server.Hub;

/// <summary>A protocol of SignalR, with the text of a failed call as PROTOCOL.md has it, <c>code: sentence</c>. SignalR itself puts a
/// sentence of its own before the text of a <see cref="HubException"/>, and answers calls of another shape before any filter sees them.</summary>
internal sealed class CodedHubProtocol(IHubProtocol inner) : RewritingHubProtocol(inner)
{
    private const string Prefix = nameof(HubProblem) + ": ";

    private static readonly string NoSuchCall = $"{ProblemCodes.BadBody.Code}: The hub has no such method, or it takes other arguments.";

    protected override HubMessage Rewrite(HubMessage message)
    {
        if (message is not CompletionMessage { Error: { } error, InvocationId: { } id }) return message;
        var at = error.IndexOf(Prefix, StringComparison.Ordinal);
        return CompletionMessage.WithError(id, at < 0 ? NoSuchCall : error[(at + Prefix.Length)..]);
    }
}
