using System.Buffers;
using System.Text.Json;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Requests;

namespace OrleansRealtime.Server.Api.Admin;

/// <summary>Sends all that is kept of a user as lines of JSON: a page is read when the one before was taken by the client, so that no more than one is
/// in memory. When a page cannot be read the connection is broken off: an export without its last line is not whole.</summary>
internal sealed class UserDataExport(string user, IUserGrain grain, UserDataPage first, DateTimeOffset? lastSeen, TimeSpan pageTime, TimeProvider time) : IResult
{
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
            await SendAsync(httpContext, UserDataLine.Of(first));
            Count(first);
            for (var cursor = first.Next; cursor is not null;)
            {
                var page = await ReadAsync(cursor, httpContext.RequestAborted);
                await SendAsync(httpContext, UserDataLine.Of(page));
                Count(page);
                cursor = page.Next;
            }

            if (lastSeen is not null) await SendAsync(httpContext, [new(UserDataLineKind.Presence, LastSeen: lastSeen)]);
            await SendAsync(httpContext, [new(UserDataLineKind.End, Counts: UserDataCountsBody.Of(_counts, lastSeen is not null))]);
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

    private async Task<UserDataPage> ReadAsync(UserDataCursor cursor, CancellationToken aborted)
    {
        using var callTime = CallTime.Begin(pageTime, time);
        return await grain.Export(cursor, aborted);
    }

    private void Count(UserDataPage page) => _counts += new UserDataCounts(
        page.Items.Length, page.Notifications.Length, page.Preferences is null ? 0 : 1, page.Following.Length, page.Named.Length);

    private static async Task SendAsync(HttpContext http, IEnumerable<UserDataLine> lines)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, new() { Encoder = WireJson.Options.Encoder }))
        {
            foreach (var line in lines)
            {
                JsonSerializer.Serialize(writer, line, WireJson.Options);
                writer.Flush();
                text.Write(LineEnd);
                writer.Reset();
            }
        }

        if (text.WrittenCount > 0) await http.Response.Body.WriteAsync(text.WrittenMemory, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
