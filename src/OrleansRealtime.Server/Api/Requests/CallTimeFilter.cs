using Microsoft.Extensions.Options;
using OrleansRealtime.Gateway;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>Around every REST call: it has its time, and no more.</summary>
internal sealed class CallTimeFilter(IOptions<GatewayOptions> options, TimeProvider time) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using var callTime = CallTime.Begin(options.Value.CallTimeout, time);
        return await next(context);
    }
}
