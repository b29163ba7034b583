using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests.Json;

/// <summary>Reads a body as the record that the OpenAPI document shows, bounds included. What is not as the record says is refused, with the
/// member as <c>field</c>. A member that has a default may be absent or null.</summary>
internal static class RequestReader
{
    private static readonly JsonSerializerOptions Options = new(WireJson.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <param name="refusal">As <c>bad_body</c> unless the call says otherwise.</param>
    /// <exception cref="ProblemException">The body has not this shape.</exception>
    public static T Read<T>(JsonElement body, BodyRefusal? refusal = null) where T : class
    {
        new BodyCheck(Options, refusal ?? BodyRefusal.Usual).Check(body, typeof(T), MemberPath.Body);
        return body.Deserialize<T>(Options)!;
    }

    /// <summary>The fields that a body is, with nothing around them.</summary>
    /// <exception cref="ProblemException">bad_body</exception>
    public static JsonFields ReadFields(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object ? JsonFields.Of(body) : throw BodyRefusal.Usual.Bad(MemberPath.Body, "must be a JSON object");

    /// <summary>The list that a body of one member holds. Its items are to be read one by one, because each is refused alone.</summary>
    /// <exception cref="ProblemException">bad_body</exception>
    public static JsonElement ReadList<T>(JsonElement body) where T : class
    {
        var type = Options.GetTypeInfo(typeof(T));
        new BodyCheck(Options, BodyRefusal.Usual).CheckMembers(body, type, MemberPath.Body);
        var member = type.Properties.Single().Name;
        var list = body.GetProperty(member);
        return list.ValueKind == JsonValueKind.Array ? list : throw BodyRefusal.BadBody(member, "must be an array");
    }
}
