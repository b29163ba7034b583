using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Server.Api.OpenApi;

/// <summary>What the framework cannot see of the types: names without our suffix, members that are left out, what converters write.</summary>
internal static class ApiSchemas
{
    private const string Suffix = "Body";

    /// <summary>The framework's mark at a member whose schema is another's or null.</summary>
    private const string NullableReference = "x-is-nullable-property";

    /// <summary><c>StateBody</c> is <c>State</c> to those who generate clients.</summary>
    public static string? Name(JsonTypeInfo type)
    {
        if (type.Type == typeof(JsonFields)) return "Fields";
        // Any JSON needs no name.
        if ((Nullable.GetUnderlyingType(type.Type) ?? type.Type) == typeof(JsonElement)) return null;
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return name is not null && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    public static Task CorrectAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(JsonFields))
        {
            schema.Type = JsonSchemaType.Object;
            schema.AdditionalProperties = new OpenApiSchema();
            schema.Description = "Fields by their names: any JSON but null, which says that a field is removed.";
        }
        else if (type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String;
        }
        else if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
        }

        LeaveOut(schema, context.JsonTypeInfo);
        return Task.CompletedTask;
    }

    /// <summary>A member that is not written when it is null is absent then, and never null.</summary>
    private static void LeaveOut(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (var member in type.Properties.Where(IsLeftOut))
        {
            schema.Required?.Remove(member.Name);
            if (schema.Properties?[member.Name] is not OpenApiSchema value) continue;
            value.Type &= ~JsonSchemaType.Null;
            value.Metadata?.Remove(NullableReference);
        }
    }

    private static bool IsLeftOut(JsonPropertyInfo member) =>
        member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true).FirstOrDefault()
            is JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull or JsonIgnoreCondition.WhenWritingDefault };
}
