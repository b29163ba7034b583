using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Api.Requests;

namespace OrleansRealtime.Tests.Server.Api;

public sealed class AnswerFilterTests
{
    /// <summary>As text in quotation marks: the web server takes 64 KiB without waiting for the client.</summary>
    [Theory]
    [InlineData((64 * 1024) - 2, false)]
    [InlineData((64 * 1024) - 1, true)]
    public async Task A_large_answer_is_broken_off_when_it_is_read_slower_than_the_protocol_wants_it(int length, bool isLarge)
    {
        using var permits = new AnswerPermits(Options.Create(new ApiOptions()));
        var (http, rate) = (new DefaultHttpContext(), new Rate());
        http.Features.Set<IHttpMinResponseDataRateFeature>(rate);

        await new AnswerFilter(permits).InvokeAsync(EndpointFilterInvocationContext.Create(http), _ => new(Results.Json(new string('x', length))));

        (double, TimeSpan)? expected = isLarge ? (1024, TimeSpan.FromSeconds(5)) : null;
        Assert.Equal(expected, rate.MinDataRate is { } least ? (least.BytesPerSecond, least.GracePeriod) : null);
    }

    private sealed class Rate : IHttpMinResponseDataRateFeature
    {
        public MinDataRate? MinDataRate { get; set; }
    }
}
