using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Server.Hub;

/// <summary>SignalR's JSON protocol, with the text of a failed call as PROTOCOL.md has it, <c>code: sentence</c>. SignalR itself
/// answers calls of another shape before any filter sees them, in words of its own.</summary>
internal sealed class CodedHubProtocol(IHubProtocol json) : IHubProtocol
{
    private static readonly string NoSuchCall = $"{ProblemCodes.BadBody.Code}: The hub has no such method, or it takes other arguments.";

    public string Name => json.Name;

    public int Version => json.Version;

    public TransferFormat TransferFormat => json.TransferFormat;

    public bool IsVersionSupported(int version) => json.IsVersionSupported(version);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) =>
        json.TryParseMessage(ref input, binder, out message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => json.WriteMessage(Coded(message), output);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => json.GetMessageBytes(Coded(message));

    private static HubMessage Coded(HubMessage message) => message switch
    {
        CompletionMessage { Result: RefusedCall refused, InvocationId: { } id } => CompletionMessage.WithError(id, refused.Text),
        // SignalR's own: our filter has seen every call that reached the hub.
        CompletionMessage { Error: not null, InvocationId: { } id } => CompletionMessage.WithError(id, NoSuchCall),
        _ => message,
    };
}
