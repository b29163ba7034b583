using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>Makes the whole answer before any of it is sent, and ends the call's turn: what a client that reads slowly holds is bytes, of which
/// there are so many (<see cref="AnswerPermits"/>), and neither objects nor a turn.</summary>
internal sealed class AnswerFilter(AnswerPermits permits) : IEndpointFilter
{
    /// <summary>What the web server takes without waiting for the client.</summary>
    private const int TakenAtOnce = 64 * 1024;

    /// <summary>As slow as bodies may come.</summary>
    private static readonly MinDataRate SlowestReader = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if (result is not IValueHttpResult { Value: { } value }) return result;
        var json = JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), WireJson.Options);
        if (TakeRoom(context.HttpContext, json.Length)) CallPermits.Leave(context.HttpContext);
        return new Answer(json, (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK);
    }

    /// <returns>False: the call was done and has to be answered, so it keeps its turn until it is.</returns>
    /// <exception cref="ProblemException">overloaded: nothing was done, and the caller has too many answers that it does not read.</exception>
    private bool TakeRoom(HttpContext http, int bytes)
    {
        if (bytes <= TakenAtOnce) return true;
        if (HttpMethods.IsGet(http.Request.Method))
        {
            TakeRoom(http, permits, bytes);
            return true;
        }

        return TryTakeRoom(http, permits, bytes);
    }

    /// <summary>Room until the response is done, for an answer of which nothing was sent yet; its client reads it at a bearable speed, or is cut off.</summary>
    /// <exception cref="ProblemException">overloaded: the caller has too many answers that it does not read.</exception>
    public static void TakeRoom(HttpContext http, AnswerPermits permits, int bytes)
    {
        if (!TryTakeRoom(http, permits, bytes))
            throw new ProblemException(ProblemCodes.Overloaded, "Too many answers wait to be read.") { Limit = RequestLimits.Answers };
    }

    private static bool TryTakeRoom(HttpContext http, AnswerPermits permits, int bytes)
    {
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = SlowestReader;
        var room = permits.TakeRoom(http, bytes);
        http.Response.RegisterForDispose(room);
        return room.IsAcquired;
    }

    private sealed class Answer(byte[] json, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = json.Length;
            await response.Body.WriteAsync(json, httpContext.RequestAborted);
        }
    }
}
