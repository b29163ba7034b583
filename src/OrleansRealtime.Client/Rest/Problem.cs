using System.Net.Http.Headers;
using System.Text.Json;

namespace OrleansRealtime.Client.Rest;

/// <summary>The body of an answer that is no success.</summary>
internal sealed record Problem(
    string? Code = null, string? Title = null, string? Detail = null, string? Position = null, IReadOnlyList<string>? ChangedFields = null, string? Field = null)
{
    public static RealtimeException Read(int status, byte[] body, RetryConditionHeaderValue? retryAfter)
    {
        var problem = Parse(body);
        return new(problem.Code ?? $"http_{status}", problem.Detail ?? problem.Title ?? $"The server answered {status}.", status)
        {
            Position = Client.Position.TryParse(problem.Position, out var position) ? position : null,
            ChangedFields = problem.ChangedFields,
            Field = problem.Field,
            RetryAfter = retryAfter?.Delta,
        };
    }

    /// <summary>What answers may be anything that stands in between: of that, only its status is known.</summary>
    private static Problem Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<Problem>(body, WireJson.Options) ?? new();
        }
        catch (JsonException)
        {
            return new();
        }
    }
}
