using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.SignalR.Protocol;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Server.Hub;

/// <summary>SignalR's JSON protocol, with the text of arguments and results as it is. SignalR's own writer escapes what lies beyond U+FFFF,
/// whatever encoder its options name, because a writer's encoder wins over that of the options.</summary>
internal sealed class PlainHubProtocol(JsonHubProtocol json) : RewritingHubProtocol(json)
{
    protected override HubMessage Rewrite(HubMessage message) => message switch
    {
        InvocationMessage frame => new InvocationMessage(frame.InvocationId, frame.Target, [.. frame.Arguments.Select(Plain)]),
        CompletionMessage { Result: { } result, InvocationId: { } id } => CompletionMessage.WithResult(id, Plain(result)),
        _ => message,
    };

    private static PlainValue? Plain(object? value) => value is null ? null : new(value);

    [JsonConverter(typeof(PlainValueConverter))]
    private sealed record PlainValue(object Value);

    private sealed class PlainValueConverter : JsonConverter<PlainValue>
    {
        public override PlainValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("It is only written.");

        public override void Write(Utf8JsonWriter writer, PlainValue value, JsonSerializerOptions options) =>
            writer.WriteRawValue(JsonSerializer.SerializeToUtf8Bytes(value.Value, value.Value.GetType(), WireJson.Options), skipInputValidation: true);
    }
}
