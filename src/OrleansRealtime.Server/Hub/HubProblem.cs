using Microsoft.AspNetCore.SignalR;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Connections;

namespace OrleansRealtime.Server.Hub;

/// <summary>A call on the hub that failed. Its text is <c>code: sentence</c>, and reaches the client as it is.</summary>
internal sealed class HubProblem : HubException
{
    public HubProblem(ProblemCode problem) : base($"{problem.Code}: {problem.Title}")
    {
    }

    public HubProblem(CallRefusedException refused) : base(refused.Message)
    {
    }
}
