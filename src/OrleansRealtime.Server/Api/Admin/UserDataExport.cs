using System.Buffers;
using System.Text.Json;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Requests;

namespace OrleansRealtime.Server.Api.Admin;

/// <summary>Sends all that is kept of a user as lines of JSON: a page is read when the one before was taken by the client, so that no more than one is
/// in memory, and each reading is a turn of its own: a client that reads slowly holds none. When a page cannot be read the connection is broken off: an
/// export without its last line is not whole.</summary>
internal sealed class UserDataExport(
    string user, IUserGrain grain, UserDataPage first, DateTimeOffset? lastSeen, CallPermits turns, TimeSpan pageTime, TimeProvider time) : IResult
{
    /// <summary>What waits for the client: a page of about 1 MiB, and what JSON adds to it.</summary>
    public const int HeldBytes = 2 * 1024 * 1024;

    public const string ContentType = "application/x-ndjson";

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    private UserDataCounts _counts = UserDataCounts.None;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.ContentDisposition = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(user)}.ndjson";
        try
        {
            for (var (lines, next) = Take(first); ; (lines, next) = await ReadAsync(httpContext, next))
            {
                CallPermits.Leave(httpContext);
                await SendAsync(httpContext, lines);
                if (next is null) break;
            }

            if (lastSeen is not null) await SendAsync(httpContext, Write([new(UserDataLineKind.Presence, LastSeen: lastSeen)]));
            await SendAsync(httpContext, Write([new(UserDataLineKind.End, Counts: UserDataCountsBody.Of(_counts, lastSeen is not null))]));
        }
        catch (Exception) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody wants it any more.
        }
        catch (Exception) when (response.HasStarted)
        {
            httpContext.Abort();
            throw;
        }
    }

    private async Task<(ReadOnlyMemory<byte> Lines, UserDataCursor? Next)> ReadAsync(HttpContext http, UserDataCursor cursor)
    {
        using var callTime = CallTime.Begin(pageTime, time);
        await turns.EnterAsync(http);
        return Take(await grain.Export(cursor, http.RequestAborted));
    }

    /// <summary>Counts a page, and makes it what is sent.</summary>
    private (ReadOnlyMemory<byte> Lines, UserDataCursor? Next) Take(UserDataPage page)
    {
        _counts += new UserDataCounts(
            page.Items.Length, page.Notifications.Length, page.Preferences is null ? 0 : 1, page.Following.Length, page.Named.Length);
        return (Write(UserDataLine.Of(page)), page.Next);
    }

    private static ReadOnlyMemory<byte> Write(IEnumerable<UserDataLine> lines)
    {
        var text = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(text, new() { Encoder = WireJson.Options.Encoder });
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(writer, line, WireJson.Options);
            writer.Flush();
            text.Write(LineEnd);
            writer.Reset();
        }

        return text.WrittenMemory;
    }

    private static async Task SendAsync(HttpContext http, ReadOnlyMemory<byte> lines)
    {
        if (!lines.IsEmpty) await http.Response.Body.WriteAsync(lines, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
