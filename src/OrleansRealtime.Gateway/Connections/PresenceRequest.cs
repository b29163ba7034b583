using System.Text.Json;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>The argument of SetPresence. The focus's names are not checked yet.</summary>
internal sealed record PresenceRequest(PresenceStatus Status, (string Type, string Id)? Focus)
{
    /// <summary>Reads it strictly: what is there that nobody knows was meant for something.</summary>
    /// <exception cref="CallRefusedException">bad_presence</exception>
    public static PresenceRequest Read(JsonElement presence)
    {
        if (presence.ValueKind != JsonValueKind.Object) throw Bad("The argument is an object with status and focus.");
        PresenceStatus? status = null;
        (string, string)? focus = null;
        foreach (var property in presence.EnumerateObject())
        {
            switch (JsonText.NameOf(property))
            {
                case "status":
                    status = Text(property.Value) switch
                    {
                        "online" => PresenceStatus.Online,
                        "away" => PresenceStatus.Away,
                        _ => throw Bad("The status is online or away."),
                    };
                    break;
                case "focus":
                    focus = property.Value.ValueKind == JsonValueKind.Null ? null : Entity(property.Value);
                    break;
                default:
                    throw Bad("There are a status and a focus, and nothing else.");
            }
        }

        return new(status ?? throw Bad("The status is missing."), focus);
    }

    private static (string Type, string Id) Entity(JsonElement focus)
    {
        string? type = null, id = null;
        if (focus.ValueKind != JsonValueKind.Object) throw Bad("The focus is an entity, an object with type and id, or null.");
        foreach (var property in focus.EnumerateObject())
        {
            var name = JsonText.NameOf(property);
            if (name == "type") type = Text(property.Value);
            else if (name == "id") id = Text(property.Value);
            else throw Bad("The focus has a type and an id, and nothing else.");
        }

        return Names.IsWord(type) && Names.IsId(id) ? (type!, id!) : throw Bad("The focus names no entity by type and id.");
    }

    private static string Text(JsonElement value) =>
        JsonText.Of(value) ?? throw Bad("Status, type and id are strings.");

    private static CallRefusedException Bad(string sentence) => new(ProblemCodes.BadPresence, sentence);
}
