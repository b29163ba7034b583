using System.Globalization;
using System.Text.Json;

namespace OrleansRealtime.LoadTest.Versions;

/// <summary>What a frame of the platform says of an entity's versions.</summary>
/// <param name="From">The version that it changes; <c>null</c> in a <c>state</c>, which stands for itself.</param>
/// <param name="To">The version that its viewer has with it.</param>
internal readonly record struct EntityFrame(string Id, long? From, long To)
{
    /// <summary>The version of an entity that was just created.</summary>
    public const long FirstVersion = 1;

    private const byte End = 0x1e;

    /// <summary>The depth of the members of an invocation's first argument.</summary>
    private const int Member = 3;

    /// <param name="position">An epoch, a colon and a version.</param>
    public static long VersionOf(string position) =>
        long.Parse(position.AsSpan(position.IndexOf(':', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The <c>state</c> and <c>changed</c> frames of a message, in order; what else is in it is passed over.</summary>
    public static List<EntityFrame> Of(ReadOnlySpan<byte> message)
    {
        var frames = new List<EntityFrame>();
        for (var end = message.IndexOf(End); end >= 0; end = message.IndexOf(End))
        {
            if (Read(message[..end]) is { } frame) frames.Add(frame);
            message = message[(end + 1)..];
        }

        return frames;
    }

    private static EntityFrame? Read(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        var isOfEntity = false;
        string? id = null, from = null, to = null;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            if (reader.CurrentDepth == 1 && reader.ValueTextEquals("target"u8))
            {
                reader.Read();
                isOfEntity = reader.ValueTextEquals("state"u8) || reader.ValueTextEquals("changed"u8);
            }
            else if (reader.CurrentDepth == Member && reader.ValueTextEquals("id"u8))
            {
                id = Text(ref reader);
            }
            else if (reader.CurrentDepth == Member && reader.ValueTextEquals("from"u8))
            {
                from = Text(ref reader);
            }
            else if (reader.CurrentDepth == Member && (reader.ValueTextEquals("to"u8) || reader.ValueTextEquals("position"u8)))
            {
                to = Text(ref reader);
            }
        }

        return isOfEntity && id is not null && to is not null ? new(id, from is null ? null : VersionOf(from), VersionOf(to)) : null;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }
}
