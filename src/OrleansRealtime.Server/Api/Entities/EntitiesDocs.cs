using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.OpenApi;

namespace OrleansRealtime.Server.Api.Entities;

/// <summary>The words and examples of the OpenAPI document for entities. A test sends every example.</summary>
internal static class EntitiesDocs
{
    private static readonly ApiParameter IfMatch = new("If-Match", "The position that must be current, in quotes, or * for any.", Header: true);

    public static readonly ApiDoc Put = new("putEntity", "Creates an entity, or replaces all its fields")
    {
        Body = new(typeof(PutEntityRequest), """{"fields":{"title":"Write the report","state":"todo","rank":3}}"""),
        Answer = typeof(StateBody),
        OtherStatus = StatusCodes.Status201Created,
        Parameters = [IfMatch, new("If-None-Match", "* = only create.", Header: true)],
        Errors = [ProblemCodes.BadField, ProblemCodes.PositionConflict, ProblemCodes.TooManyFields, ProblemCodes.EntityTooLarge, ProblemCodes.TooManyNames],
    };

    public static readonly ApiDoc Patch = new("patchEntity", "Changes fields")
    {
        Description = "The body is a JSON merge patch (RFC 7396) of the fields: null removes a field.",
        Body = new(typeof(JsonFields), """{"title":"Write the report again"}""", "application/merge-patch+json"),
        Answer = typeof(StateBody),
        Parameters = [IfMatch],
        Errors =
        [
            ProblemCodes.NotFound, ProblemCodes.BadField, ProblemCodes.PositionConflict, ProblemCodes.TooManyFields, ProblemCodes.EntityTooLarge,
            ProblemCodes.TooManyNames,
        ],
    };

    public static readonly ApiDoc Delete = new("deleteEntity", "Deletes an entity; viewers are told")
    {
        Status = StatusCodes.Status204NoContent,
        Parameters = [IfMatch],
        Errors = [ProblemCodes.NotFound, ProblemCodes.PositionConflict],
    };

    public static readonly ApiDoc Get = new("getEntity", "Reads an entity's state")
    {
        Answer = typeof(StateBody),
        Parameters = [new("If-None-Match", "The position that you have, in quotes: answers 304 when it is current.", Header: true)],
        Errors = [ProblemCodes.NotFound],
    };

    public static readonly ApiDoc GetChanges = new("getChanges", "Reads what changed since a position")
    {
        Answer = typeof(ChangesBody),
        Parameters = [new("since", "The position that you have, epoch:version.", Required: true)],
        Errors = [ProblemCodes.BadPosition, ProblemCodes.NotFound, ProblemCodes.HistoryGone],
    };
}
