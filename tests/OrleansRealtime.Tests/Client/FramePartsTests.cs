using System.Text.Json;
using OrleansRealtime.Client.Connection;

namespace OrleansRealtime.Tests.Client;

public sealed class FramePartsTests
{
    private readonly FrameParts _parts = new();

    [Fact]
    public void Parts_are_one_frame_and_the_next_begins_anew()
    {
        for (var n = 1; n <= 2; n++)
        {
            Assert.Null(_parts.Add(new("state", "{\"n\"", IsLast: false)));
            Assert.Null(_parts.Add(new("state", ":", IsLast: false)));
            Assert.Equal(n, _parts.Add(new("state", $"{n}}}", IsLast: true))!.Value.GetProperty("n").GetInt32());
        }
    }

    [Fact]
    public void What_is_no_frame_is_refused() => Assert.ThrowsAny<JsonException>(() => _parts.Add(new("state", "{", IsLast: true)));

    [Fact]
    public void What_does_not_end_is_refused()
    {
        var text = new string(' ', FrameParts.MaxLength / 4);
        for (var n = 0; n < 4; n++) _parts.Add(new("state", text, IsLast: false));
        Assert.Throws<JsonException>(() => _parts.Add(new("state", " ", IsLast: false)));
    }
}
