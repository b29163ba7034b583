using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>
/// A set of numbers as JSON: as an array of pairs, <c>[[1,500],[502,502]]</c>, or, where that is longer, as bits from a number on,
/// <c>{"from":1,"bits":"base64"}</c>, the lowest bit of the first byte being that number. So a head whose owner archived each second of
/// ten thousand items still has two kilobytes per set.
/// </summary>
internal sealed class SeqSetJson : JsonConverter<SeqSet>
{
    /// <summary>What a pair of usual numbers takes, in characters.</summary>
    private const int PairLength = 12;

    /// <summary>So few pairs are short in any case, and people can read them.</summary>
    private const int FewPairs = 50;

    /// <summary>In base64 one character holds six bits.</summary>
    private const int BitsPerCharacter = 6;

    public override SeqSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
            return SeqSet.FromRanges(JsonSerializer.Deserialize<long[][]>(ref reader, options)!.Select(pair => new SeqRange(pair[0], pair[1])));
        using var json = JsonDocument.ParseValue(ref reader);
        var (from, bits) = (json.RootElement.GetProperty("from").GetInt64(), json.RootElement.GetProperty("bits").GetBytesFromBase64());
        return SeqSet.Of(Enumerable.Range(0, bits.Length * 8).Where(bit => (bits[bit / 8] & (1 << (bit % 8))) != 0).Select(bit => from + bit));
    }

    public override void Write(Utf8JsonWriter writer, SeqSet value, JsonSerializerOptions options)
    {
        var span = value.IsEmpty ? 0 : value.Ranges[^1].To - value.Ranges[0].From + 1;
        if (value.Ranges.Length <= FewPairs || span / BitsPerCharacter >= (long)value.Ranges.Length * PairLength) WritePairs(writer, value);
        else WriteBits(writer, value, (int)span);
    }

    private static void WritePairs(Utf8JsonWriter writer, SeqSet value)
    {
        writer.WriteStartArray();
        foreach (var range in value.Ranges)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(range.From);
            writer.WriteNumberValue(range.To);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WriteBits(Utf8JsonWriter writer, SeqSet value, int span)
    {
        var from = value.Ranges[0].From;
        var bits = new byte[(span + 7) / 8];
        foreach (var range in value.Ranges)
            for (var bit = range.From - from; bit <= range.To - from; bit++) bits[bit / 8] |= (byte)(1 << (int)(bit % 8));
        writer.WriteStartObject();
        writer.WriteNumber("from", from);
        writer.WriteBase64String("bits", bits);
        writer.WriteEndObject();
    }
}
