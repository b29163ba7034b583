using System.Diagnostics;
using System.Text.Json;

namespace OrleansRealtime.LoadTest.Inboxes;

/// <summary>
/// The bell of one user's tab: which number its badge has, and since when. Every notification that is taken gives it the next one, and each of these numbers has
/// to come by one frame, unless another item took its place or the tab was told to read its inbox anew.
/// </summary>
internal sealed class BadgeTab(string user)
{
    private const byte End = 0x1e;

    /// <summary>The depth of the members of an invocation's first argument.</summary>
    private const int Member = 3;

    private readonly Lock _gate = new();
    private readonly HashSet<long> _told = [];
    private readonly HashSet<long> _replaced = [];
    private long _number;
    private long _since;
    private long _reset;
    private int _doubled;

    public string User => user;

    /// <summary>The badge's number; 0 before the first.</summary>
    public long Number => Interlocked.Read(ref _number);

    /// <summary>When it got its number, as a timestamp of this process.</summary>
    public long Since => Interlocked.Read(ref _since);

    /// <summary>The number that it is to get.</summary>
    public long Due { get; set; }

    /// <summary>What is wrong with the notifications that were told.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_gate)
            {
                var faults = new List<string>();
                if (_doubled > 0) faults.Add($"were told {_doubled} notifications twice");
                var missing = 0;
                for (var seq = _reset + 1; seq <= Number; seq++)
                    if (!_told.Contains(seq) && !_replaced.Contains(seq)) missing++;
                if (missing > 0) faults.Add($"were not told {missing} of {Number} notifications");
                return faults;
            }
        }
    }

    public void Take(ReadOnlySpan<byte> message)
    {
        for (var end = message.IndexOf(End); end >= 0; end = message.IndexOf(End))
        {
            TakeFrame(message[..end]);
            message = message[(end + 1)..];
        }
    }

    private void TakeFrame(ReadOnlySpan<byte> text)
    {
        var (isNotification, isBadge, isReset) = (Is(text, "\"target\":\"notification\""u8), Is(text, "\"target\":\"badge\""u8), Is(text, "\"target\":\"inboxReset\""u8));
        if (!isNotification && !isBadge && !isReset) return;
        var (number, replaced) = Read(text);
        lock (_gate)
        {
            if (isNotification)
            {
                if (!_told.Add(number)) _doubled++;
                _replaced.UnionWith(replaced);
            }
            else if (isReset)
            {
                _reset = Math.Max(_reset, number);
            }
        }

        if (!isBadge || number <= Number) return;
        Interlocked.Exchange(ref _since, Stopwatch.GetTimestamp());
        Interlocked.Exchange(ref _number, number);
    }

    // A quote inside of a text is escaped, so that no text looks like the name of a frame.
    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> target) => text.IndexOf(target) >= 0;

    private static (long Number, List<long> Replaced) Read(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        var number = 0L;
        var replaced = new List<long>();
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != Member) continue;
            if (reader.ValueTextEquals("seq"u8) || reader.ValueTextEquals("lastSeq"u8))
            {
                reader.Read();
                number = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("replaces"u8))
            {
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.Number) replaced.Add(reader.GetInt64());
            }
        }

        return (number, replaced);
    }
}
