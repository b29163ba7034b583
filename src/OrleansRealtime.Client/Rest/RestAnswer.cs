using System.Text.Json;

namespace OrleansRealtime.Client.Rest;

/// <summary>A success.</summary>
/// <param name="IsReplayed">An earlier try, or another process under the same key, had done it.</param>
internal sealed record RestAnswer(byte[] Body, bool IsReplayed)
{
    /// <exception cref="RealtimeException">What answered is not the platform.</exception>
    public T Read<T>()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Body, WireJson.Options) ?? throw new JsonException("null is no answer.");
        }
        catch (JsonException e)
        {
            throw new RealtimeException(ErrorCodes.Network, "What answered is not the platform.", inner: e) { OutcomeUnknown = true };
        }
    }
}
