using Microsoft.AspNetCore.SignalR;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Connections;

namespace OrleansRealtime.Server.Hub;

/// <summary>Whatever a call fails with, the client gets a code and a sentence, and no detail of the server's.</summary>
internal sealed partial class HubErrors(ILogger<HubErrors> logger) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (HubException)
        {
            throw;
        }
        catch (CallRefusedException e)
        {
            throw new HubProblem(e);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or OrleansException)
        {
            LogUnavailable(e, invocationContext.HubMethodName);
            throw new HubProblem(ProblemCodes.Unavailable);
        }
        catch (Exception e)
        {
            LogFailed(e, invocationContext.HubMethodName);
            throw new HubProblem(ProblemCodes.Internal);
        }
    }

    [LoggerMessage(EventId = 7440, Level = LogLevel.Warning, Message = "{Method} could not be answered")]
    private partial void LogUnavailable(Exception exception, string method);

    [LoggerMessage(EventId = 7441, Level = LogLevel.Error, Message = "{Method} failed in a way that nobody foresaw")]
    private partial void LogFailed(Exception exception, string method);

    // next id: 7442
}
