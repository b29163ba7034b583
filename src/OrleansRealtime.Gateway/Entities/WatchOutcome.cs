using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>What came of a watch: a position, or an error.</summary>
/// <param name="IsAbsent">It goes on all the same: nothing is there, and when something is, the connection is told.</param>
internal readonly record struct WatchOutcome(ProblemCode? Error = null, Position? At = null, bool IsAbsent = false)
{
    public bool GoesOn => Error is null || IsAbsent;
}
