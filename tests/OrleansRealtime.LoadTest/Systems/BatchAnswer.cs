using System.Text.Json;

namespace OrleansRealtime.LoadTest.Systems;

/// <summary>The answer to a batch, which is 200 whatever came of its operations: each has a result of its own.</summary>
internal static class BatchAnswer
{
    /// <param name="operations">How many there were.</param>
    /// <exception cref="HttpRequestException">One of them was not committed, or has no result.</exception>
    public static void Check(ReadOnlySpan<byte> body, int operations)
    {
        var reader = new Utf8JsonReader(body);
        var committed = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("status"u8)) continue;
            reader.Read();
            if (reader.GetInt32() is var status and not (200 or 201)) throw new HttpRequestException($"operation {committed} of a batch was answered {status}.");
            committed++;
        }

        if (committed != operations) throw new HttpRequestException($"a batch of {operations} operations has {committed} results.");
    }
}
