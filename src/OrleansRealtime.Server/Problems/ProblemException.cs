using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Server.Problems;

/// <summary>A request that cannot be served as it is; thrown where it is read, so that reading stays a plain sequence. Grains answer with
/// results instead.</summary>
internal sealed class ProblemException(ProblemCode error, string? detail = null, string? field = null, Exception? inner = null)
    : Exception(detail ?? error.Title, inner)
{
    public ProblemCode Error { get; } = error;

    /// <summary>With an error that several limits answer with: which it was, of <see cref="RequestLimits"/>.</summary>
    public string? Limit { get; init; }

    public Problem ToProblem() => Problem.Of(Error, detail, field) with { Limit = Limit };
}
