using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Server.Problems;

/// <summary>What turned a request away, as meters name it: several limits answer with one code.</summary>
internal static class RequestLimits
{
    /// <summary>The caller's share of calls.</summary>
    public const string Caller = "caller";

    /// <summary>The turns of all calls together.</summary>
    public const string Turns = "turns";

    /// <summary>The memory for answers that wait to be read.</summary>
    public const string Answers = "answers";

    /// <summary>Entities that are not there.</summary>
    public const string Missing = "missing";

    /// <summary>Users who were never here.</summary>
    public const string Names = "names";

    /// <summary>Requests of a user's or an address's hub connections.</summary>
    public const string HubRequests = "hub_requests";

    /// <summary>Idempotency keys of an entity.</summary>
    private const string Keys = "keys";

    /// <summary>Operations that wait for their grain: grains say no more than that it is overloaded.</summary>
    private const string Grain = "grain";

    /// <summary>Which limit a problem tells of; <c>null</c> = it tells of none.</summary>
    public static string? Of(Problem problem) =>
        problem.Status != StatusCodes.Status429TooManyRequests ? null
        : problem.Limit ?? (problem.Code == ProblemCodes.TooManyKeys.Code ? Keys : problem.Code == ProblemCodes.TooManyNames.Code ? Names : Grain);
}
