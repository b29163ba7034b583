using System.Diagnostics.CodeAnalysis;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>What the answers about one user's access to one entity come to, one after the other.</summary>
internal sealed class AccessRecheck
{
    // In a row.
    private int _unanswered;

    /// <summary>Whether this answer ends the access.</summary>
    /// <param name="denial">Why the user may not; <c>null</c> = the user may, <c>unavailable</c> = nobody can tell.</param>
    /// <param name="unansweredAllowed">So many times in a row nobody may be able to tell.</param>
    public bool Ends([NotNullWhen(true)] ProblemCode? denial, int unansweredAllowed)
    {
        _unanswered = denial == ProblemCodes.Unavailable ? _unanswered + 1 : 0;
        return denial is not null && (_unanswered == 0 || _unanswered > unansweredAllowed);
    }
}
