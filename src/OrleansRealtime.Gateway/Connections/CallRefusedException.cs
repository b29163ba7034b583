using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>A call of a client that is refused. Its text is <c>code: sentence</c>, and is meant for the client.</summary>
internal sealed class CallRefusedException(ProblemCode problem, string? sentence = null) : Exception($"{problem.Code}: {sentence ?? problem.Title}")
{
    public ProblemCode Problem { get; } = problem;
}
