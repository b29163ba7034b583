using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary>A JSON merge patch (RFC 7396) of a user's preferences.</summary>
internal static class PreferencesPatch
{
    /// <summary>The preferences that the patch leaves. What it leaves is read as strictly as what is put.</summary>
    /// <exception cref="Problems.ProblemException">bad_preferences or too_many_items</exception>
    public static UserPreferences Apply(UserPreferences current, JsonElement patch)
    {
        // What is no object would take the place of the whole document, and is none.
        if (patch.ValueKind != JsonValueKind.Object) return PreferencesReader.Read(patch);
        var document = JsonSerializer.SerializeToNode(PreferencesBody.Of(current), WireJson.Options)!.AsObject();
        Merge(document, patch);
        return PreferencesReader.Read(document.Deserialize<JsonElement>());
    }

    // Not deeper than the body: its reader bounds that.
    private static void Merge(JsonObject into, JsonElement patch)
    {
        foreach (var member in patch.EnumerateObject())
        {
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.Null:
                    into.Remove(member.Name);
                    break;
                case JsonValueKind.Object:
                    if (into[member.Name] is not JsonObject inner) into[member.Name] = inner = new JsonObject();
                    Merge(inner, member.Value);
                    break;
                default:
                    into[member.Name] = JsonSerializer.SerializeToNode(member.Value);
                    break;
            }
        }
    }
}
