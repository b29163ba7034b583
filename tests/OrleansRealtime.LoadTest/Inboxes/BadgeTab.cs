using System.Buffers.Text;
using System.Diagnostics;

namespace OrleansRealtime.LoadTest.Inboxes;

/// <summary>The bell of one user's tab: which number its badge has, and since when. Every notification that is taken gives it the next one.</summary>
internal sealed class BadgeTab(string user)
{
    private long _number;
    private long _since;

    public string User => user;

    /// <summary>The badge's number; 0 before the first.</summary>
    public long Number => Interlocked.Read(ref _number);

    /// <summary>When it got its number, as a timestamp of this process.</summary>
    public long Since => Interlocked.Read(ref _since);

    /// <summary>The number that it is to get.</summary>
    public long Due { get; set; }

    public void Take(ReadOnlySpan<byte> message)
    {
        for (var at = message.IndexOf("\"target\":\"badge\""u8); at >= 0; at = message.IndexOf("\"target\":\"badge\""u8))
        {
            message = message[(at + 1)..];
            var member = message.IndexOf("\"lastSeq\":"u8);
            if (member < 0) return;
            message = message[(member + "\"lastSeq\":"u8.Length)..];
            if (!Utf8Parser.TryParse(message, out long number, out _) || number <= Number) continue;
            Interlocked.Exchange(ref _since, Stopwatch.GetTimestamp());
            Interlocked.Exchange(ref _number, number);
        }
    }
}
