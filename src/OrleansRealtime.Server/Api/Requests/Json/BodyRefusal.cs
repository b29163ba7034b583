using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests.Json;

/// <summary>How a call refuses a body that has not the shape which it takes.</summary>
/// <param name="WholePath">Whether <c>field</c> is the path to the member, and not its name alone.</param>
internal sealed record BodyRefusal(ProblemCode Code, bool WholePath = false)
{
    public static readonly BodyRefusal Usual = new(ProblemCodes.BadBody);

    /// <summary>As most calls refuse a member.</summary>
    public static ProblemException BadBody(string member, string rule) => Usual.Bad(MemberPath.Body.Then(member), rule);

    /// <param name="rule">The rest of a sentence that begins with the member.</param>
    public ProblemException Bad(MemberPath at, string rule)
    {
        if (at == MemberPath.Body) return new(Code, $"The body {rule}.");
        var field = WholePath ? at.Whole : at.Name;
        // A caller's own word goes back to the caller, but not at any length.
        if (field.Length > Names.MaxFieldLength) field = field[..Names.MaxFieldLength];
        return new(Code, $"'{field}' {rule}.", field);
    }
}
