using Microsoft.AspNetCore.SignalR;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Connections;

namespace OrleansRealtime.Server.Hub;

/// <summary>Whatever a call fails with, the client gets a code and a sentence, and no detail of the server's.</summary>
internal sealed partial class HubErrors(RefusedCallLog refusals, ILogger<HubErrors> logger) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (CallRefusedException e)
        {
            refusals.Note(invocationContext.HubMethodName, e.Problem);
            return RefusedCall.Of(e);
        }
        catch (OperationCanceledException) when (invocationContext.Context.ConnectionAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
            return RefusedCall.Of(new(ProblemCodes.Unavailable));
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or OrleansException)
        {
            LogUnavailable(e, invocationContext.HubMethodName);
            return RefusedCall.Of(new(ProblemCodes.Unavailable));
        }
        catch (Exception e)
        {
            LogFailed(e, invocationContext.HubMethodName);
            return RefusedCall.Of(new(ProblemCodes.Internal));
        }
    }

    [LoggerMessage(EventId = 7440, Level = LogLevel.Warning, Message = "{Method} could not be answered")]
    private partial void LogUnavailable(Exception exception, string method);

    [LoggerMessage(EventId = 7441, Level = LogLevel.Error, Message = "{Method} failed in a way that nobody foresaw")]
    private partial void LogFailed(Exception exception, string method);

    // next id: 7443
}
