using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>Serves a call that only reads once more where its first try found nobody, as <see cref="TwoTries"/> does for one grain: the first has
/// half of the call's time, the second what is left. A mutation is tried once: whether it was done is for its caller to find out.</summary>
internal sealed class SecondTry(TimeProvider time) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        ReadingCall.Is(context.HttpContext) && !HasBody(context.HttpContext) ? RunAsync(() => next(context)) : next(context);

    /// <summary>For a reading call whose body is read by now.</summary>
    public async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> read)
    {
        using (var first = CallTime.Current!.Half())
        {
            try
            {
                return await read();
            }
            catch (Exception e) when (TwoTries.FoundNobody(e is ProblemException { InnerException: { } cause } ? cause : e))
            {
                await TwoTries.PauseAsync(first.Left, time);
            }
        }

        return await read();
    }

    /// <summary>A body can be read once only.</summary>
    private static bool HasBody(HttpContext http) => http.GetEndpoint()!.Metadata.GetMetadata<CallInput>() is { HasBody: true };
}
